// Redrive: what runs again, what is kept, what starts anew, and what cannot be redriven.
#include <doctest/doctest.h>

#include "base/limits.hpp"
#include "support/workflow.hpp"

using engine::Redrive;
using engine::Refusal;
using engine::Status;
using test::Workflow;
using Lines = std::vector<std::string>;

namespace {

std::string task(const std::string& name, const std::string& fields = "") {
    return R"({"StartAt":")" + name + R"(","States":{")" + name +
           R"(":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem",)" + fields +
           R"("End":true}}})";
}
std::string parallel(const std::string& branches, const std::string& fields = "") {
    return R"({"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[)" + branches + "]," +
           fields + R"("Next":"Done"},"Done":{"Type":"Pass","End":true}}})";
}
std::string map(const std::string& processor, const std::string& fields = "") {
    return R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":)" + processor + "," +
           fields + R"("Next":"Last"},"Last":{"Type":"Pass","End":true}}})";
}

/// The lines of the history from an event on.
Lines from(const Workflow& workflow, std::size_t id) {
    const Lines all = workflow.history();
    REQUIRE_GE(all.size(), id);
    return {all.begin() + static_cast<std::ptrdiff_t>(id) - 1, all.end()};
}

}  // namespace

TEST_CASE("a failed task is scheduled again in the same list of events, without a second entry") {
    Workflow workflow(task("T"));
    workflow.start(R"({"a":1})");
    const engine::TaskId first = workflow.task("T");
    workflow.fail("T", "Oops");
    CHECK_EQ(workflow.live.status, Status::failed);
    workflow.now += base::Seconds{5};
    REQUIRE(workflow.send(Redrive{}));
    CHECK(workflow.live.running());
    CHECK_FALSE(workflow.live.stop_time());
    CHECK_NE(workflow.task("T"), first);
    CHECK_EQ(*workflow.live.redrive_time, workflow.now);
    CHECK_FALSE(workflow.send(engine::SucceedTask{first, {}}));
    workflow.succeed("T", "2");
    CHECK_EQ(workflow.output(), "2");
    CHECK_EQ(from(workflow, 6), Lines{"6<5 ExecutionFailed", "7<6 ExecutionRedriven",
                                      "8<7 TaskScheduled", "9<8 TaskStarted", "10<9 TaskSucceeded",
                                      "11<10 TaskStateExited", "12<11 ExecutionSucceeded"});
    CHECK_EQ(json::print(*workflow.projected()[6].find("executionRedrivenEventDetails")),
             R"({"redriveCount":1})");
}

TEST_CASE("the count grows with each redrive, and the context object tells count and time") {
    Workflow workflow(
        task("T", R"("Parameters":{"n.$":"$$.Execution.RedriveCount","all.$":"$$.Execution"},)"));
    workflow.start();
    const auto shown = [&] { return json::print(workflow.tasks.begin()->second.parameters); };
    CHECK_EQ(shown().find("RedriveTime"), std::string::npos);
    for (int count = 1; count <= 3; ++count) {
        workflow.fail("T", "Oops");
        REQUIRE(workflow.send(Redrive{}));
        CHECK_EQ(workflow.live.info.redrive_count, count);
        CHECK_NE(shown().find("\"n\":" + std::to_string(count)), std::string::npos);
    }
    CHECK_NE(shown().find(R"("RedriveTime":"2025-11-24T)"), std::string::npos);
}

TEST_CASE("retries count from 0 again") {
    Workflow workflow(task("T", R"("Retry":[{"ErrorEquals":["A"],"MaxAttempts":1}],)"));
    workflow.start();
    for (int run = 0; run < 3; ++run) {
        workflow.fail("T", "A");
        REQUIRE(workflow.live.running());
        workflow.fire_next();
        workflow.fail("T", "A");
        CHECK_EQ(workflow.live.status, Status::failed);
        REQUIRE(workflow.send(Redrive{}));
    }
}

TEST_CASE("variables are as they were when the failed state was entered") {
    Workflow workflow(R"({"QueryLanguage":"JSONata","StartAt":"A","States":{
        "A":{"Type":"Pass","Assign":{"x":"{% 1 %}"},"Next":"T"},
        "T":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem",
             "Arguments":{"x":"{% $x %}"},"Assign":{"x":"{% 2 %}"},"Next":"U"},
        "U":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem",
             "Arguments":{"x":"{% $x %}"},"End":true}}})");
    workflow.start();
    workflow.succeed("T");
    workflow.fail("U", "Oops");
    REQUIRE(workflow.send(Redrive{}));
    CHECK_EQ(json::print(workflow.tasks.begin()->second.parameters), R"({"x":2})");
    CHECK_EQ(workflow.tasks.size(), 1);
}

TEST_CASE("a Fail state is entered again and fails again") {
    Workflow workflow(R"({"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}})");
    workflow.start();
    REQUIRE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.live.status, Status::failed);
    CHECK_EQ(from(workflow, 4),
             Lines{"4<3 ExecutionRedriven", "5<4 FailStateEntered", "6<5 ExecutionFailed"});
    CHECK_EQ(workflow.finished, 2);
}

