// States in JSONata: their data flow, and what happens when an expression fails.
#include <doctest/doctest.h>

#include "support/workflow.hpp"

using engine::Status;
using test::Workflow;
using Lines = std::vector<std::string>;

namespace {

std::string machine(const std::string& states, const std::string& start = "A") {
    return R"({"QueryLanguage":"JSONata","StartAt":")" + start + R"(","States":{)" + states + "}}";
}

const std::string kEnd = R"(,"E":{"Type":"Pass","End":true})";

std::string task(const std::string& fields) {
    return machine(R"("A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",)" + fields +
                   R"("Next":"E"})" + kEnd);
}

/// The details of the event of this type.
json::Value details(const Workflow& workflow, std::string_view type, std::string_view member) {
    for (const json::Value& event : workflow.projected()) {
        if (event.find_string("type") == type) return *event.find(member);
    }
    FAIL("there is no such event: " << type);
    return {};
}

}  // namespace

TEST_CASE("a Task's Arguments, result, Output and Assign") {
    Workflow workflow(task(R"("Arguments":{"q":"{% $states.input.queue %}","n":1},
        "Assign":{"id":"{% $states.result.MessageId %}","was":"{% $states.input.queue %}"},
        "Output":{"sent":"{% $states.result.MessageId %}"},)"));
    workflow.start(R"({"queue":"orders"})");
    CHECK_EQ(json::print(workflow.tasks.begin()->second.parameters), R"({"q":"orders","n":1})");
    workflow.succeed("A", R"({"MessageId":"m-1"})");
    CHECK_EQ(workflow.output(), R"({"sent":"m-1"})");
    const json::Value exited = details(workflow, "TaskStateExited", "stateExitedEventDetails");
    CHECK_EQ(json::print(*exited.find("assignedVariables")),
             R"({"id":"\"m-1\"","was":"\"orders\""})");
}

TEST_CASE("without Arguments and Output input goes in and the result comes out") {
    Workflow workflow(task(""));
    workflow.start(R"({"a":1})");
    CHECK_EQ(json::print(workflow.tasks.begin()->second.parameters), R"({"a":1})");
    workflow.succeed("A", "[2]");
    CHECK_EQ(workflow.output(), "[2]");
}

TEST_CASE("all expressions of an Assign see the old values") {
    Workflow workflow(machine(R"("A":{"Type":"Pass","Assign":{"x":1,"y":2},"Next":"B"},
        "B":{"Type":"Pass","Assign":{"x":"{% $y %}","y":"{% $x %}"},"Next":"C"},
        "C":{"Type":"Pass","Output":["{% $x %}","{% $y %}"],"End":true})"));
    workflow.start();
    CHECK_EQ(workflow.output(), "[2,1]");
}

TEST_CASE("a Choice takes the first condition that is true, with the rule's own Output") {
    const std::string choice = machine(R"("A":{"Type":"Choice","Default":"E","Output":"none",
        "Choices":[{"Condition":"{% $states.input.n > 10 %}","Next":"E","Output":"big"},
                   {"Condition":"{% $states.input.n > 5 %}","Next":"E","Assign":{"x":1}}]})" +
                                       kEnd);
    CHECK_EQ(Workflow(choice).start(R"({"n":11})").output(), R"("big")");
    CHECK_EQ(Workflow(choice).start(R"({"n":6})").output(), R"({"n":6})");
    CHECK_EQ(Workflow(choice).start(R"({"n":1})").output(), R"("none")");
}

TEST_CASE("a condition must be true or false") {
    Workflow workflow(machine(R"("A":{"Type":"Choice","Default":"E",
        "Choices":[{"Condition":"{% $states.input.n %}","Next":"E"}]})" +
                              kEnd));
    workflow.start(R"({"n":"yes"})");
    CHECK_EQ(workflow.error(), "States.QueryEvaluationError");
    CHECK_EQ(workflow.cause(),
             "An error occurred while executing the state 'A' (entered at the event id #2). The "
             "JSONata expression '$states.input.n' specified for the field 'Choices[0]/Condition' "
             "returned an unexpected result type. Expected 'boolean', but was 'string' for value: "
             R"("yes")");
    CHECK_EQ(workflow.history(), Lines{"1<0 ExecutionStarted", "2<0 ChoiceStateEntered",
                                       "3<0 EvaluationFailed", "4<3 ExecutionFailed"});
}

TEST_CASE("a Map runs Items through ItemSelector, and inner states see the item") {
    Workflow workflow(machine(R"("A":{"Type":"Map","Items":"{% $states.input.list %}",
        "ItemSelector":{"v":"{% $states.context.Map.Item.Value %}","k":"{% $states.input.k %}"},
        "MaxConcurrency":"{% 1 + 0 %}","Output":{"all":"{% $states.result %}"},"End":true,
        "ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true,
          "Output":"{% $states.input.v * $states.input.k + $states.context.Map.Item.Index %}"}}}})"));
    workflow.start(R"({"list":[1,2,3],"k":10})");
    CHECK_EQ(workflow.output(), R"({"all":[10,21,32]})");
}

