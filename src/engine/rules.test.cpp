// Matching of error names, delays of retries, names of tasks and timers, the projection's switches.
#include <doctest/doctest.h>

#include "engine/problem.hpp"
#include "engine/retry.hpp"
#include "support/workflow.hpp"

using engine::Problem;

namespace {

bool takes(const std::string& name, const Problem& problem) {
    return engine::matches({name}, problem);
}
Problem problem(std::string error) {
    return Problem{.failure = {.error = std::move(error), .cause = {}}};
}

}  // namespace

TEST_CASE("wildcards take what AWS says they take") {
    CHECK(takes("Mine", problem("Mine")));
    CHECK_FALSE(takes("Mine", problem("Yours")));
    CHECK(takes("States.ALL", problem("Mine")));
    CHECK(takes("States.ALL", Problem{}));
    CHECK(takes("States.TaskFailed", problem("Mine")));
    CHECK_FALSE(takes("States.TaskFailed", problem("States.Timeout")));
    CHECK(takes("States.Timeout", problem("States.HeartbeatTimeout")));
    Problem heartbeat = problem("States.Timeout");
    CHECK_FALSE(takes("States.HeartbeatTimeout", heartbeat));
    heartbeat.heartbeat = true;
    CHECK(takes("States.HeartbeatTimeout", heartbeat));
    CHECK(takes("States.Timeout", heartbeat));
    Problem terminal = problem("States.Runtime");
    terminal.terminal = true;
    CHECK_FALSE(takes("States.ALL", terminal));
    CHECK_FALSE(takes("States.Runtime", terminal));
    CHECK_FALSE(takes("", Problem{}));
}

TEST_CASE("delays stay finite, whatever the rate") {
    asl::Retrier retrier;
    retrier.interval_seconds = 99'999'999;
    retrier.backoff_rate = 1e300;
    CHECK_EQ(engine::retry_delay(retrier, 99'999'999).count(), 99'999'999'000);
    retrier.max_delay_seconds = 60;
    CHECK_EQ(engine::retry_delay(retrier, 3).count(), 60'000);
    retrier = {};
    CHECK_EQ(engine::retry_delay(retrier, 0).count(), 1'000);
    CHECK_EQ(engine::retry_delay(retrier, 3).count(), 8'000);
    retrier.backoff_rate = 1.5;
    CHECK_EQ(engine::retry_delay(retrier, 1).count(), 1'500);
}

TEST_CASE("tasks and timers have short names that read back") {
    const engine::TaskId task{engine::EntryId{17}, 2};
    CHECK_EQ(engine::text(task), "17-2");
    CHECK_EQ(engine::parse_task_id("17-2"), task);
    const engine::TimerId timer{engine::EntryId{17}, engine::TimerKind::task_timeout, 2};
    CHECK_EQ(engine::text(timer), "17-task_timeout-2");
    CHECK_EQ(engine::parse_timer_id(engine::text(timer)), timer);
    for (const char* wrong : {"", "-", "17", "17-", "-2", "17--2", "a-1", "17-2x", "1-nap-2",
                              "99999999999999999999-1", "17-wait", "wait-1-2"}) {
        CAPTURE(wrong);
        CHECK_FALSE(engine::parse_timer_id(wrong).has_value());
        CHECK_FALSE(engine::parse_task_id(wrong).has_value());
    }
}

TEST_CASE("without execution data the history holds names and errors, but no payloads") {
    test::Workflow workflow(R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
        "Assign":{"v":"secret"},"Parameters":{"p":"secret"},
        "Resource":"arn:aws:states:::dynamodb:putItem"}}})");
    workflow.start(R"("secret")");
    workflow.succeed("T", R"("secret")");
    std::string all;
    for (const engine::Event& event : workflow.events) {
        const auto shown = engine::history::project(
            event, {*workflow.program, workflow.live.info, /*include_execution_data=*/false});
        if (shown) all += json::print(*shown);
    }
    CHECK_EQ(all.find("secret"), std::string::npos);
    CHECK_NE(all.find(R"("name":"T")"), std::string::npos);
}

TEST_CASE("times are epoch seconds with milliseconds") {
    test::Workflow workflow(R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}})");
    workflow.now = base::from_epoch_ms(1'764'000'000'123);
    workflow.start();
    CHECK_EQ(workflow.projected().front().find("timestamp")->number_text(), "1764000000.123");
}
