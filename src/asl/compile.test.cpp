// Definitions that are wrong in one way each, what is said about them, and what a right one
// becomes.
#include "asl/compile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using asl::Diagnostic;
using asl::Severity;

std::string in_states(const std::string& states) {
    return R"({"StartAt": "A", "States": {)" + states + "}}";
}

/// One state A of which only some fields matter here.
std::string with_task(const std::string& fields) {
    return in_states(
        R"("A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true, )" +
        fields + R"(})");
}

std::string with_rule(const std::string& rule) {
    return in_states(R"("A": {"Type": "Choice", "Choices": [)" + rule +
                     R"(]}, "B": {"Type": "Succeed"})");
}

std::string with_two(const std::string& a) {
    return in_states("\"A\": " + a + R"(, "B": {"Type": "Succeed"})");
}

struct Bad {
    std::string definition;
    std::string code;
    std::string location;
    std::string message;
};

void check_refused(const Bad& bad) {
    CAPTURE(bad.definition);
    const asl::Compiled compiled = asl::compile(bad.definition);
    CHECK(compiled.program == nullptr);
    REQUIRE_EQ(compiled.diagnostics.size(), 1);
    const Diagnostic& found = compiled.diagnostics.front();
    CHECK_EQ(found.code, bad.code);
    CHECK_EQ(found.location, bad.location);
    CHECK_EQ(found.message, bad.message);
    CHECK(found.severity == Severity::error);
}

constexpr const char* kSchema = "SCHEMA_VALIDATION_FAILED";
constexpr const char* kTarget = "MISSING_TRANSITION_TARGET";

}  // namespace

TEST_CASE("a text that is no definition is refused") {
    const std::string no_object = "Definition must be a valid JSON object";
    for (const Bad& bad : std::vector<Bad>{
             {"", kSchema, "", no_object},
             {" \n", kSchema, "", no_object},
             {"[]", kSchema, "", no_object},
             {"\"text\"", kSchema, "", no_object},
             {"{}", kSchema, "/", "These fields are required: [StartAt, States]"},
             {R"({"StartAt": "A"})", kSchema, "/", "These fields are required: [States]"},
             {R"({"StartAt": "A", "States": {}})", kSchema, "/States",
              "States must hold at least one state"},
             {R"({"StartAt": "A", "States": []})", kSchema, "/States",
              "Expected value of type Object"},
         }) {
        check_refused(bad);
    }
    const auto broken = asl::compile("{\"StartAt\": ");
    REQUIRE_EQ(broken.diagnostics.size(), 1);
    CHECK_EQ(broken.diagnostics.front().code, "INVALID_JSON_DESCRIPTION");
}

TEST_CASE("the flow is checked") {
    for (const Bad& bad : std::vector<Bad>{
             {in_states(R"("A": {"Type": "Pass", "Next": "A"})"), "MISSING_END_STATE", "",
              "Workflow has no terminal state"},
             {in_states(R"("A": {"Type": "Pass", "End": true}, "C": {"Type": "Succeed"})"), kTarget,
              "/States/C", "State \"C\" is not reachable."},
             {R"({"StartAt": "Z", "States": {"A": {"Type": "Succeed"}}})", kTarget, "/StartAt",
              "Missing 'Next' target: Z"},
             {in_states(R"("A": {"Type": "Parallel", "End": true, "Branches": [
                  {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}]})"),
              "DUPLICATE_STATE_NAME", "/States/A/Branches[0]/States/A", "Duplicate State name: A"},
             {in_states(R"("A": {"Type": "Map", "End": true, "ItemProcessor":
                  {"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "I"}}}})"),
              "MISSING_END_STATE", "/States/A/ItemProcessor", "Workflow has no terminal state"},
             {in_states(R"("A": {"Type": "Nap", "End": true})"), kSchema, "/States/A/Type",
              "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, "
              "Choice, Parallel, Map]"},
             {in_states(R"("A": {"End": true})"), kSchema, "/States/A",
              "These fields are required: [Type]"},
             {in_states(R"("A": 7)"), kSchema, "/States/A", "Expected value of type Object"},
         }) {
        check_refused(bad);
    }
}

TEST_CASE("a misspelled target is reported with what was meant, and what it leaves unreached") {
    const auto found = asl::compile(with_two(R"({"Type": "Pass", "Next": "b"})")).diagnostics;
    REQUIRE_EQ(found.size(), 2);
    CHECK_EQ(found[0], Diagnostic{Severity::error, kTarget, "Missing 'Next' target: b",
                                  "/States/A/Next", "did you mean \"B\"?"});
    CHECK_EQ(found[1].message, "State \"B\" is not reachable.");
}

