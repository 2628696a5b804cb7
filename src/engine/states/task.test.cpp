// Task: schedule, outcome, time-outs, heartbeats, tokens, Retry and Catch.
#include <doctest/doctest.h>

#include "support/workflow.hpp"

using engine::Status;
using engine::TimerKind;
using test::Workflow;
using Lines = std::vector<std::string>;

namespace {

std::string task_with(const std::string& fields,
                      const std::string& resource = "arn:aws:states:::dynamodb:putItem") {
    const bool has_catch = fields.find("Saved") != std::string::npos;
    return R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":")" + resource + R"(",)" +
           fields + R"("Next":"Done"},"Done":{"Type":"Pass","End":true})" +
           (has_catch ? R"(,"Saved":{"Type":"Pass","End":true}}})" : "}}");
}
const std::string kFunction = "arn:aws:lambda:us-east-1:111111111111:function:f";
const std::string kActivity = "arn:aws:states:us-east-1:111111111111:activity:a";
const std::string kCallback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const std::string kTo = R"("Catch":[{"ErrorEquals":["States.ALL"],"Next":"Saved"}],)";

std::string retrying(const std::string& fields, const std::string& names = R"(["States.ALL"])") {
    return R"("Retry":[{"ErrorEquals":)" + names + fields + "}],";
}

}  // namespace

