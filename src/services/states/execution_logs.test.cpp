// What executions write to CloudWatch Logs.
#include "services/states/execution_logs.hpp"

#include <doctest/doctest.h>

#include "json/parse.hpp"

using services::states::is_logged;
using services::states::log_group_of;
using services::states::log_settings;
using Level = services::states::LogSettings::Level;

TEST_CASE("each level covers the events that AWS's table says") {
    for (const char* type : {"ExecutionStarted", "TaskScheduled", "TaskSubmitted",
                             "PassStateExited", "ExecutionSucceeded", "MapIterationStarted"}) {
        CHECK_MESSAGE(is_logged(Level::all, type), type);
        CHECK_FALSE_MESSAGE(is_logged(Level::error, type), type);
        CHECK_FALSE_MESSAGE(is_logged(Level::fatal, type), type);
    }
    for (const char* type :
         {"FailStateEntered", "TaskFailed", "TaskTimedOut", "TaskStateAborted", "EvaluationFailed",
          "LambdaFunctionScheduleFailed", "LambdaFunctionStartFailed", "MapIterationAborted",
          "MapIterationFailed", "ParallelStateFailed", "WaitStateAborted"}) {
        CHECK_MESSAGE(is_logged(Level::error, type), type);
        CHECK_FALSE_MESSAGE(is_logged(Level::fatal, type), type);
    }
    for (const char* type : {"ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"}) {
        CHECK_MESSAGE(is_logged(Level::error, type), type);
        CHECK_MESSAGE(is_logged(Level::fatal, type), type);
    }
}

TEST_CASE("a logging configuration says where, what and how much") {
    const auto read = [](const char* text) { return log_settings(*json::parse(text)); };
    const auto settings = read(R"({"level":"ERROR","includeExecutionData":true,"destinations":[
        {"cloudWatchLogsLogGroup":{"logGroupArn":"arn:aws:logs:r:1:log-group:g:*"}}]})");
    REQUIRE(settings.has_value());
    CHECK_EQ(settings->level, Level::error);
    CHECK(settings->has_data);
    CHECK_EQ(settings->group, "arn:aws:logs:r:1:log-group:g");
    CHECK_FALSE(read("null").has_value());
    CHECK_FALSE(read("{}").has_value());
    CHECK_FALSE(read(R"({"level":"OFF","destinations":[
        {"cloudWatchLogsLogGroup":{"logGroupArn":"a"}}]})")
                    .has_value());
    CHECK_FALSE(read(R"({"level":"ALL","destinations":[{}]})").has_value());
    CHECK_FALSE(log_group_of(*json::parse(R"({"destinations":[]})")).has_value());
}
