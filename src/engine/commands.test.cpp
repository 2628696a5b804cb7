// Commands that end an execution from outside or do not fit, limits, and what is owed after a
// restart.
#include <doctest/doctest.h>

#include "base/limits.hpp"
#include "support/workflow.hpp"

using engine::Refusal;
using engine::Status;
using test::Workflow;

namespace {

const std::string kTask = R"({"StartAt":"T","TimeoutSeconds":100,"States":{"T":{"Type":"Task",
    "Resource":"arn:aws:states:::dynamodb:putItem","TimeoutSeconds":50,"End":true}}})";
/// Goes round for ever; the way out is never taken.
const std::string kRound = R"({"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[
    {"Variable":"$.out","IsPresent":true,"Next":"Z"}],"Default":"A"},
    "Z":{"Type":"Pass","End":true}})";
const std::string kLoop = R"({"StartAt":"A","States":)" + kRound + "}";

}  // namespace

TEST_CASE("nothing fits before the start, and a start fits once") {
    Workflow workflow(kTask);
    CHECK_FALSE(workflow.send(engine::Stop{}));
    CHECK_EQ(workflow.refusal, Refusal::Reason::not_started);
    workflow.start();
    CHECK_FALSE(workflow.send(engine::Start{workflow.info, {}}));
    CHECK_EQ(workflow.refusal, Refusal::Reason::already_started);
}

TEST_CASE("invented commands are refused, and change nothing") {
    Workflow workflow(kTask);
    workflow.start();
    const engine::TaskId nobody{engine::EntryId{99}, 0};
    const engine::TaskId later{workflow.task("T").entry, 1};
    for (const engine::TaskId& task : {nobody, later, engine::TaskId{}}) {
        CHECK_FALSE(workflow.send(engine::SucceedTask{task, {}}));
        CHECK_FALSE(workflow.send(engine::FailTask{task, {}}));
        CHECK_FALSE(workflow.send(engine::HeartbeatTask{task}));
        CHECK_FALSE(workflow.send(engine::SubmitTask{task, {}}));
        CHECK_FALSE(workflow.send(engine::PickUpTask{task, {}}));
    }
    using Kind = engine::TimerKind;
    for (const Kind kind : {Kind::wait, Kind::retry, Kind::task_timeout, Kind::heartbeat}) {
        CHECK_FALSE(workflow.send(engine::TimerFired{{engine::EntryId{99}, kind, 0}}));
    }
    CHECK_FALSE(workflow.send(engine::TimerFired{{workflow.task("T").entry, Kind::wait, 0}}));
    CHECK_FALSE(workflow.send(engine::TimerFired{{workflow.task("T").entry, Kind::heartbeat, 0}}));
    CHECK_FALSE(workflow.send(engine::Continue{}));
    CHECK_EQ(workflow.refusal, Refusal::Reason::nothing_to_do);
}

TEST_CASE("Stop aborts what runs, cancels what it asked for, and keeps error and cause") {
    Workflow workflow(kTask);
    workflow.start();
    CHECK(workflow.send(engine::Stop{"Manual", "enough"}));
    CHECK_EQ(workflow.live.status, Status::aborted);
    CHECK_EQ(workflow.error(), "Manual");
    CHECK(workflow.tasks.empty());
    CHECK(workflow.timers.empty());
    const auto history = workflow.history();
    CHECK_EQ(history[history.size() - 2], "5<4 TaskStateAborted");
    CHECK_EQ(history.back(), "6<0 ExecutionAborted");
    CHECK_FALSE(workflow.send(engine::Stop{}));
    CHECK_EQ(workflow.refusal, Refusal::Reason::ended);
}

TEST_CASE("the machine's TimeoutSeconds ends the execution as timed out") {
    Workflow workflow(R"({"StartAt":"W","TimeoutSeconds":5,"States":{"W":{"Type":"Wait",
        "Seconds":60,"End":true}}})");
    workflow.start();
    workflow.fire_next();
    CHECK_EQ(workflow.live.status, Status::timed_out);
    CHECK_EQ(workflow.history().back(), "4<0 ExecutionTimedOut");
    CHECK(workflow.timers.empty());
}