TEST_CASE("a Map whose Items are no array fails, and its Catch sees why") {
    Workflow workflow(machine(R"("A":{"Type":"Map","Items":"{% $states.input %}","Next":"E",
        "Catch":[{"ErrorEquals":["States.QueryEvaluationError"],"Next":"E",
                  "Output":"{% $states.errorOutput.Error %}"}],
        "ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}})" +
                              kEnd));
    workflow.start("{}");
    CHECK_EQ(workflow.output(), R"("States.QueryEvaluationError")");
    CHECK_EQ(workflow.history(),
             Lines{"1<0 ExecutionStarted", "2<0 MapStateEntered", "3<0 EvaluationFailed",
                   "4<3 MapStateFailed", "5<4 MapStateExited", "6<5 PassStateEntered",
                   "7<6 PassStateExited", "8<7 ExecutionSucceeded"});
}

TEST_CASE("an expression that fails after the task points at the task's end") {
    Workflow workflow(task(R"("Output":"{% $states.result.none %}",)"));
    workflow.start();
    workflow.succeed("A");
    CHECK_EQ(workflow.history(), Lines{"1<0 ExecutionStarted", "2<0 TaskStateEntered",
                                       "3<2 TaskScheduled", "4<3 TaskStarted", "5<4 TaskSucceeded",
                                       "6<5 EvaluationFailed", "7<6 ExecutionFailed"});
    const json::Value shown = details(workflow, "EvaluationFailed", "evaluationFailedEventDetails");
    CHECK_EQ(shown.find_string("location"), "Output");
    CHECK_EQ(shown.find_string("state"), "A");
    CHECK_EQ(shown.find_string("error"), "States.QueryEvaluationError");
}

TEST_CASE("a failed evaluation can be tried again, and is told each time") {
    Workflow workflow(task(R"("Arguments":"{% $states.input.none %}",
        "Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],)"));
    workflow.start();
    CHECK(workflow.live.running());
    workflow.fire_next();
    CHECK_EQ(workflow.live.status, Status::failed);
    CHECK_EQ(workflow.history(),
             Lines{"1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<0 EvaluationFailed",
                   "4<3 EvaluationFailed", "5<4 ExecutionFailed"});
}

TEST_CASE("a Catch whose own Output fails ends its scope with that failure") {
    Workflow workflow(task(R"("Catch":[{"ErrorEquals":["States.ALL"],"Next":"E",
        "Output":"{% $states.errorOutput.Cause.none %}"}],)"));
    workflow.start();
    workflow.fail("A", "Oops");
    CHECK_EQ(workflow.error(), "States.QueryEvaluationError");
    CHECK_NE(workflow.cause().find("'Catch[0]/Output'"), std::string::npos);
    CHECK_EQ(workflow.history().back(), "7<6 ExecutionFailed");
}

TEST_CASE("waits and time-outs can be computed") {
    Workflow workflow(
        machine(R"("A":{"Type":"Wait","Seconds":"{% $states.input.s * 2 %}","Next":"B"},
        "B":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true,
             "TimeoutSeconds":"{% 60 %}","HeartbeatSeconds":"{% 10 %}"})"));
    workflow.start(R"({"s":3})");
    CHECK_EQ(workflow.timers.begin()->second, workflow.now + base::Seconds{6});
    workflow.fire_next();
    CHECK_EQ(workflow.tasks.begin()->second.timeout_seconds, 60);
    CHECK_EQ(workflow.tasks.begin()->second.heartbeat_seconds, 10);

    for (const char* wrong : {"-1", "1.5", "100000000"}) {
        CAPTURE(wrong);
        Workflow bad(
            machine(R"("A":{"Type":"Wait","Seconds":"{% $states.input %}","Next":"E"})" + kEnd));
        bad.start(wrong);
        CHECK_NE(bad.cause().find("The Seconds field cannot be parsed as a long value: "),
                 std::string::npos);
    }
}

TEST_CASE("Fail computes its error and cause") {
    Workflow workflow(machine(R"("A":{"Type":"Fail","Error":"{% $states.input.e %}",
        "Cause":"{% 'because ' & $states.input.e %}"})"));
    workflow.start(R"({"e":"Oops"})");
    CHECK_EQ(workflow.error(), "Oops");
    CHECK_EQ(workflow.cause(), "because Oops");
}

TEST_CASE("JSONPath and JSONata states share data and variables") {
    Workflow workflow(R"({"StartAt":"A","States":{
        "A":{"Type":"Pass","Assign":{"x.$":"$.n"},"Next":"B"},
        "B":{"Type":"Pass","QueryLanguage":"JSONata","Output":{"n":"{% $x + 1 %}"},
             "Assign":{"y":"{% $x %}"},"Next":"C"},
        "C":{"Type":"Pass","Parameters":{"n.$":"$.n","y.$":"$y"},"End":true}}})");
    workflow.start(R"({"n":41})");
    CHECK_EQ(workflow.output(), R"({"n":42,"y":41})");
}

TEST_CASE("chance comes from the decision") {
    const std::string definition =
        machine(R"x("A":{"Type":"Pass","End":true,"Output":["{% $uuid() %}","{% $random() %}"]})x");
    Workflow first(definition);
    Workflow second(definition);
    first.start();
    second.start();
    CHECK_EQ(first.live.status, Status::succeeded);
    CHECK_EQ(first.output(), second.output());
}