TEST_CASE("a Choice state evaluates its rules again") {
    Workflow workflow(R"({"QueryLanguage":"JSONata","StartAt":"C","States":{"C":{"Type":"Choice",
        "Choices":[{"Condition":"{% $states.context.Execution.RedriveCount = 1 %}","Next":"S"}]},
        "S":{"Type":"Succeed"}}})");
    workflow.start();
    CHECK_EQ(workflow.live.status, Status::failed);
    REQUIRE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.live.status, Status::succeeded);
    CHECK_EQ(from(workflow, 4)[1], "5<4 ChoiceStateExited");
}

TEST_CASE("an aborted Wait waits anew, and is left at once where its instant has passed") {
    Workflow seconds(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}})");
    seconds.start();
    const auto due = seconds.timers.begin()->second;
    seconds.send(engine::Stop{});
    seconds.now += base::Seconds{50};
    REQUIRE(seconds.send(Redrive{}));
    CHECK_EQ(seconds.timers.begin()->second - due, base::Seconds{50});
    seconds.fire_next();
    CHECK_EQ(seconds.live.status, Status::succeeded);

    Workflow instant(R"({"StartAt":"W","States":{"W":{"Type":"Wait","TimestampPath":"$",
        "End":true}}})");
    instant.start(R"("2030-01-01T00:00:00Z")");
    instant.send(engine::Stop{});
    instant.now = *base::parse_iso8601("2030-01-02T00:00:00Z");
    REQUIRE(instant.send(Redrive{}));
    CHECK_EQ(instant.live.status, Status::succeeded);
}

TEST_CASE("the machine's timeout starts anew, and the timer of the run before does not fit") {
    Workflow workflow(R"({"StartAt":"W","TimeoutSeconds":10,"States":{"W":{"Type":"Wait",
        "Seconds":60,"End":true}}})");
    workflow.start();
    workflow.now += base::Seconds{4};
    workflow.send(engine::Stop{});
    CHECK(workflow.timers.empty());
    workflow.now += base::Seconds{1};
    REQUIRE(workflow.send(Redrive{}));
    using Kind = engine::TimerKind;
    CHECK_EQ(workflow.timers.at({engine::kNoEntry, Kind::execution_timeout, 1}) - workflow.now,
             base::Seconds{10});
    workflow.now += base::Seconds{5};
    CHECK_FALSE(workflow.send(engine::TimerFired{{engine::kNoEntry, Kind::execution_timeout, 0}}));
    CHECK_EQ(workflow.refusal, Refusal::Reason::stale_timer);
    workflow.fire_next();
    CHECK_EQ(workflow.live.status, Status::timed_out);
    REQUIRE(workflow.send(Redrive{}));
    CHECK(workflow.live.running());
}

TEST_CASE("of a Parallel only what failed or was cut off runs again") {
    Workflow workflow(parallel(
        task("A") + "," + task("B") +
        R"(,{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9,"Next":"C"},"C":{"Type":"Task",
            "Resource":"arn:aws:states:::dynamodb:putItem","End":true}}})"));
    workflow.start();
    workflow.succeed("A", R"("a")");
    workflow.fail("B", "Oops");
    const auto events = static_cast<std::size_t>(workflow.live.last_event_id);
    REQUIRE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.tasks.size(), 1);
    workflow.restart();
    CHECK_EQ(workflow.tasks.size(), 1);
    workflow.succeed("B", R"("b")");
    workflow.fire_next();
    workflow.succeed("C", R"("c")");
    CHECK_EQ(workflow.output(), R"(["a","b","c"])");
    const Lines lines = from(workflow, events + 1);
    CHECK_EQ(lines[0], "18<17 ExecutionRedriven");
    CHECK_EQ(lines[1], "19<18 TaskScheduled");
    CHECK_EQ(std::ranges::count(lines, "ParallelStateStarted"), 0);
}

TEST_CASE("of a Map the failed, the cut off and the unstarted iterations run") {
    Workflow workflow(map(task("T"), R"("MaxConcurrency":2,)"));
    workflow.start("[0,1,2,3]");
    workflow.succeed("T", R"("zero")");  // Of item 0: item 2 starts.
    workflow.fail("T", "Oops");          // Of item 1: item 2 is cut off.
    CHECK_EQ(workflow.live.status, Status::failed);
    REQUIRE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.tasks.size(), 2);
    Lines inputs;
    int done = 0;
    while (workflow.live.running()) {
        inputs.push_back(json::print(workflow.tasks.begin()->second.parameters));
        workflow.succeed("T", std::to_string(++done));
    }
    CHECK_EQ(inputs, Lines{"1", "2", "3"});
    CHECK_EQ(workflow.output(), R"(["zero",1,2,3])");
}

TEST_CASE("a Parallel within a Map keeps what succeeded on both levels") {
    Workflow workflow(map(parallel(task("A") + "," + task("B"))));
    workflow.start("[0,1]");
    workflow.succeed("A", "10");
    workflow.succeed("B", "11");
    workflow.succeed("A", "20");
    workflow.fail("B", "Oops");
    CHECK_EQ(workflow.live.status, Status::failed);
    REQUIRE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.tasks.size(), 1);
    workflow.fail("B", "Oops");
    REQUIRE(workflow.send(Redrive{}));
    workflow.succeed("B", "21");
    CHECK_EQ(workflow.output(), "[[10,11],[20,21]]");
}

