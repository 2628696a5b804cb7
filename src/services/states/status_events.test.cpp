// Status-change events: what they say, and that only those who are asked for are made.
#include "services/states/status_events.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "services/events/service.hpp"
#include "support/inline_executions.hpp"
#include "support/inline_service.hpp"

namespace {

constexpr const char* kPass = R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}})";
constexpr const char* kFail =
    R"({"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Broken","Cause":"on purpose"}}})";
constexpr const char* kWait =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9,"End":true}}})";

/// Executions whose events are collected.
struct Told {
    explicit Told(const char* definition, const char* pattern = R"({\"source\":[\"aws.states\"]})")
        : executions(definition),
          rule_shards(store, executions.clock),
          rules(rule_shards),
          deliveries(rule_shards, rules),
          observer(rules, [this](runtime::ShardContext&, const json::Value& event) {
              events.push_back(event);
          }) {
        REQUIRE(rule_shards.start());
        executions.executions.add_observer(observer);
        const std::string input =
            std::string(R"({"Name":"r","EventPattern":")") + pattern + R"("})";
        REQUIRE(support::call_now(service, "PutRule", input));
    }
    std::string detail(std::size_t index, const char* member) const {
        const json::Value* const found = events.at(index).find("detail")->find(member);
        return found == nullptr ? "absent" : json::print(*found);
    }

    support::InlineExecutions executions;
    store::MemoryStore store;
    runtime::InlineShards rule_shards;
    services::events::Rules rules;
    services::events::Deliveries deliveries;
    services::events::Events bus{rule_shards, rules, deliveries};
    aws::Service service = services::events::make_service(bus);
    std::vector<json::Value> events;
    services::states::StatusEvents observer;
};

}  // namespace

TEST_CASE("an execution tells EventBridge when it starts and when it ends") {
    Told told(kPass);
    told.executions.start("a", R"({"n":  1})");
    REQUIRE_EQ(told.events.size(), 2);
    const std::string arn = "arn:aws:states:us-east-1:000000000000:execution:m:a";
    CHECK_EQ(json::print(*told.events[0].find("detail")),
             R"({"executionArn":")" + arn +
                 R"(","stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:m",)"
                 R"("name":"a","status":"RUNNING","startDate":1764000000000,"stopDate":null,)"
                 R"("input":"{\"n\":1}","output":null,"stateMachineVersionArn":null,)"
                 R"("stateMachineAliasArn":null,"redriveCount":0,"redriveDate":null,)"
                 R"("redriveStatus":"NOT_REDRIVABLE",)"
                 R"("redriveStatusReason":"Execution is RUNNING and cannot be redriven",)"
                 R"("inputDetails":{"included":true},"outputDetails":null,"error":null,)"
                 R"("cause":null})");
    CHECK_EQ(*told.events[1].find_string("detail-type"), "Step Functions Execution Status Change");
    CHECK_EQ(*told.events[1].find_string("time"), "2025-11-24T16:00:00Z");
    CHECK_EQ(json::print(*told.events[1].find("resources")), R"([")" + arn + R"("])");
    CHECK_EQ(told.detail(1, "status"), R"("SUCCEEDED")");
    CHECK_EQ(told.detail(1, "stopDate"), "1764000000000");
    CHECK_EQ(told.detail(1, "output"), R"("{\"n\":1}")");
    CHECK_EQ(told.detail(1, "outputDetails"), R"({"included":true})");
}

TEST_CASE("a failed and an aborted execution say why") {
    Told failed(kFail);
    failed.executions.start("a");
    REQUIRE_EQ(failed.events.size(), 2);
    CHECK_EQ(failed.detail(1, "status"), R"("FAILED")");
    CHECK_EQ(failed.detail(1, "error"), R"("Broken")");
    CHECK_EQ(failed.detail(1, "cause"), R"("on purpose")");
    CHECK_EQ(failed.detail(1, "output"), "null");
    CHECK_EQ(failed.detail(1, "redriveStatus"), R"("REDRIVABLE")");

    Told aborted(kWait);
    aborted.executions.stop(aborted.executions.start("a"));
    REQUIRE_EQ(aborted.events.size(), 2);
    CHECK_EQ(aborted.detail(1, "status"), R"("ABORTED")");
}

TEST_CASE("a redriven execution runs again, and says how often and when") {
    Told told(kFail);
    const std::string arn = told.executions.start("a");
    told.executions.clock.advance(base::Seconds{1});
    told.executions.executions.redrive(arn, {}, [](auto answer) { CHECK(answer); });
    REQUIRE_EQ(told.events.size(), 4);
    CHECK_EQ(told.detail(1, "redriveDate"), "null");
    CHECK_EQ(told.detail(2, "status"), R"("RUNNING")");
    CHECK_EQ(told.detail(2, "stopDate"), "null");
    CHECK_EQ(told.detail(2, "redriveCount"), "1");
    CHECK_EQ(told.detail(2, "redriveDate"), "1764000001000");
    CHECK_EQ(told.detail(2, "redriveStatus"), R"("NOT_REDRIVABLE")");
    CHECK_EQ(told.detail(3, "status"), R"("FAILED")");
    CHECK_EQ(told.detail(3, "redriveCount"), "1");
}

TEST_CASE("what is too large for an event is left out, and the event says so") {
    Told told(kPass);
    // Escaped, input and output are too large together, but not the output alone.
    const std::string half = R"({"t":")" + std::string(130'000, 'x') + R"("})";
    told.executions.start("half", half.c_str());
    CHECK_EQ(told.detail(0, "inputDetails"), R"({"included":true})");
    CHECK_EQ(told.detail(1, "input"), "null");
    CHECK_EQ(told.detail(1, "inputDetails"), R"({"included":false})");
    CHECK_EQ(told.detail(1, "outputDetails"), R"({"included":true})");
    const std::string whole = R"({"t":")" + std::string(255'000, 'x') + R"("})";
    told.executions.start("whole", whole.c_str());
    CHECK_EQ(told.detail(2, "inputDetails"), R"({"included":false})");
    CHECK_EQ(told.detail(3, "output"), "null");
    CHECK_EQ(told.detail(3, "outputDetails"), R"({"included":false})");
}

TEST_CASE("no event is made where no rule could want it") {
    Told told(kPass, R"({\"source\":[\"aws.s3\"]})");
    CHECK_FALSE(told.rules.may_want("aws.states"));
    told.executions.start("a");
    CHECK(told.events.empty());
    CHECK(support::call_now(told.service, "PutRule",
                            R"({"Name":"any","EventPattern":"{\"account\":[\"1\"]}"})"));
    CHECK(told.rules.may_want("aws.states"));
    CHECK(support::call_now(told.service, "DisableRule", R"({"Name":"any"})"));
    CHECK_FALSE(told.rules.may_want("aws.states"));
}
