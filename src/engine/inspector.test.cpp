// One state under test: what is seen of its data, and that nothing else runs.
#include "engine/inspector.hpp"

#include <doctest/doctest.h>

#include "asl/compile.hpp"
#include "engine/decide.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace {

struct Test {
    explicit Test(const std::string& definition) : compiled(asl::compile(definition)) {
        REQUIRE(compiled.program != nullptr);
    }

    std::vector<engine::Effect> run(const char* input) {
        engine::Start start{.info = {}, .input = *json::parse(input)};
        start.info.type = asl::MachineType::express;
        start.info.synchronous = true;
        const engine::Moment moment{base::from_epoch_ms(1'764'000'000'000), 1, nullptr, &inspector};
        auto decision = engine::decide(*compiled.program, execution, start, moment);
        REQUIRE(decision);
        return decision->effects;
    }
    static std::string text(const std::optional<json::Value>& value) {
        return value ? json::print(*value) : "nothing";
    }
    const engine::Stages& stages() const { return inspector.found.stages; }

    asl::Compiled compiled;
    engine::Execution execution;
    engine::Inspector inspector;
};

const std::string kPass = R"("P":{"Type":"Pass","End":true})";

}  // namespace

TEST_CASE("a tested state ends the execution, and where it leads is only told") {
    Test test(R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"P"},)" + kPass + "}}");
    test.run("{}");
    CHECK(test.execution.status == engine::Status::succeeded);
    CHECK_EQ(test.execution.last_event_id, 3);  // Started, entered, succeeded: P was not entered.
    REQUIRE(test.inspector.found.next);
    CHECK_EQ(test.compiled.program->state(*test.inspector.found.next).name, "P");
}

TEST_CASE("each stage of a task's data is seen, with a mocked result") {
    Test test(R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
        "Resource":"arn:aws:states:::lambda:invoke","InputPath":"$.a",
        "Parameters":{"FunctionName":"f","Payload.$":"$.b"},
        "ResultSelector":{"c.$":"$.Payload"},"ResultPath":"$.r","OutputPath":"$.r"}}})");
    test.inspector.mock = *json::parse(R"({"Payload":7})");
    const auto effects = test.run(R"({"a":{"b":1}})");
    CHECK_EQ(Test::text(test.stages().after_input_path), R"({"b":1})");
    CHECK_EQ(Test::text(test.stages().after_parameters), R"({"FunctionName":"f","Payload":1})");
    CHECK_EQ(Test::text(test.stages().after_arguments), "nothing");
    CHECK_EQ(Test::text(test.stages().result), R"({"Payload":7})");
    CHECK_EQ(Test::text(test.stages().after_result_selector), R"({"c":7})");
    CHECK_EQ(Test::text(test.stages().after_result_path), R"({"a":{"b":1},"r":{"c":7}})");
    CHECK_EQ(Test::text(test.execution.output()), R"({"c":7})");
    for (const engine::Effect& effect : effects) {
        CHECK_FALSE(std::holds_alternative<engine::InvokeTask>(effect));
    }
}

TEST_CASE("a task without a mock is handed out") {
    Test test(R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
        "Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"}}}})");
    bool is_invoked = false;
    for (const engine::Effect& effect : test.run("{}")) {
        is_invoked = is_invoked || std::holds_alternative<engine::InvokeTask>(effect);
    }
    CHECK(is_invoked);
    CHECK(test.execution.running());
}

TEST_CASE("a retrier that takes the failure ends the test with its delay") {
    Test test(R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
        "Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},
        "Retry":[{"ErrorEquals":["Other"]},{"ErrorEquals":["E"],"IntervalSeconds":2}]}}})");
    test.inspector.mock = engine::failure("E", "c");
    SUBCASE("the first time") {
        test.run("{}");
        CHECK_EQ(test.inspector.found.retry_delay->count(), 2'000);
    }
    SUBCASE("the third") {
        test.inspector.retries = 2;
        test.run("{}");
        CHECK_EQ(test.inspector.found.retry_delay->count(), 8'000);
    }
    SUBCASE("once too often") {
        test.inspector.retries = 3;
        test.run("{}");
        CHECK_FALSE(test.inspector.found.retry_delay);
    }
    CHECK_EQ(test.inspector.found.retrier, 1);
    CHECK(test.execution.status == engine::Status::failed);
}

TEST_CASE("variables and a context object that a test gives are what the state sees") {
    Test test(R"({"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Pass","End":true,
        "Output":"{% [$v, $states.context.Execution.Name] %}","Assign":{"w":"{% $v + 1 %}"}}}})");
    test.inspector.variables.emplace("v", json::Value::integer(5));
    test.inspector.context = *json::parse(R"({"Execution":{"Name":"n"}})");
    test.run("{}");
    CHECK_EQ(Test::text(test.execution.output()), R"([5,"n"])");
    CHECK_EQ(test.inspector.found.variables.size(), 2);
    CHECK_EQ(Test::text(test.inspector.found.variables.at("w")), "6");
}

TEST_CASE("a Map's fields are evaluated and its iterations are not run") {
    Test test(R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemsPath":"$.l",
        "MaxConcurrency":3,"ToleratedFailureCount":1,"ItemSelector":{"v.$":"$$.Map.Item.Value"},
        "ItemProcessor":{"StartAt":"P","States":{)" +
              kPass + R"(}}}}})");
    test.inspector.mock = *json::parse("[1,2]");
    SUBCASE("as many failures as it tolerates") {
        test.inspector.failed_iterations = 1;
        test.run(R"({"l":["a","b"]})");
        CHECK_EQ(Test::text(test.execution.output()), "[1,2]");
    }
    SUBCASE("one more") {
        test.inspector.failed_iterations = 2;
        test.run(R"({"l":["a","b"]})");
        CHECK_EQ(test.execution.failure().error, "States.ExceedToleratedFailureThreshold");
    }
    SUBCASE("more than there are items") {
        test.inspector.failed_iterations = 3;
        test.run(R"({"l":["a","b"]})");
        CHECK_FALSE(test.inspector.found.misuse.empty());
    }
    CHECK_EQ(Test::text(test.stages().after_items_path), R"(["a","b"])");
    CHECK_EQ(Test::text(test.stages().after_item_selector), R"([{"v":"a"},{"v":"b"}])");
    CHECK_EQ(test.inspector.found.max_concurrency, 3);
}
