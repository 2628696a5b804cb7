// Pass, Choice, Wait, Succeed and Fail, from their definition to the history.
#include <doctest/doctest.h>

#include "support/workflow.hpp"

using test::Workflow;

namespace {

std::string passing(const std::string& fields) {
    return R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true,)" + fields + "}}}";
}
std::string output_of(const std::string& fields, std::string_view input) {
    Workflow workflow(passing(fields));
    workflow.start(input);
    return workflow.output();
}
std::string choosing(const std::string& rule) {
    return R"({"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{)" + rule +
           R"(,"Next":"Yes"}],"Default":"No"},"Yes":{"Type":"Pass","Result":"yes","End":true},)"
           R"("No":{"Type":"Pass","Result":"no","End":true}}})";
}
std::string choice(const std::string& rule, std::string_view input) {
    Workflow workflow(choosing(rule));
    workflow.start(input);
    return workflow.live.status == engine::Status::succeeded ? workflow.output() : workflow.cause();
}
std::string waiting(const std::string& field) {
    return R"({"StartAt":"W","States":{"W":{"Type":"Wait",)" + field + R"(,"End":true}}})";
}

}  // namespace

TEST_CASE("Pass moves data through its paths in AWS's order") {
    CHECK_EQ(output_of(R"("Comment":"")", R"({"a":1})"), R"({"a":1})");
    CHECK_EQ(output_of(R"("Result":7,"ResultPath":"$.r.s")", R"({"a":1})"),
             R"({"a":1,"r":{"s":7}})");
    CHECK_EQ(output_of(R"("InputPath":"$.a","Parameters":{"x.$":"$.b"},"ResultPath":"$.got")",
                       R"({"a":{"b":2}})"),
             R"({"a":{"b":2},"got":{"x":2}})");
    CHECK_EQ(output_of(R"("ResultPath":null,"Result":1)", R"({"a":1})"), R"({"a":1})");
    CHECK_EQ(output_of(R"("OutputPath":null)", R"({"a":1})"), "{}");
    CHECK_EQ(output_of(R"("InputPath":null)", R"({"a":1})"), "{}");
}

TEST_CASE("numbers come out with the text they went in with") {
    CHECK_EQ(output_of(R"("Comment":"")", R"([1.0,1e2,12345678901234567890])"),
             R"([1.0,1e2,12345678901234567890])");
}

TEST_CASE("a path that leads nowhere fails the execution and names state, event and path") {
    Workflow workflow(passing(R"("InputPath":"$.nope")"));
    workflow.start("{}");
    CHECK_EQ(workflow.error(), "States.Runtime");
    CHECK_EQ(
        workflow.cause(),
        "An error occurred while executing the state 'P' (entered at the event id #2). Invalid "
        "path '$.nope' : No results for path: $['nope']");
    CHECK_EQ(workflow.history().back(), "3<2 ExecutionFailed");
}

TEST_CASE("ResultPath into a scalar is a failure with its own name") {
    Workflow workflow(passing(R"("Result":1,"ResultPath":"$.a.b")"));
    workflow.start(R"({"a":5})");
    CHECK_EQ(workflow.error(), "States.ResultPathMatchFailure");
}

TEST_CASE("Assign sees the values from before and is seen by the next state") {
    Workflow workflow(R"({"StartAt":"A","States":{
        "A":{"Type":"Pass","Assign":{"x":1,"y.$":"$.n"},"Next":"B"},
        "B":{"Type":"Pass","Assign":{"x.$":"$y","y.$":"$x"},"Next":"C"},
        "C":{"Type":"Pass","Parameters":{"x.$":"$x","y.$":"$y"},"End":true}}})");
    workflow.start(R"({"n":2})");
    CHECK_EQ(workflow.output(), R"({"x":2,"y":1})");
}

