// Each of our own warnings, where it must be given and where it must not.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "asl/compile.hpp"

namespace {

using Lines = std::vector<std::string>;

/// "CODE /location" of each of our warnings.
Lines lint(const std::string& definition) {
    const auto compiled = asl::compile(definition, asl::CompileOptions{.lint = true});
    CAPTURE(definition);
    for (const asl::Diagnostic& one : compiled.diagnostics) CAPTURE(one.message);
    CHECK(compiled.program != nullptr);
    Lines lines;
    for (const asl::Diagnostic& one : compiled.diagnostics) {
        if (!one.is_ours) continue;
        CHECK_EQ(one.severity, asl::Severity::warning);
        CHECK_FALSE(one.hint.empty());
        lines.push_back(one.code + " " + one.location);
    }
    return lines;
}

std::string machine(const std::string& start, const std::string& states,
                    const std::string& top = "") {
    return std::string(R"({"StartAt": ")") + start + R"(", )" + top + R"("States": {)" + states +
           "}}";
}
const std::string kJsonata = R"("QueryLanguage": "JSONata", )";

std::string task(const std::string& fields,
                 const std::string& resource = "arn:aws:states:::lambda:invoke") {
    return machine("A", std::string(R"("A": {"Type": "Task", "End": true, "Resource": ")") +
                            resource + R"(")" + (fields.empty() ? "" : ", ") + fields + "}");
}
std::string jsonata_task(const std::string& fields) {
    return machine("A",
                   std::string(R"("A": {"Type": "Task", "End": true,
                                  "Resource": "arn:aws:states:::lambda:invoke", )") +
                       fields + "}",
                   kJsonata);
}

std::string choice(const std::string& rules, const std::string& fields = "",
                   const std::string& top = "") {
    return machine("C",
                   std::string(R"("C": {"Type": "Choice", )") + fields + R"("Choices": [)" + rules +
                       R"(]}, "S": {"Type": "Succeed"})",
                   top);
}
std::string rule(const std::string& condition) {
    return std::string("{") + condition + R"(, "Next": "S"})";
}

struct Row {
    std::string definition;
    Lines expected;
};

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) CHECK_EQ(lint(row.definition), row.expected);
}

}  // namespace

TEST_CASE("lint: a Choice without Default falls through unless its rules leave nothing out") {
    const Lines falls{"LINT_CHOICE_FALLS_THROUGH /States/C"};
    const std::string present = R"("Variable": "$.a", "IsPresent": true)";
    const std::string absent = R"("Variable": "$.a", "IsPresent": false)";
    const std::string less = R"("Variable": "$.a", "NumericLessThan": 5)";
    const std::string more = R"("Variable": "$.a", "NumericGreaterThanEquals": 5)";
    check({
        {choice(rule(present)), falls},
        {choice(rule(present), R"("Default": "S", )"), {}},
        {choice(rule(present) + "," + rule(absent)), {}},
        {choice(rule(present) + "," + rule(R"("Variable": "$.b", "IsPresent": false)")), falls},
        {choice(rule(present) + "," + rule(std::string(R"("Not": {)") + present + "}")), {}},
        {choice(rule(present) + "," + rule(std::string(R"("Not": {)") + absent + "}")), falls},
        {choice(rule(less) + "," + rule(more)), {}},
        {choice(rule(less) + "," + rule(R"("Variable": "$.a", "NumericGreaterThan": 5)")), falls},
        {choice(rule(less) + "," + rule(R"("Variable": "$.a", "NumericGreaterThanEquals": 6)")),
         falls},
        {choice(rule(R"("Variable": "$.a", "BooleanEquals": true)") + "," +
                rule(R"("Variable": "$.a", "BooleanEquals": false)")),
         {}},
        {choice(rule(R"("Condition": "{% $states.input.a %}")"), "", kJsonata), falls},
        {choice(rule(R"("Condition": true)"), "", kJsonata), {}},
        {choice(rule(R"("Condition": "{% true %}")"), "", kJsonata), {}},
        {choice(rule(R"("Condition": "{% $states.input.a %}")") + "," +
                    rule(R"("Condition": "{% $not($states.input.a) %}")"),
                "", kJsonata),
         {}},
    });
}