TEST_CASE("an Express execution ends after five minutes at the latest") {
    Workflow workflow(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9999,"End":true}}})",
                      asl::MachineType::express);
    workflow.start();
    workflow.fire_next();
    CHECK_EQ(workflow.live.status, Status::timed_out);
    CHECK_EQ((*workflow.live.stop_time() - workflow.live.info.start_time).count(), 300'000);
}

TEST_CASE("an endless loop ends at 25,000 events, over many decisions") {
    Workflow workflow(kLoop);
    workflow.start();
    CHECK_EQ(workflow.live.status, Status::failed);
    CHECK_EQ(workflow.live.last_event_id, 25'000);
    CHECK_EQ(workflow.error(), "States.Runtime");
    CHECK_EQ(workflow.cause(),
             "The execution reached the maximum number of history events (25000).");
}

TEST_CASE("one decision stays near its limit and goes on with Continue") {
    Workflow workflow(kLoop);
    REQUIRE(workflow.send_once(engine::Start{workflow.info, test::parsed("{}")}));
    CHECK(workflow.wants_continue);
    CHECK_LT(workflow.events.size(), base::limits::kEventsPerDecisionMax + 10);
    CHECK_GE(workflow.events.size(), base::limits::kEventsPerDecisionMax);
}

TEST_CASE("a history that fills up while tasks run cancels them") {
    Workflow workflow(R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem",
          "TimeoutSeconds":9,"End":true}}},
        {"StartAt":"A","States":)" +
                      kRound + "}]}}}");
    workflow.start();
    CHECK_EQ(workflow.live.status, Status::failed);
    CHECK_EQ(workflow.live.last_event_id, 25'000);
    CHECK(workflow.tasks.empty());
    CHECK(workflow.timers.empty());
}

TEST_CASE("an output above 256 KiB ends the execution, whatever Catch says") {
    Workflow workflow(R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"S"}],
        "Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},
                    {"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}]},
        "S":{"Type":"Pass","End":true}}})");
    workflow.start("\"" + std::string(200'000, 'x') + "\"");
    CHECK_EQ(workflow.error(), "States.DataLimitExceeded");
    CHECK_EQ(workflow.cause(),
             "The state/task 'P' returned a result with a size exceeding the maximum number of "
             "bytes service limit.");
}

TEST_CASE("after a restart an execution is owed its timers and its tasks again") {
    Workflow workflow(kTask);
    workflow.start();
    const auto tasks = workflow.tasks;
    const auto timers = workflow.timers;
    workflow.restart();
    CHECK_EQ(workflow.timers, timers);
    REQUIRE_EQ(workflow.tasks.size(), 1);
    CHECK_EQ(workflow.tasks.begin()->first, tasks.begin()->first);
    CHECK(workflow.succeed("T", "1"));
    CHECK_EQ(workflow.output(), "1");
    CHECK(engine::owed(*workflow.program, workflow.live).empty());
}

TEST_CASE("an execution that broke off in mid-run is owed a Continue") {
    Workflow workflow(kLoop);
    REQUIRE(workflow.send_once(engine::Start{workflow.info, test::parsed("{}")}));
    workflow.wants_continue = false;
    workflow.restart();
    CHECK_EQ(workflow.live.status, Status::failed);
}

TEST_CASE("a large Map runs through many decisions and joins once") {
    std::string items = "[";
    for (int i = 0; i < 1'500; ++i) items += std::to_string(i) + (i < 1'499 ? "," : "]");
    Workflow workflow(R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":
        {"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}})");
    workflow.start(items);
    CHECK_EQ(workflow.output(), items);
    CHECK_EQ(workflow.finished, 1);
}

TEST_CASE("stamps never go back, even if the clock does") {
    Workflow workflow(kTask);
    workflow.start();
    workflow.now -= base::Seconds{30};
    CHECK(workflow.succeed("T"));
    for (std::size_t i = 1; i < workflow.events.size(); ++i) {
        CHECK_GE(workflow.events[i].at, workflow.events[i - 1].at);
    }
}