TEST_CASE("Choice compares each type with itself only") {
    const std::string on_a = R"("Variable":"$.a",)";
    CHECK_EQ(choice(on_a + R"("NumericEquals":1)", R"({"a":1.0})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("NumericEquals":1)", R"({"a":"1"})"), R"("no")");
    CHECK_EQ(choice(on_a + R"("NumericGreaterThan":1)", R"({"a":1.5})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("NumericLessThanEquals":1)", R"({"a":1})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("StringLessThan":"b")", R"({"a":"a"})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("StringMatches":"log-*.txt")", R"({"a":"log-7.txt"})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("BooleanEquals":true)", R"({"a":true})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("TimestampLessThan":"2026-01-01T00:00:00Z")",
                    R"({"a":"2025-12-31T23:30:00-00:15"})"),
             R"("yes")");
    CHECK_EQ(choice(on_a + R"("TimestampEquals":"2026-01-01T00:00:00Z")", R"({"a":"soon"})"),
             R"("no")");
    CHECK_EQ(choice(on_a + R"("StringEqualsPath":"$.b")", R"({"a":"x","b":"x"})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("IsNull":true)", R"({"a":null})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("IsNumeric":false)", R"({"a":"1"})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("IsTimestamp":true)", R"({"a":"2026-01-01T00:00:00Z"})"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("IsPresent":false)", "{}"), R"("yes")");
    CHECK_EQ(choice(on_a + R"("IsPresent":true)", "{}"), R"("no")");
}

TEST_CASE("And, Or and Not stop as soon as they know") {
    const std::string present = R"({"Variable":"$.a","IsPresent":true})";
    const std::string positive = R"({"Variable":"$.a","NumericGreaterThan":0})";
    CHECK_EQ(choice(R"("And":[)" + present + "," + positive + "]", R"({"a":1})"), R"("yes")");
    CHECK_EQ(choice(R"("And":[)" + present + "," + positive + "]", "{}"), R"("no")");
    CHECK_EQ(choice(R"("Or":[)" + present + "," + positive + "]", R"({"a":-1})"), R"("yes")");
    CHECK_EQ(choice(R"("Not":)" + present, "{}"), R"("yes")");
}

TEST_CASE("a Choice on a path that leads nowhere fails the execution") {
    CHECK_EQ(
        choice(R"("Variable":"$.a","NumericEquals":1)", "{}"),
        "An error occurred while executing the state 'C' (entered at the event id #2). Invalid "
        "path '$.a': The choice state's condition path references an invalid value.");
}

TEST_CASE("a Choice without match and Default fails with States.Runtime, as the service does") {
    Workflow workflow(R"({"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[
        {"Variable":"$.a","NumericEquals":1,"Next":"P"}]},"P":{"Type":"Pass","End":true}}})");
    workflow.start(R"({"a":2})");
    CHECK_EQ(workflow.error(), "States.Runtime");
    CHECK_EQ(workflow.cause(),
             "An error occurred while executing the state 'C' (entered at the event id #2). Failed "
             "to transition out of the state. The state does not point to a next state.");
}

TEST_CASE("Wait sets a timer, and goes on when it fires, not before") {
    Workflow workflow(waiting(R"("Seconds":10)"));
    workflow.start();
    REQUIRE_EQ(workflow.timers.size(), 1);
    const engine::TimerId timer = workflow.timers.begin()->first;
    CHECK_EQ(workflow.timers.begin()->second, workflow.now + base::Seconds{10});

    CHECK_FALSE(workflow.send(engine::TimerFired{timer}));
    CHECK_EQ(workflow.refusal, engine::Refusal::Reason::too_early);

    CHECK(workflow.fire_next());
    CHECK_EQ(workflow.live.status, engine::Status::succeeded);
    CHECK_EQ(workflow.history(),
             std::vector<std::string>{"1<0 ExecutionStarted", "2<0 WaitStateEntered",
                                      "3<2 WaitStateExited", "4<3 ExecutionSucceeded"});
}

TEST_CASE("a Wait whose time is past goes on at once, without a timer") {
    for (const char* field : {R"("Seconds":0)", R"("Timestamp":"2016-03-14T01:59:00Z")"}) {
        Workflow workflow(waiting(field));
        workflow.start();
        CHECK_EQ(workflow.live.status, engine::Status::succeeded);
        CHECK(workflow.timers.empty());
    }
}

TEST_CASE("Wait refuses seconds that are no whole number and instants that are none") {
    const auto cause = [](const char* field, std::string_view input) {
        Workflow workflow(waiting(field));
        workflow.start(input);
        return workflow.cause().substr(workflow.cause().find("). ") + 3);
    };
    CHECK_EQ(cause(R"("SecondsPath":"$.s")", R"({"s":1.5})"),
             "The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5");
    CHECK_EQ(cause(R"("SecondsPath":"$.s")", "{}"),
             "The SecondsPath parameter does not reference an input value: $.s");
    CHECK_EQ(cause(R"("TimestampPath":"$.t")", R"({"t":"tomorrow"})"),
             "The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
             "date-time format string: $.t == tomorrow");
}

TEST_CASE("Fail gives its error and cause, and leaves out what it does not have") {
    Workflow both(R"({"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"C"}}})");
    both.start();
    CHECK_EQ(both.error(), "E");
    CHECK_EQ(both.cause(), "C");
    CHECK_EQ(both.history().back(), "3<2 ExecutionFailed");

    Workflow neither(R"({"StartAt":"F","States":{"F":{"Type":"Fail"}}})");
    neither.start();
    CHECK_FALSE(neither.live.failure().error.has_value());
    CHECK_EQ(json::print(*neither.projected().back().find("executionFailedEventDetails")), "{}");

    Workflow path(R"json({"StartAt":"F","States":{"F":{"Type":"Fail","ErrorPath":"$.e",
        "CausePath":"States.Format('because of {}', $.e)"}}})json");
    path.start(R"({"e":"X"})");
    CHECK_EQ(path.error(), "X");
    CHECK_EQ(path.cause(), "because of X");
}

TEST_CASE("Succeed ends well, with its paths applied") {
    Workflow workflow(R"({"StartAt":"S","States":{"S":{"Type":"Succeed","OutputPath":"$.a"}}})");
    workflow.start(R"({"a":[1]})");
    CHECK_EQ(workflow.output(), "[1]");
    CHECK_EQ(workflow.finished, 1);
}