TEST_CASE("an integration is scheduled and started, then its result goes on") {
    Workflow workflow(task_with(R"("Parameters":{"k.$":"$.in"},"ResultPath":"$.out",
        "ResultSelector":{"s.$":"$.v"},)"));
    workflow.start(R"({"in":1})");
    REQUIRE_EQ(workflow.tasks.size(), 1);
    const engine::InvokeTask& invoke = workflow.tasks.begin()->second;
    CHECK_EQ(json::print(invoke.parameters), R"({"k":1})");
    CHECK_EQ(invoke.resource, "arn:aws:states:::dynamodb:putItem");
    CHECK_FALSE(invoke.token.has_value());

    CHECK(workflow.succeed("T", R"({"v":2,"w":3})"));
    CHECK_EQ(workflow.output(), R"({"in":1,"out":{"s":2}})");
    CHECK_EQ(workflow.history(),
             Lines{"1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<2 TaskScheduled",
                   "4<3 TaskStarted", "5<4 TaskSucceeded", "6<5 TaskStateExited",
                   "7<6 PassStateEntered", "8<7 PassStateExited", "9<8 ExecutionSucceeded"});
}

TEST_CASE("a task settles once; what comes later is refused") {
    Workflow workflow(task_with(""));
    workflow.start();
    const engine::TaskId task = workflow.task("T");
    CHECK(workflow.succeed("T"));
    CHECK_FALSE(workflow.send(engine::SucceedTask{task, {}}));
    CHECK_EQ(workflow.refusal, engine::Refusal::Reason::ended);
}

TEST_CASE("a task that takes too long times out, and its late result is refused") {
    Workflow workflow(task_with(R"("TimeoutSeconds":5,)" + kTo, kFunction));
    workflow.start();
    const engine::TaskId task = workflow.task("T");
    CHECK(workflow.fire_next());
    CHECK(workflow.tasks.empty());
    CHECK_EQ(workflow.output(), R"({"Error":"States.Timeout","Cause":""})");
    CHECK_EQ(workflow.history()[4], "5<4 LambdaFunctionTimedOut");
    CHECK_FALSE(workflow.send(engine::SucceedTask{task, {}}));
}

TEST_CASE("a heartbeat moves the deadline; without one the task times out") {
    Workflow workflow(task_with(R"("HeartbeatSeconds":10,"TimeoutSeconds":600,)" +
                                    retrying("", R"(["States.HeartbeatTimeout"])"),
                                kCallback));
    workflow.start();
    workflow.now += base::Seconds{8};
    CHECK(workflow.send(engine::HeartbeatTask{workflow.task("T")}));
    const engine::TimerId heartbeat{workflow.task("T").entry, TimerKind::heartbeat, 0};
    CHECK_EQ(workflow.timers.at(heartbeat), workflow.now + base::Seconds{10});

    CHECK(workflow.fire_next());
    CHECK_EQ(workflow.history().back(), "5<4 TaskTimedOut");
    CHECK(workflow.live.running());  // States.HeartbeatTimeout names it, so it is tried again.
    CHECK_EQ(workflow.timers.begin()->first.kind, TimerKind::retry);
}

TEST_CASE("a function cannot send heartbeats, so it is not expected to") {
    Workflow workflow(task_with(R"("HeartbeatSeconds":10,)", kFunction));
    workflow.start();
    CHECK(workflow.timers.empty());
}

TEST_CASE("a callback's token is in the context object, and a new one each try") {
    Workflow workflow(
        task_with(R"("Parameters":{"t.$":"$$.Task.Token"},)" + retrying(""), kCallback));
    workflow.start();
    const engine::InvokeTask first = workflow.tasks.begin()->second;
    REQUIRE(first.token.has_value());
    CHECK_EQ(first.parameters.find("t")->as_string(), *first.token);
    CHECK(workflow.send(engine::SubmitTask{first.task, test::parsed("{}")}));
    CHECK_FALSE(workflow.send(engine::SubmitTask{first.task, test::parsed("{}")}));
    CHECK_EQ(workflow.refusal, engine::Refusal::Reason::unexpected);

    CHECK(workflow.fail("T", "Oops"));
    CHECK(workflow.fire_next());
    const engine::InvokeTask second = workflow.tasks.begin()->second;
    CHECK_EQ(second.task.attempt, 1);
    CHECK_NE(*second.token, *first.token);
    CHECK_FALSE(workflow.send(engine::SucceedTask{first.task, {}}));
    CHECK_EQ(workflow.refusal, engine::Refusal::Reason::stale_task);
}

TEST_CASE("an activity waits for a worker, and only it can be picked up") {
    Workflow workflow(task_with("", kActivity));
    workflow.start(R"({"a":1})");
    const engine::TaskId task = workflow.task("T");
    CHECK_EQ(workflow.history().back(), "3<2 ActivityScheduled");
    CHECK_FALSE(workflow.send(engine::SucceedTask{task, {}}));
    CHECK(workflow.send(engine::PickUpTask{task, "worker-1"}));
    CHECK_FALSE(workflow.send(engine::PickUpTask{task, "worker-2"}));
    CHECK(workflow.send(engine::SucceedTask{task, test::parsed("7")}));
    CHECK_EQ(workflow.output(), "7");

    Workflow integration(task_with(""));
    integration.start();
    CHECK_FALSE(integration.send(engine::PickUpTask{integration.task("T"), "w"}));
    CHECK_EQ(integration.refusal, engine::Refusal::Reason::unexpected);
}

TEST_CASE("Retry waits longer each time, up to MaxDelaySeconds, then gives up") {
    Workflow workflow(task_with(
        retrying(R"(,"IntervalSeconds":2,"BackoffRate":3,"MaxAttempts":3,"MaxDelaySeconds":10)")));
    workflow.start();
    std::vector<std::int64_t> delays;
    for (int i = 0; i < 3; ++i) {
        CHECK(workflow.fail("T", "Busy"));
        const base::TimePoint due = workflow.timers.begin()->second;
        delays.push_back((due - workflow.now).count());
        CHECK(workflow.fire_next());
    }
    CHECK_EQ(delays, std::vector<std::int64_t>{2'000, 6'000, 10'000});
    CHECK(workflow.fail("T", "Busy", "for ever"));
    CHECK_EQ(workflow.live.status, Status::failed);
    CHECK_EQ(workflow.error(), "Busy");
    CHECK_EQ(workflow.cause(), "for ever");
    CHECK_EQ(workflow.history()[5], "6<5 TaskScheduled");
}

TEST_CASE("full jitter lies between nothing and the delay, and comes from the seed") {
    const std::string definition =
        task_with(retrying(R"(,"IntervalSeconds":100,"MaxAttempts":1,"JitterStrategy":"FULL")"));
    const auto delay = [&](std::uint64_t seed) {
        Workflow workflow(definition);
        workflow.seed = seed;
        workflow.start();
        workflow.seed = seed;
        workflow.fail("T", "Busy");
        return (workflow.timers.begin()->second - workflow.now).count();
    };
    std::int64_t least = 100'000;
    std::int64_t most = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        CHECK_EQ(delay(seed), delay(seed));
        least = std::min(least, delay(seed));
        most = std::max(most, delay(seed));
    }
    CHECK_GE(least, 0);
    CHECK_LT(least, 20'000);
    CHECK_GT(most, 80'000);
    CHECK_LE(most, 100'000);
}

TEST_CASE("retriers are counted one by one, and the state sees how often it was tried") {
    Workflow workflow(task_with(
        R"("Parameters":{"n.$":"$$.State.RetryCount"},"Retry":[
        {"ErrorEquals":["A"],"MaxAttempts":1},{"ErrorEquals":["B"],"MaxAttempts":1}],)" +
        kTo));
    workflow.start();
    workflow.fail("T", "A");
    workflow.fire_next();
    workflow.fail("T", "B");
    workflow.fire_next();
    CHECK_EQ(json::print(workflow.tasks.begin()->second.parameters), R"({"n":2})");
    workflow.fail("T", "A", "again");
    CHECK_EQ(workflow.output(), R"({"Error":"A","Cause":"again"})");
}

TEST_CASE("MaxAttempts 0 never retries, and the first match counts even so") {
    Workflow workflow(task_with(R"("Retry":[{"ErrorEquals":["A"],"MaxAttempts":0},
        {"ErrorEquals":["States.ALL"]}],)"));
    workflow.start();
    workflow.fail("T", "A");
    CHECK_EQ(workflow.live.status, Status::failed);
}

TEST_CASE("Catch puts the error where its ResultPath says, and its Assign sees it") {
    Workflow workflow(R"({"StartAt":"T","States":{"T":{"Type":"Task",
        "Resource":"arn:aws:states:::dynamodb:putItem","End":true,"Catch":[
        {"ErrorEquals":["Other"],"Next":"S"},
        {"ErrorEquals":["States.TaskFailed"],"ResultPath":"$.e",
         "Assign":{"why.$":"$.Cause"},"Next":"S"}]},
        "S":{"Type":"Pass","Parameters":{"all.$":"$","why.$":"$why"},"End":true}}})");
    workflow.start(R"({"a":1})");
    workflow.fail("T", "Mine", "text");
    CHECK_EQ(workflow.output(),
             R"({"all":{"a":1,"e":{"Error":"Mine","Cause":"text"}},"why":"text"})");
}

