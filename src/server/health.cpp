// Health answers.
#include "server/health.hpp"

#include "json/print.hpp"

namespace server {

aws::HttpReply json_reply(int status, const json::Value& value) {
    aws::HttpReply reply;
    reply.status = status;
    reply.headers.add("Content-Type", "application/json");
    reply.headers.add("Cache-Control", "no-store");
    reply.body = json::print(value) + "\n";
    return reply;
}

aws::HttpReply health_reply(const ServiceTable& services, const std::string& version,
                            const Health& health) {
    json::ObjectBuilder states;
    for (const aws::Service& service : services.all()) states.set(service.id, "running");
    json::ObjectBuilder answer;
    answer.set("status", health.status)
        .set("version", version)
        .set("services", std::move(states).build());
    if (health.more.is_object()) {
        for (const json::Member& member : health.more.members())
            answer.set(member.key(), member.value);
    }
    return json_reply(health.accepts_work ? 200 : 503, std::move(answer).build());
}

aws::HttpReply localstack_health_reply(const ServiceTable& services, const std::string& version) {
    json::ObjectBuilder states;
    for (const aws::Service& service : services.all()) {
        states.set(service.id == "states" ? "stepfunctions" : service.id, "running");
    }
    json::ObjectBuilder answer;
    answer.set("services", std::move(states).build())
        .set("edition", "quickstep")
        .set("version", version);
    return json_reply(200, std::move(answer).build());
}

}  // namespace server