TEST_CASE("a branch cannot lead out of its scope") {
    const auto found = asl::compile(with_two(R"({"Type": "Parallel", "Next": "B", "Branches": [
        {"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "B"}, "J": {"Type": "Succeed"}}}]})"));
    REQUIRE_EQ(found.diagnostics.size(), 2);
    CHECK_EQ(found.diagnostics[0].location, "/States/A/Branches[0]/States/I/Next");
}

TEST_CASE("names of states have 1 to 80 characters, of any kind") {
    const std::string long_name(81, 'x');
    const auto refused = asl::compile(R"({"StartAt": ")" + long_name + R"(", "States": {")" +
                                      long_name + R"(": {"Type": "Succeed"}}})");
    REQUIRE_EQ(refused.diagnostics.size(), 1);
    CHECK_EQ(refused.diagnostics.front().code, "INVALID_STATE_NAME");
    for (const std::string name :
         {"Größe ändern", "处理图片", "a/b[0]", "🙂", "שלום", "x\\u0000y", "\\n"}) {
        CAPTURE(name);
        const auto accepted = asl::compile(R"({"StartAt": ")" + name + R"(", "States": {")" + name +
                                           R"(": {"Type": "Succeed"}}})");
        CHECK(accepted.program != nullptr);
    }
}

TEST_CASE("retriers and catchers are checked") {
    const auto retry = [](const std::string& entry) {
        return with_task("\"Retry\": [" + entry + "]");
    };
    const auto at = [](const std::string& rest) { return "/States/A/Retry[0]" + rest; };
    for (const Bad& bad : std::vector<Bad>{
             {retry("7"), kSchema, at(""), "Expected value of type Object"},
             {retry("{}"), kSchema, at(""), "These fields are required: [ErrorEquals]"},
             {retry(R"({"ErrorEquals": []})"), kSchema, at("/ErrorEquals"),
              "ErrorEquals must not be empty"},
             {retry(R"({"ErrorEquals": [1]})"), kSchema, at("/ErrorEquals"),
              "ErrorEquals must hold strings only, not 1"},
             {retry(R"({"ErrorEquals": ["E"], "IntervalSeconds": "soon"})"), kSchema,
              at("/IntervalSeconds"), "Expected value of type Integer"},
             {retry(R"({"ErrorEquals": ["E"], "IntervalSeconds": 0})"), kSchema,
              at("/IntervalSeconds"),
              "IntervalSeconds must be an integer from 1 to 99999999, not 0"},
             {retry(R"({"ErrorEquals": ["E"], "BackoffRate": 0.5})"), kSchema, at("/BackoffRate"),
              "BackoffRate must be a number of at least 1, not 0.5"},
             {retry(R"({"ErrorEquals": ["E"], "JitterStrategy": "full"})"), kSchema,
              at("/JitterStrategy"),
              "The field 'JitterStrategy' should have one of these values: [NONE, FULL]"},
             {retry(R"({"ErrorEquals": ["States.ALL", "E"]})"), kSchema, at("/ErrorEquals"),
              "States.ALL must be the only error in its ErrorEquals"},
             {retry(R"({"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["E"]})"), kSchema,
              at("/ErrorEquals"), "States.ALL must be in the last entry of its list"},
             {with_task(R"("Catch": [{"ErrorEquals": ["E"]}])"), kSchema, "/States/A/Catch[0]",
              "These fields are required: [Next]"},
             {with_task(R"("Catch": [{"ErrorEquals": ["E"], "Next": "Z"}])"), kTarget,
              "/States/A/Catch[0]/Next", "Missing 'Next' target: Z"},
             {with_task(R"("Catch": [{"ErrorEquals": ["E"], "Next": "A", "ResultPath": "e"}])"),
              kSchema, "/States/A/Catch[0]/ResultPath", "Value is not a Reference Path"},
         }) {
        check_refused(bad);
    }
}