TEST_CASE("lint: a Task that waits for a token needs a timeout") {
    const Lines waits{"LINT_TOKEN_WITHOUT_TIMEOUT /States/A"};
    const std::string token = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
    const std::string activity = "arn:aws:states:us-east-1:123456789012:activity:a";
    check({
        {task("", token), waits},
        {task("", activity), waits},
        {task(R"("TimeoutSeconds": 9)", token), {}},
        {task(R"("TimeoutSecondsPath": "$.t")", token), {}},
        {task(R"("HeartbeatSeconds": 9)", activity), {}},
        {task(""), {}},
        {task("", "arn:aws:states:::states:startExecution.sync"), {}},
    });
}

TEST_CASE("lint: a heartbeat as long as the timeout is never missed") {
    check({
        {task(R"("TimeoutSeconds": 9, "HeartbeatSeconds": 9)"),
         {"LINT_HEARTBEAT_NEVER_MISSED /States/A/HeartbeatSeconds"}},
        {task(R"("TimeoutSeconds": 9, "HeartbeatSeconds": 8)"), {}},
    });
}

TEST_CASE("lint: a Retry that can never apply") {
    const auto retry = [](const std::string& entries) {
        return task(std::string(R"("Retry": [)") + entries + "]");
    };
    const Lines first{"LINT_RETRY_NEVER_APPLIES /States/A/Retry[0]"};
    const Lines second{"LINT_RETRY_NEVER_APPLIES /States/A/Retry[1]"};
    const std::string all = R"({"ErrorEquals": ["States.ALL"]})";
    check({
        {retry(R"({"ErrorEquals": ["A"]}, {"ErrorEquals": ["A"]})"), second},
        {retry(R"({"ErrorEquals": ["A"]}, {"ErrorEquals": ["A", "B"]})"), {}},
        {retry(R"({"ErrorEquals": ["States.TaskFailed"]}, {"ErrorEquals": ["A"]})"), second},
        {retry(R"({"ErrorEquals": ["States.TaskFailed"]}, {"ErrorEquals": ["States.Timeout"]})"),
         {}},
        {retry(
             R"({"ErrorEquals": ["States.Timeout"]}, {"ErrorEquals": ["States.HeartbeatTimeout"]})"),
         second},
        {retry(R"({"ErrorEquals": ["States.Runtime"]})"), first},
        {retry(R"({"ErrorEquals": ["States.BranchFailed"]})"), first},
        {retry(R"({"ErrorEquals": ["States.QueryEvaluationError"]})"), first},
        {retry(R"({"ErrorEquals": ["States.Http.StatusCode.429"]})"), first},
        {jsonata_task(R"("Retry": [{"ErrorEquals": ["States.QueryEvaluationError"]}])"), {}},
        {jsonata_task(R"("Retry": [{"ErrorEquals": ["States.IntrinsicFailure"]}])"), first},
        {retry(R"({"ErrorEquals": ["A"], "MaxAttempts": 0})"), first},
        {retry(std::string(R"({"ErrorEquals": ["A"], "MaxAttempts": 0},)") + all), {}},
        {retry(std::string(R"({"ErrorEquals": ["A"]},)") + all), {}},
    });
}

