// The pages that supervisors, test containers and tools poll (compatibility.md, section 9).
#pragma once
#include <functional>
#include <string>

#include "aws/http.hpp"
#include "json/value.hpp"
#include "server/service_table.hpp"

namespace server {

/// What the parts behind the door say about themselves.
struct Health {
    std::string status = "ok";  ///< ok, degraded or read-only.
    bool accepts_work = true;
    json::Value more;  ///< Further members of the answer (an object): the store's state.
};
using HealthSource = std::function<Health()>;

/// `/_quickstep/health`: status, version, each service; 503 when no work is accepted.
aws::HttpReply health_reply(const ServiceTable& services, const std::string& version,
                            const Health& health);
/// `/_localstack/health`: the shape that LocalStack's clients wait for.
aws::HttpReply localstack_health_reply(const ServiceTable& services, const std::string& version);

/// A JSON answer that no cache keeps.
aws::HttpReply json_reply(int status, const json::Value& value);

}  // namespace server
