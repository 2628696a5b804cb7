// The services of this process, by id. Filled once by services.cpp and then only read, from any
// thread.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "aws/operation.hpp"

namespace server {

/// Must outlive every call to a service in it: whoever holds it stops door and runtime first.
class ServiceTable {
public:
    explicit ServiceTable(std::vector<aws::Service> services) : services_(std::move(services)) {}

    const std::vector<aws::Service>& all() const { return services_; }
    /// The service with that id ("states"), or nullptr.
    const aws::Service* find(std::string_view id) const;

private:
    std::vector<aws::Service> services_;
};

}  // namespace server