TEST_CASE("lint: a Catch that is hidden by one before it") {
    const auto catching = [](const std::string& entries) {
        return machine("A", std::string(R"("A": {"Type": "Task", "Next": "S",
                            "Resource": "arn:aws:states:::lambda:invoke", "Catch": [)") +
                                entries + R"(]}, "S": {"Type": "Succeed"})");
    };
    const std::string any = R"({"ErrorEquals": ["States.ALL"], "Next": "S"})";
    const std::string failed = R"({"ErrorEquals": ["States.TaskFailed"], "Next": "S"})";
    const std::string own = R"({"ErrorEquals": ["Own"], "Next": "S"})";
    check({
        {catching(failed + "," + own), {"LINT_CATCH_HIDDEN /States/A/Catch[1]"}},
        {catching(own + "," + own), {"LINT_CATCH_HIDDEN /States/A/Catch[1]"}},
        {catching(own + "," + failed + "," + any), {}},
        {catching(any), {}},
    });
    // Behind States.ALL itself AWS refuses it: no lint is needed.
    const auto refused = asl::compile(catching(any + "," + own));
    CHECK(refused.program == nullptr);
}

TEST_CASE("lint: variables that are never assigned, or never read") {
    const auto pass = [](const std::string& name, const std::string& fields,
                         const std::string& next) {
        return std::string("\"") + name + R"(": {"Type": "Pass", )" + fields +
               (next.empty() ? R"("End": true})" : std::string(R"("Next": ")") + next + R"("}, )");
    };
    const auto two = [&](const std::string& first, const std::string& second) {
        return machine("A", pass("A", first, "B") + pass("B", second, ""));
    };
    const std::string read = R"("Parameters": {"a.$": "$x"}, )";
    const std::string assign = R"("Assign": {"x": 1}, )";
    const std::string inner =
        std::string(R"("Branches": [{"StartAt": "I", "States": {)") + pass("I", read, "") + "}}], ";
    const auto parallel = [&](const std::string& before) {
        return machine("A", pass("A", before, "P") + R"("P": {"Type": "Parallel", )" + inner +
                                R"("End": true})");
    };
    check({
        {two(assign, read), {}},
        {two("", read), {"LINT_VARIABLE_NEVER_ASSIGNED /States/B"}},
        {two(assign, ""), {"LINT_VARIABLE_NEVER_READ /States/A/Assign/x"}},
        {two(R"("Assign": {"x.$": "$.a"}, )", ""),
         {"LINT_VARIABLE_NEVER_READ /States/A/Assign/x.$"}},
        {parallel(assign), {}},
        {parallel(""), {"LINT_VARIABLE_NEVER_ASSIGNED /States/P/Branches[0]/States/I"}},
        {machine("A", pass("A", R"("Assign": {"x": 1}, "Output": "{% $x %}", )", ""), kJsonata),
         {}},
        {machine("A", pass("A", R"("Output": "{% ($y := 1; $y) %}", )", ""), kJsonata), {}},
        {machine("A", pass("A", R"("Output": "{% $y %}", )", ""), kJsonata),
         {"LINT_VARIABLE_NEVER_ASSIGNED /States/A"}},
    });
    // What a distributed Map's children read comes from themselves alone.
    const std::string map = machine(
        "A", pass("A", assign, "M") + R"("M": {"Type": "Map", "End": true, "ResultPath": null,
             "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED",
             "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {)" +
                 pass("I", read, "") + "}}}");
    check({{map,
            {"LINT_VARIABLE_NEVER_READ /States/A/Assign/x",
             "LINT_VARIABLE_NEVER_ASSIGNED /States/M/ItemProcessor/States/I"}}});
}

TEST_CASE("lint: a misspelled function is a variable that nobody assigns") {
    const auto compiled = asl::compile(
        machine("A", R"x("A": {"Type": "Pass", "End": true, "Output": "{% $summ([1]) %}"})x",
                kJsonata),
        asl::CompileOptions{.lint = true});
    REQUIRE_EQ(compiled.diagnostics.size(), 1);
    CHECK_EQ(compiled.diagnostics.front().code, "LINT_VARIABLE_NEVER_ASSIGNED");
    CHECK_EQ(compiled.diagnostics.front().hint, "did you mean \"sum\"?");
}

TEST_CASE("lint: results that can pass 256 KiB through a Parallel or Map") {
    const auto inner = [](const std::string& name, const std::string& fields) {
        return std::string(R"({"StartAt": ")") + name + R"(", "States": {")" + name +
               R"(": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::lambda:invoke")" +
               fields + "}}}";
    };
    const auto parallel = [](const std::string& branches, const std::string& fields = "") {
        return machine("P", std::string(R"("P": {"Type": "Parallel", "End": true, )") + fields +
                                R"("Branches": [)" + branches + "]}");
    };
    const auto map = [](const std::string& processor, const std::string& fields = "") {
        return machine("M", std::string(R"("M": {"Type": "Map", "End": true, )") + fields +
                                R"("ItemProcessor": )" + processor + "}");
    };
    const Lines at_parallel{"LINT_PAYLOAD_MAY_EXCEED_LIMIT /States/P"};
    const Lines at_map{"LINT_PAYLOAD_MAY_EXCEED_LIMIT /States/M"};
    const std::string picked = R"(, "ResultSelector": {"id.$": "$.Payload.id"})";
    const std::string item = R"({"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}})";
    check({
        {parallel(inner("A", "") + "," + inner("B", "")), at_parallel},
        {parallel(inner("A", "") + "," + inner("B", picked)), {}},
        {parallel(inner("A", "") + "," + inner("B", R"(, "OutputPath": null)")), {}},
        {parallel(inner("A", R"(, "ResultPath": null)") + "," +
                  inner("B", R"(, "ResultPath": "$.r")")),
         at_parallel},
        {parallel(inner("A", "") + "," + inner("B", ""), R"("ResultPath": null, )"), {}},
        {parallel(inner("A", "")), {}},
        {map(inner("A", "")), at_map},
        {map(inner("A", picked)), {}},
        {map(inner("A", ""), R"x("ResultSelector": {"n.$": "States.ArrayLength($)"}, )x"), {}},
        {map(item), {}},
        {map(item, R"("ItemSelector": {"all.$": "$"}, )"), at_map},
        {map(inner("A", ""), R"("ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
             "Parameters": {"Bucket": "b"}}, )"),
         {}},
    });
}