TEST_CASE("States.TaskFailed takes no time-out, and States.Runtime is never caught") {
    Workflow timed_out(task_with(R"("TimeoutSeconds":1,"Catch":[
        {"ErrorEquals":["States.TaskFailed"],"Next":"Saved"}],)"));
    timed_out.start();
    timed_out.fire_next();
    CHECK_EQ(timed_out.error(), "States.Timeout");

    Workflow missing(task_with(R"("Parameters":{"x.$":"$.nope"},)" + retrying("") + kTo));
    missing.start();
    CHECK_EQ(missing.error(), "States.Runtime");
}

TEST_CASE("a result above 256 KiB fails the task, and a Catch may take it") {
    const std::string large = "\"" + std::string(262'144, 'x') + "\"";
    Workflow workflow(task_with(kTo, kFunction));
    workflow.start();
    CHECK(workflow.succeed("T", large));
    CHECK_EQ(workflow.output(),
             R"({"Error":"States.DataLimitExceeded","Cause":"The state/task ')" + kFunction +
                 R"(' returned a result with a size exceeding the maximum number of bytes )"
                 R"(service limit."})");
}

TEST_CASE("time-outs may be read from the input; what is no number fails") {
    Workflow workflow(task_with(R"("TimeoutSecondsPath":"$.t",)"));
    workflow.start(R"({"t":30})");
    CHECK_EQ(workflow.timers.begin()->second, workflow.now + base::Seconds{30});

    Workflow wrong(task_with(R"("TimeoutSecondsPath":"$.t",)"));
    wrong.start(R"({"t":"soon"})");
    CHECK_EQ(wrong.error(), "States.Runtime");
}
