// The way from a Task to a service of this process: the same tables as over HTTP, without the wire.
#pragma once
#include <memory>
#include <string>

#include "aws/caller.hpp"
#include "server/service_table.hpp"

namespace server {

/// Thread rules: `attach` before the first call; then any thread.
class LocalCaller final : public aws::Caller {
public:
    /// Region and account stand in where a call names none.
    LocalCaller(std::string region, std::string account)
        : region_(std::move(region)), account_(std::move(account)) {}

    /// The services need a caller to be made, and the caller needs the services: they are given
    /// afterwards.
    void attach(std::shared_ptr<const ServiceTable> services) { services_ = std::move(services); }

    /// `sfn` and `eventbridge`, the names that `aws-sdk` integrations use, mean `states` and
    /// `events`; an operation may begin with a small letter, as it does there. Errors of the
    /// service pass through; a service that speaks HTTP itself (S3) answers that it cannot be
    /// called as a task yet.
    void call(std::string_view service, std::string_view operation, aws::Call call,
              aws::Answer answer) override;

private:
    std::string region_;
    std::string account_;
    std::shared_ptr<const ServiceTable> services_;
};

}  // namespace server
