// Definitions in JSONata: what is wrong in them, where, and what right ones become.
#include "asl/compile_jsonata.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "asl/compile.hpp"

namespace {

/// A JSONata machine with one state A of which only these fields matter, and B.
std::string machine(const std::string& state) {
    return R"({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": )" + state +
           R"(, "B": {"Type": "Succeed"}}})";
}

std::string task(const std::string& fields) {
    return machine(
        R"({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "B", )" +
        fields + "}");
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
    CHECK_EQ(compiled.diagnostics.front().code, bad.code);
    CHECK_EQ(compiled.diagnostics.front().location, bad.location);
    CHECK_EQ(compiled.diagnostics.front().message, bad.message);
}

constexpr const char* kSchema = "SCHEMA_VALIDATION_FAILED";
constexpr const char* kSyntax = "INVALID_JSONATA_EXPRESSION";
constexpr const char* kUnsupported = "UNSUPPORTED_JSONATA_EXPRESSION";

}  // namespace

TEST_CASE("broken and forbidden expressions are refused at the string that holds them") {
    for (const Bad& bad : std::vector<Bad>{
             {task(R"("Output": {"a": ["{% 1 + %}"]})"), kSyntax, "/States/A/Output/a[0]",
              "Unexpected end of expression"},
             {task(R"("Arguments": "{% %}")"), kSyntax, "/States/A/Arguments",
              "Unexpected end of expression"},
             {task(R"("Assign": {"x": "{% phone %}"})"), kUnsupported, "/States/A/Assign/x",
              "Reference to 'phone' at the top level is not supported."},
             {task(R"("Output": "{% $$ %}")"), kUnsupported, "/States/A/Output",
              "Reference to '$$' is not supported."},
             {task(R"("Output": "{% $x")"), kSchema, "/States/A/Output",
              "A JSONata expression must begin with '{%' and end with '%}'"},
             {task(R"("TimeoutSeconds": "{% 1 + %}")"), kSyntax, "/States/A/TimeoutSeconds",
              "Unexpected end of expression"},
             {task(R"("Credentials": {"RoleArn": "{% 1 + %}"})"), kSyntax,
              "/States/A/Credentials/RoleArn", "Unexpected end of expression"},
             {task(R"("Catch": [{"ErrorEquals": ["x"], "Next": "B", "Output": "{% 1 + %}"}])"),
              kSyntax, "/States/A/Catch[0]/Output", "Unexpected end of expression"},
             {machine(R"({"Type": "Wait", "Next": "B", "Seconds": "{% 1 + %}"})"), kSyntax,
              "/States/A/Seconds", "Unexpected end of expression"},
             {machine(R"({"Type": "Wait", "Next": "B", "Timestamp": "{% 1 + %}"})"), kSyntax,
              "/States/A/Timestamp", "Unexpected end of expression"},
             {machine(R"({"Type": "Choice", "Default": "B",
                          "Choices": [{"Condition": "{% 1 + %}", "Next": "B"}]})"),
              kSyntax, "/States/A/Choices[0]/Condition", "Unexpected end of expression"},
         }) {
        check_refused(bad);
    }
}

TEST_CASE("members of $states are there only where there is something in them") {
    const std::string no_result = "Field '$states.result' does not exist.";
    const std::string no_error = "Field '$states.errorOutput' does not exist.";
    for (
        const Bad& bad : std::vector<Bad>{
            {task(R"("Arguments": {"a": "{% $states.result %}"})"), kUnsupported,
             "/States/A/Arguments/a", no_result},
            {task(R"("Output": "{% $states.errorOutput %}")"), kUnsupported, "/States/A/Output",
             no_error},
            {machine(R"({"Type": "Pass", "Next": "B", "Output": "{% $states.result %}"})"),
             kUnsupported, "/States/A/Output", no_result},
            {task(
                 R"("Catch": [{"ErrorEquals": ["x"], "Next": "B", "Output": "{% $states.result %}"}])"),
             kUnsupported, "/States/A/Catch[0]/Output", no_result},
        }) {
        check_refused(bad);
    }
    for (
        const char* fields :
        {R"("Output": "{% $states.result %}", "Assign": {"x": "{% $states.result %}"})",
         R"("Catch": [{"ErrorEquals": ["x"], "Next": "B", "Output": "{% $states.errorOutput %}"}])",
         R"("Arguments": "{% $states %}")"}) {
        CAPTURE(fields);
        CHECK(asl::compile(task(fields)).diagnostics.empty());
    }
}

TEST_CASE("each language has its own fields") {
    const auto unsupported = [](const char* field) {
        return "Field '" + std::string(field) + "' is not supported";
    };
    for (const Bad& bad : std::vector<Bad>{
             {task(R"("Parameters": {})"), kSchema, "/States/A", unsupported("Parameters")},
             {task(R"("TimeoutSecondsPath": "$.x")"), kSchema, "/States/A",
              unsupported("TimeoutSecondsPath")},
             {task(R"("TimeoutSeconds": "10")"), kSchema, "/States/A/TimeoutSeconds",
              "Expected value of type Integer"},
             {task(R"("Retry": [{"ErrorEquals": ["x"], "MaxAttempts": "{% 1 %}"}])"), kSchema,
              "/States/A/Retry[0]/MaxAttempts", "Expected value of type Integer"},
             {task(R"("Assign": {"x.$": "$.y"})"), kSchema, "/States/A/Assign",
              "'x.$' is not a valid variable name"},
             {task(R"("Credentials": {"RoleArn": "r", "RoleArn.$": "$.y"})"), kSchema,
              "/States/A/Credentials", unsupported("RoleArn.$")},
             {machine(R"({"Type": "Wait", "Next": "B"})"), kSchema, "/States/A",
              "One of these fields is required: [Seconds, Timestamp]"},
             {machine(R"({"Type": "Choice", "Default": "B", "Choices": [{"Next": "B"}]})"), kSchema,
              "/States/A/Choices[0]", "These fields are required: [Condition]"},
             {machine(R"({"Type": "Choice", "Default": "B",
                          "Choices": [{"Condition": "yes", "Next": "B"}]})"),
              kSchema, "/States/A/Choices[0]/Condition", "Expected value of type Boolean"},
             {R"({"QueryLanguage": "JSONata", "TimeoutSeconds": "{% 1 %}", "StartAt": "B",
                  "States": {"B": {"Type": "Succeed"}}})",
              kSchema, "/TimeoutSeconds", "Expected value of type Integer"},
         }) {
        check_refused(bad);
    }
}

TEST_CASE("a state names its language for itself, and does not hand it down") {
    const auto compiled = asl::compile(R"({"StartAt": "P", "States": {
        "P": {"Type": "Parallel", "QueryLanguage": "JSONata", "Output": "{% $states.result %}",
              "End": true, "Branches": [{"StartAt": "I", "States": {
                "I": {"Type": "Pass", "Parameters": {"a.$": "$.b"}, "End": true}}}]}}})");
    REQUIRE(compiled.program != nullptr);
    CHECK(compiled.program->state(0).language == asl::Language::jsonata);
    CHECK(compiled.program->state(0).output.has_value());
    CHECK(compiled.program->state(1).language == asl::Language::jsonpath);
}

TEST_CASE("what stands in comments and literal texts is not read") {
    CHECK(asl::compile(machine(R"x({"Type": "Pass", "Next": "B", "Comment": "{% what",
                                    "Output": {"a": "$.x", "b.$": "States.UUID()", "c": " {% x %} "}})x"))
              .diagnostics.empty());
}