TEST_CASE("what Retry or Catch has taken does not run again") {
    Workflow caught(parallel(R"({"StartAt":"A","States":{"A":{"Type":"Task","End":true,
        "Resource":"arn:aws:states:::dynamodb:putItem",
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"X"}]},"X":{"Type":"Pass","End":true}}},)" +
                             task("B")));
    caught.start();
    caught.fail("A", "Oops");
    caught.fail("B", "Oops");
    REQUIRE(caught.send(Redrive{}));
    CHECK_EQ(caught.tasks.size(), 1);
    CHECK_EQ(caught.tasks.begin()->second.state_name, "B");

    Workflow retried(parallel(task("A") + "," + task("B"), R"("Retry":[{"ErrorEquals":["A"]}],)"));
    retried.start();
    retried.succeed("A");
    retried.fail("B", "A");
    CHECK(retried.live.fallen.empty());
    // Cut off between two tries, the state begins its branches from the start.
    retried.send(engine::Stop{});
    REQUIRE(retried.send(Redrive{}));
    CHECK_EQ(retried.tasks.size(), 2);
}

TEST_CASE("branches that all succeeded are not run again where their join failed") {
    Workflow workflow(parallel(task("A") + "," + task("B"),
                               R"("ResultSelector":{"x.$":"$$.Execution.RedriveTime"},)"));
    workflow.start();
    workflow.succeed("A");
    workflow.succeed("B");
    CHECK_EQ(workflow.live.status, Status::failed);
    REQUIRE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.live.status, Status::succeeded);

    Workflow none(map(task("T"), R"("ResultSelector":{"x.$":"$$.Execution.RedriveTime"},)"));
    none.start("[]");
    CHECK_EQ(none.live.status, Status::failed);
    REQUIRE(none.send(Redrive{}));
    CHECK_EQ(none.live.status, Status::succeeded);
}

TEST_CASE("a Parallel or Map that failed by States.DataLimitExceeded runs as a whole") {
    const std::string large = "\"" + std::string(base::limits::kPayloadBytesMax / 2, 'x') + "\"";
    for (const std::string& definition : {parallel(task("A") + "," + task("B")), map(task("A"))}) {
        Workflow workflow(definition);
        workflow.start("[1,2]");
        const auto succeed = [&](const std::string& output) {
            workflow.succeed(workflow.tasks.begin()->second.state_name, output);
        };
        succeed(large);
        succeed(large);
        CHECK_EQ(workflow.error(), "States.DataLimitExceeded");
        REQUIRE(workflow.send(Redrive{}));
        CHECK_EQ(workflow.tasks.size(), 2);
        succeed("1");
        succeed("2");
        CHECK_EQ(workflow.output(), "[1,2]");
    }
}

TEST_CASE("an execution stopped between two states goes on with the next") {
    Workflow workflow(R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"T"},"T":{
        "Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","End":true}}})");
    workflow.start();
    workflow.send(engine::Stop{"E", "C"});
    REQUIRE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.error(), "none");
    workflow.succeed("T");
    CHECK_EQ(workflow.live.status, Status::succeeded);
}

TEST_CASE("what cannot be redriven is refused and stays as it is") {
    Workflow workflow(task("T"));
    CHECK_FALSE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.refusal, Refusal::Reason::not_started);
    workflow.start();
    CHECK_FALSE(workflow.send(Redrive{}));
    CHECK_EQ(workflow.refusal, Refusal::Reason::not_redrivable);
    workflow.succeed("T");
    CHECK_FALSE(workflow.send(Redrive{}));

    Workflow express(task("T"), asl::MachineType::express);
    express.start();
    express.fail("T", "Oops");
    CHECK_FALSE(express.send(Redrive{}));

    Workflow full(R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice",
        "Choices":[{"Variable":"$.out","IsPresent":true,"Next":"Z"}],"Default":"A"},
        "Z":{"Type":"Succeed"}}})");
    full.start();
    CHECK_EQ(full.live.last_event_id, 25'000);
    CHECK_FALSE(full.send(Redrive{}));
}

TEST_CASE("a large redrive breaks off, goes on, and can be stopped in between") {
    std::string items = "[0";
    for (int i = 1; i < 39; ++i) items += "," + std::to_string(i);
    std::string branches = task("T");
    for (int i = 0; i < 29; ++i) branches += "," + task("T" + std::to_string(i));
    Workflow wide(map(parallel(branches)));
    wide.start(items + "]");
    wide.send(engine::Stop{});
    REQUIRE(wide.send_once(Redrive{}));
    CHECK(wide.wants_continue);
    wide.wants_continue = false;
    REQUIRE(wide.send(engine::Stop{}));
    CHECK_EQ(wide.live.status, Status::aborted);
    REQUIRE(wide.send(Redrive{}));
    CHECK_EQ(wide.tasks.size(), 39 * 30);
}
