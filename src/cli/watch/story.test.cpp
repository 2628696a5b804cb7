#include "cli/watch/story.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "json/parse.hpp"

namespace {

using cli::watch::Mark;

/// One event a line, as GetExecutionHistory gives them.
std::vector<json::Value> events_of(const std::string& lines) {
    std::vector<json::Value> events;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
        if (line.empty()) continue;
        const auto event = json::parse(line);
        REQUIRE_MESSAGE(event, line);
        events.push_back(*event);
    }
    return events;
}

constexpr const char* kArn = "arn:aws:states:us-east-1:000000000000:execution:m:e-1";

const std::string kRetried = R"(
{"id": 1, "previousEventId": 0, "timestamp": 100, "type": "ExecutionStarted", "executionStartedEventDetails": {"input": "{\"detail\": {\"object\": {\"key\": \"uploads/cat.png\"}}}"}}
{"id": 2, "previousEventId": 0, "timestamp": 100, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "Thumbnail"}}
{"id": 3, "previousEventId": 2, "timestamp": 100, "type": "TaskScheduled", "taskScheduledEventDetails": {"resource": "invoke"}}
{"id": 4, "previousEventId": 3, "timestamp": 100, "type": "TaskStarted", "taskStartedEventDetails": {}}
{"id": 5, "previousEventId": 4, "timestamp": 100.012, "type": "TaskFailed", "taskFailedEventDetails": {"error": "DemoTransientError", "cause": "{\"errorMessage\": \"on purpose\"}"}}
)";

}  // namespace

TEST_CASE("a retry is told with its error, its delay and its number") {
    const auto half = cli::watch::tell(kArn, events_of(kRetried));
    CHECK_EQ(half.title, "uploads/cat.png");
    CHECK(half.is_running());
    REQUIRE_EQ(half.facts.size(), 1);
    CHECK_EQ(half.facts[0].mark, Mark::bad);
    CHECK_EQ(half.facts[0].step, "Thumbnail");
    CHECK_EQ(half.facts[0].text, "attempt 1 failed after 12 ms: DemoTransientError: on purpose");

    const auto whole = cli::watch::tell(kArn, events_of(kRetried + R"(
{"id": 6, "previousEventId": 5, "timestamp": 100.512, "type": "TaskScheduled", "taskScheduledEventDetails": {}}
{"id": 7, "previousEventId": 6, "timestamp": 100.512, "type": "TaskStarted", "taskStartedEventDetails": {}}
{"id": 8, "previousEventId": 7, "timestamp": 100.6, "type": "TaskSucceeded", "taskSucceededEventDetails": {}}
{"id": 9, "previousEventId": 8, "timestamp": 100.6, "type": "TaskStateExited", "stateExitedEventDetails": {"name": "Thumbnail"}}
{"id": 10, "previousEventId": 9, "timestamp": 100.6, "type": "ExecutionSucceeded", "executionSucceededEventDetails": {}}
)"));
    REQUIRE_EQ(whole.facts.size(), 4);
    CHECK_EQ(whole.facts[0].text, half.facts[0].text);
    CHECK_EQ(whole.facts[1].mark, Mark::retry);
    CHECK_EQ(whole.facts[1].text, "attempt 2 after a delay of 500 ms");
    CHECK_EQ(whole.facts[2].text, "600 ms in all; attempt 2 took 88 ms");
    CHECK_EQ(whole.facts[3].text, "SUCCEEDED in 600 ms");
    CHECK_EQ(whole.status, "SUCCEEDED");

    const auto again = cli::watch::tell(kArn, events_of(kRetried + R"(
{"id": 6, "previousEventId": 5, "timestamp": 100.1, "type": "ExecutionFailed", "executionFailedEventDetails": {"error": "DemoTransientError"}}
{"id": 7, "previousEventId": 6, "timestamp": 105, "type": "ExecutionRedriven", "executionRedrivenEventDetails": {"redriveCount": 1}}
)"));
    CHECK(again.is_running());
    CHECK_EQ(again.stopped, 0);
    CHECK(again.error.empty());
    REQUIRE_EQ(again.facts.size(), 3);
    CHECK_EQ(again.facts[2].text, "redriven");
}

TEST_CASE("a caught error and a failed execution are told as what they are") {
    const auto story = cli::watch::tell(kArn, events_of(kRetried + R"(
{"id": 6, "previousEventId": 5, "timestamp": 100.1, "type": "TaskStateExited", "stateExitedEventDetails": {"name": "Thumbnail"}}
{"id": 7, "previousEventId": 6, "timestamp": 100.1, "type": "FailStateEntered", "stateEnteredEventDetails": {"name": "Stop"}}
{"id": 8, "previousEventId": 7, "timestamp": 100.1, "type": "ExecutionFailed", "executionFailedEventDetails": {"error": "E", "cause": "c"}}
)"));
    REQUIRE_EQ(story.facts.size(), 3);
    CHECK_EQ(story.facts[1].text, "gave up: DemoTransientError is caught");
    CHECK_EQ(story.facts[2].text, "FAILED after 100 ms with E");
    CHECK_EQ(story.status, "FAILED");
    CHECK_EQ(story.error, "E");
}

TEST_CASE("states of branches that run side by side are kept apart") {
    const auto story = cli::watch::tell(kArn, events_of(R"(
{"id": 1, "previousEventId": 0, "timestamp": 1, "type": "ExecutionStarted", "executionStartedEventDetails": {"input": "[]"}}
{"id": 2, "previousEventId": 0, "timestamp": 1, "type": "ParallelStateEntered", "stateEnteredEventDetails": {"name": "Both"}}
{"id": 3, "previousEventId": 2, "timestamp": 1, "type": "ParallelStateStarted"}
{"id": 4, "previousEventId": 3, "timestamp": 1, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "A"}}
{"id": 5, "previousEventId": 4, "timestamp": 1, "type": "TaskScheduled", "taskScheduledEventDetails": {}}
{"id": 6, "previousEventId": 3, "timestamp": 1, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "B"}}
{"id": 7, "previousEventId": 6, "timestamp": 1, "type": "TaskScheduled", "taskScheduledEventDetails": {}}
{"id": 8, "previousEventId": 5, "timestamp": 2, "type": "TaskTimedOut", "taskTimedOutEventDetails": {"error": "States.Timeout"}}
)"));
    REQUIRE_EQ(story.facts.size(), 1);
    CHECK_EQ(story.facts[0].step, "A");
    CHECK_EQ(story.facts[0].text, "attempt 1 failed after 1.00 s: States.Timeout");
    CHECK_EQ(story.title, "e-1");
}

TEST_CASE("events that nobody knows change nothing") {
    const auto story = cli::watch::tell(kArn, events_of(R"(
{"id": 1, "previousEventId": 0, "timestamp": 1, "type": "SomethingNew"}
{}
{"id": "x", "type": 5}
)"));
    CHECK(story.facts.empty());
    CHECK(story.is_running());
}