TEST_CASE("choice rules are checked") {
    const auto at = [](const std::string& rest) { return "/States/A/Choices[0]" + rest; };
    for (const Bad& bad : std::vector<Bad>{
             {with_rule(R"(7, {"Variable": "$.a", "IsNull": true, "Next": "B"})"), kSchema, at(""),
              "Expected value of type Object"},
             {with_rule(R"({"Next": "B"})"), kSchema, at(""),
              "One of these fields is required: [Variable, And, Or, Not]"},
             {with_rule(R"({"Variable": "$.a", "Next": "B"})"), kSchema, at(""),
              "A comparison is required beside Variable"},
             {with_rule(R"({"StringEquals": "a", "Next": "B"})"), kSchema, at(""),
              "These fields are required: [Variable]"},
             {with_rule(R"({"Variable": "a", "StringEquals": "a", "Next": "B"})"), kSchema,
              at("/Variable"), "The value for the field 'Variable' must be a valid JSONPath"},
             {with_rule(R"({"Variable": "$.a", "StringEquals": 1, "Next": "B"})"), kSchema,
              at("/StringEquals"), "Expected value of type String"},
             {with_rule(R"({"Variable": "$.a", "NumericEquals": "1", "Next": "B"})"), kSchema,
              at("/NumericEquals"), "Expected value of type Number"},
             {with_rule(R"({"Variable": "$.a", "IsNull": "yes", "Next": "B"})"), kSchema,
              at("/IsNull"), "Expected value of type Boolean"},
             {with_rule(R"({"Variable": "$.a", "TimestampEquals": "noon", "Next": "B"})"), kSchema,
              at("/TimestampEquals"), "String does not match RFC3339 timestamp"},
             {with_rule(R"({"Variable": "$.a", "StringEqualsPath": "b", "Next": "B"})"), kSchema,
              at("/StringEqualsPath"),
              "The value for the field 'StringEqualsPath' must be a valid JSONPath"},
             {with_rule(R"({"Variable": "$.a", "IsNull": true, "IsString": true, "Next": "B"})"),
              kSchema, at(""), "Only one of these fields is allowed: [IsNull, IsString]"},
             {with_rule(R"({"And": [], "Next": "B"})"), kSchema, at("/And"),
              "And must not be empty"},
             {with_rule(R"({"Or": {}, "Next": "B"})"), kSchema, at("/Or"),
              "Expected value of type Array"},
             {with_rule(R"({"Not": [], "Next": "B"})"), kSchema, at("/Not"),
              "Expected value of type Object"},
             {with_rule(
                  R"({"Not": {"Variable": "$.a", "IsNull": true, "Next": "B"}, "Next": "B"})"),
              kSchema, at("/Not"), "Field 'Next' is not supported"},
             {with_rule(R"({"Variable": "$.a", "StringEqual": "b", "IsNull": true, "Next": "B"})"),
              kSchema, at(""), "Field 'StringEqual' is not supported"},
         }) {
        check_refused(bad);
    }
    const auto misspelled =
        asl::compile(with_rule(R"({"Variable": "$.a", "StringEqual": "b", "Next": "B"})"));
    CHECK_EQ(misspelled.diagnostics.front().hint, "did you mean \"StringEquals\"?");
}

TEST_CASE("a task's resource, times and credentials are checked") {
    const auto task = [](const std::string& resource, const std::string& more = "") {
        return in_states(R"("A": {"Type": "Task", "End": true, "Resource": ")" + resource + "\"" +
                         more + "}");
    };
    for (const Bad& bad : std::vector<Bad>{
             {task("my-function"), kSchema, "/States/A/Resource",
              "Value is not a valid resource ARN"},
             {task("arn:aws:s3:::bucket"), kSchema, "/States/A/Resource",
              "Value is not a valid resource ARN"},
             {task("arn:aws:states:::lambda:invoke", R"(, "Parameters": {})"), kSchema,
              "/States/A/Parameters", "The field 'FunctionName' is required but was missing"},
             {with_task(R"("TimeoutSeconds": 10, "HeartbeatSeconds": 11)"), kSchema, "/States/A",
              "HeartbeatSeconds must be smaller than TimeoutSeconds"},
             {with_task(R"("Credentials": {})"), kSchema, "/States/A/Credentials",
              "The field 'RoleArn' is required but was missing"},
             {with_task(R"x("InputPath": "States.UUID()")x"), kSchema, "/States/A/InputPath",
              "The value for the field 'InputPath' must be a valid JSONPath"},
             {with_task(R"("ResultPath": "$.a[*]")"), kSchema, "/States/A/ResultPath",
              "Value is not a Reference Path"},
             {with_task(R"("Assign": {"states": 1})"), kSchema, "/States/A/Assign",
              "The variable name 'states' is reserved"},
             {with_task(R"("Assign": {"1st": 1})"), kSchema, "/States/A/Assign",
              "'1st' is not a valid variable name"},
             {with_task(R"("Parameters": {"a": {"b": [{"c.$": 7}]}})"), kSchema,
              "/States/A/Parameters/a/b[0]",
              "The value for the field 'c.$' must be a valid JSONPath or a valid intrinsic "
              "function "
              "call"},
         }) {
        check_refused(bad);
    }
}