TEST_CASE("lint: JSONata that reads members which the state before does not give") {
    const auto pass = [](const std::string& name, const std::string& output,
                         const std::string& next) {
        return std::string("\"") + name + R"(": {"Type": "Pass", )" +
               (output.empty() ? "" : R"("Output": )" + output + ", ") +
               (next.empty() ? R"("End": true})" : std::string(R"("Next": ")") + next + R"("}, )");
    };
    const auto chain = [&](const std::string& first, const std::string& second) {
        return machine("A", pass("A", first, "B") + pass("B", second, ""), kJsonata);
    };
    const Lines missing{"LINT_MEMBER_NEVER_GIVEN /States/B/Output/v"};
    const std::string reads = R"({"v": "{% $states.input.total %}"})";
    check({
        {chain(R"({"sum": 1})", reads), missing},
        {chain(R"({"total": 1})", reads), {}},
        {chain(R"("{% $states.input %}")", reads), {}},
        {chain(R"("{% {'sum': 1} %}")", reads), {}},
        {chain("", reads), {}},
        {chain(R"({"sum": 1})", R"({"v": "{% $states.input.`a b` %}"})"), missing},
        {chain(R"({"sum": 1})", R"({"v": "{% 'of $states.input.total' %}"})"), {}},
        {chain(R"({"sum": 1})", R"({"v": "{% /* $states.input.total */ 1 %}"})"), {}},
        {chain(R"({"sum": 1})", R"({"v": "{% $states.input.sum %}"})"), {}},
        {machine("A",
                 pass("A", R"({"sum": 1})", "C") +
                     R"("C": {"Type": "Choice", "Default": "B", "Choices": [
                        {"Condition": "{% $states.input.sum > 1 %}", "Next": "B",
                         "Output": {"total": 2}}]}, )" +
                     pass("B", reads, ""),
                 kJsonata),
         {}},
        {machine("A",
                 pass("A", R"({"sum": 1})", "C") +
                     R"("C": {"Type": "Choice", "Default": "B", "Choices": [
                        {"Condition": "{% $states.input.count > 1 %}", "Next": "B"}]}, )" +
                     pass("B", reads, ""),
                 kJsonata),
         {"LINT_MEMBER_NEVER_GIVEN /States/C/Choices[0]/Condition", missing.front()}},
    });
}

TEST_CASE("lint says nothing where it is not asked, and nothing of definitions with errors") {
    const std::string falls = choice(rule(R"("Variable": "$.a", "IsPresent": true)"));
    CHECK(asl::compile(falls).diagnostics.empty());
    const auto broken =
        asl::compile(choice(rule(R"("Variable": "$.a", "IsPresent": true)"), R"("Bad": 1, )"),
                     asl::CompileOptions{.lint = true});
    REQUIRE_EQ(broken.diagnostics.size(), 1);
    CHECK_FALSE(broken.diagnostics.front().is_ours);
}

TEST_CASE("what is valid but cannot be run here is a remark, where remarks are asked for") {
    const std::string map = machine("M", R"("M": {"Type": "Map", "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}})");
    CHECK(asl::compile(map).diagnostics.empty());
    const auto remarked = asl::compile(map, asl::CompileOptions{.remarks = true});
    CHECK(remarked.program != nullptr);
    REQUIRE_EQ(remarked.diagnostics.size(), 1);
    CHECK_EQ(remarked.diagnostics.front().code, "QUICKSTEP_CANNOT_RUN");
    CHECK_EQ(remarked.diagnostics.front().location, "/States/M");
}
