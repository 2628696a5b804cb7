// Live notices to pages, as server-sent events.
#pragma once
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "aws/http.hpp"
#include "runtime/executions.hpp"

namespace server::console {

/// The open streams of the console. Any thread.
class Streams {
public:
    explicit Streams(runtime::Executions& executions) : executions_(executions) {}
    ~Streams();

    /// `execution=ARN` in the query: notices of that execution, else of all. Each event's data is
    /// {"arn", "status", "events"}: what is new is then read from the API.
    aws::HttpReply open(std::string_view query);

private:
    struct Watch;
    void start(const std::string& execution_arn, const aws::StreamBody::Send& send);
    /// A watcher may not end its own watch, so it only marks itself when its page has gone, and the
    /// next stream that opens sweeps up.
    void sweep();

    runtime::Executions& executions_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<Watch>> watches_;
};

}  // namespace server::console