TEST_CASE("an Express machine runs no activity, no job and waits for no token") {
    for (const auto& [resource, message] : std::vector<std::pair<std::string, std::string>>{
             {"arn:aws:states:us-east-1:123456789012:activity:a",
              "Express state machine does not support Activity ARN"},
             {"arn:aws:states:::states:startExecution.sync:2",
              "Express state machine does not support '.sync:2' service integration"},
             {"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Express state machine does not support '.waitForTaskToken' service integration"},
         }) {
        const std::string definition =
            in_states(R"("A": {"Type": "Task", "End": true, "Resource": ")" + resource + "\"}");
        CHECK(asl::compile(definition).program != nullptr);
        const auto refused = asl::compile(definition, asl::MachineType::express);
        REQUIRE_EQ(refused.diagnostics.size(), 1);
        CHECK_EQ(refused.diagnostics.front().message, message);
    }
}

TEST_CASE("all findings come in one run, and warnings do not refuse") {
    const auto many = asl::compile(in_states(
        R"("A": {"Type": "Task", "Resorce": "x", "TimeoutSeconds": -1, "Next": "Z"}, "B": 1)"));
    CHECK_EQ(many.diagnostics.size(), 6);
    const auto warned = asl::compile(with_task(R"("Parameters": {"a": "$.b"})"));
    CHECK(warned.program != nullptr);
    REQUIRE_EQ(warned.diagnostics.size(), 1);
    CHECK_EQ(warned.diagnostics.front().code, "NO_DOLLAR");
    CHECK_EQ(warned.diagnostics.front().location, "/States/A/Parameters/a");
}

TEST_CASE("a program has its names as indexes, scopes with their owners, and its fields typed") {
    const auto compiled = asl::compile(R"({
      "Comment": "c", "TimeoutSeconds": 9, "StartAt": "P",
      "States": {
        "Done": {"Type": "Succeed"},
        "P": {"Type": "Parallel", "Next": "W", "ResultPath": null, "Branches": [
          {"StartAt": "I", "States": {"I": {"Type": "Fail", "Error": "E", "CausePath": "$.c"}}}]},
        "W": {"Type": "Wait", "Timestamp": "2026-01-02T03:04:05Z", "InputPath": null, "Next": "M"},
        "M": {"Type": "Map", "MaxConcurrencyPath": "$.n", "Next": "Done",
              "Iterator": {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
                "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "HeartbeatSeconds": 5, "TimeoutSecondsPath": "$.t",
                "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 0, "JitterStrategy": "FULL"}]}}}}
      }})");
    REQUIRE(compiled.program != nullptr);
    const asl::Program& program = *compiled.program;
    CHECK_EQ(program.comment, "c");
    CHECK_EQ(program.timeout_seconds, 9);
    REQUIRE_EQ(program.scopes.size(), 3);
    const asl::State& parallel = program.state(program.scope(0).start_at);
    CHECK_EQ(parallel.name, "P");
    CHECK(parallel.result_path.form == asl::ResultPathField::Form::discard);
    const auto branch = std::get<asl::Parallel>(parallel.kind).branches.front();
    CHECK_EQ(program.state(program.scope(branch).owner).name, "P");
    const auto& fail = std::get<asl::Fail>(program.state(program.scope(branch).start_at).kind);
    CHECK_EQ(std::get<std::string>(fail.error), "E");
    CHECK(std::holds_alternative<query::Query>(fail.cause));
    const asl::State& wait = program.state(parallel.transition.next);
    CHECK(wait.input_path.form == asl::PathField::Form::empty);
    CHECK(std::holds_alternative<base::TimePoint>(std::get<asl::Wait>(wait.kind).until));
    const asl::State& map = program.state(wait.transition.next);
    const auto& fields = std::get<asl::Map>(map.kind);
    CHECK(std::holds_alternative<query::Query>(fields.max_concurrency));
    const asl::State& task = program.state(program.scope(fields.processor).start_at);
    CHECK(task.transition.is_end);
    const auto& call = std::get<asl::Task>(task.kind);
    CHECK(call.target.pattern == asl::TaskTarget::Pattern::sync2);
    CHECK_EQ(call.target.resource_type, "states");
    CHECK_EQ(call.target.action, "startExecution.sync:2");
    CHECK_EQ(std::get<std::int64_t>(call.heartbeat), 5);
    CHECK(std::holds_alternative<query::Query>(call.timeout));
    CHECK_EQ(task.retry.front().max_attempts, 0);
    CHECK(task.retry.front().full_jitter);
    CHECK_EQ(asl::type_name(program.state(map.transition.next)), "Succeed");
}
