// What payloads and variables may hold, how they are shown, and what ends at the same moment.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/workflow.hpp"

using test::Workflow;

TEST_CASE("what one Assign holds is limited, and so is what all variables hold") {
    const std::string large = "\"" + std::string(200'000, 'x') + "\"";
    Workflow one(R"({"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"a.$":"$","b.$":"$"},
        "Next":"B"},"B":{"Type":"Pass","End":true}}})");
    one.start(large);
    CHECK_EQ(one.error(), "States.DataLimitExceeded");

    std::string states;
    for (int i = 0; i < 60; ++i) {
        const std::string name = std::to_string(i);
        states += "\"s" + name + R"(":{"Type":"Pass","Assign":{"v)" + name +
                  R"(.$":"$"},"Next":"s)" + std::to_string(i + 1) + "\"},";
    }
    Workflow all(R"({"StartAt":"s0","States":{)" + states + R"("s60":{"Type":"Succeed"}}})");
    all.start(large);
    CHECK_EQ(all.error(), "States.DataLimitExceeded");
    // 52 times 200,002 bytes are below 10 MiB, 53 are above.
    CHECK_NE(all.cause().find("'s52'"), std::string::npos);
    Workflow fits(R"({"StartAt":"s0","States":{)" + states + R"("s60":{"Type":"Succeed"}}})");
    fits.start("\"" + std::string(150'000, 'x') + "\"");
    CHECK_EQ(fits.live.status, engine::Status::succeeded);
}

TEST_CASE("blanks of an input stay until something reads into it") {
    const auto passed = [](const std::string& states, const std::string& input) {
        Workflow workflow(R"({"StartAt":"A","States":{)" + states + "}}");
        workflow.start(input);
        return json::print_as_written(*workflow.live.output());
    };
    const std::string input = R"({"a": [1, 2]})";
    CHECK_EQ(passed(R"("A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"})", input), input);
    CHECK_EQ(passed(R"("A":{"Type":"Pass","InputPath":"$.a","End":true})", input), "[1,2]");
    CHECK_EQ(passed(R"("A":{"Type":"Pass","Parameters":{"b.$":"$"},"End":true})", input),
             R"({"b":{"a":[1,2]}})");
    CHECK_EQ(passed(R"("A":{"Type":"Pass","ResultPath":"$.b","End":true})", input),
             R"({"a":[1,2],"b":{"a":[1,2]}})");
    CHECK_EQ(passed(R"("A":{"Type":"Parallel","End":true,"Branches":[
        {"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}},
        {"StartAt":"C","States":{"C":{"Type":"Pass","Result":{},"End":true}}}]})",
                    input),
             R"([{"a": [1, 2]},{}])");
}

TEST_CASE("tasks whose time is up at once all tell of it before the first failure counts") {
    Workflow workflow(R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{
        "StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":5,"End":true,
        "Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"}}}}}}})");
    workflow.start("[1,2]");
    workflow.fire_next();
    CHECK(workflow.timers.empty());
    CHECK(workflow.tasks.empty());
    CHECK_EQ(workflow.error(), "States.Timeout");
    const auto history = workflow.history();
    const auto first = std::ranges::find(history, "12<10 TaskTimedOut");
    REQUIRE(first != history.end());
    CHECK_EQ(*(first + 1), "13<11 TaskTimedOut");
    CHECK_EQ(*(first + 2), "14<12 MapIterationFailed");
}
