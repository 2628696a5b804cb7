// Parallel and Map: order of events, joins, failures, Retry and Catch around them.
#include <doctest/doctest.h>

#include "support/workflow.hpp"

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
           fields + R"("Next":"Done"},"Done":{"Type":"Pass","End":true}}})";
}
const std::string kCatch = R"("Catch":[{"ErrorEquals":["States.ALL"],"Next":"Done"}],)";

}  // namespace

TEST_CASE("branches start together, and their outputs keep the order of the definition") {
    Workflow workflow(parallel(task("A") + "," + task("B")));
    workflow.start("1");
    CHECK_EQ(workflow.tasks.size(), 2);
    workflow.succeed("B", R"("b")");
    CHECK(workflow.live.running());
    workflow.succeed("A", R"("a")");
    CHECK_EQ(workflow.output(), R"(["a","b"])");
    CHECK_EQ(workflow.history(),
             Lines{"1<0 ExecutionStarted", "2<0 ParallelStateEntered", "3<2 ParallelStateStarted",
                   "4<3 TaskStateEntered", "5<4 TaskScheduled", "6<3 TaskStateEntered",
                   "7<6 TaskScheduled", "8<5 TaskStarted", "9<7 TaskStarted", "10<9 TaskSucceeded",
                   "11<10 TaskStateExited", "12<8 TaskSucceeded", "13<12 TaskStateExited",
                   "14<13 ParallelStateSucceeded", "15<13 ParallelStateExited",
                   "16<15 PassStateEntered", "17<16 PassStateExited", "18<17 ExecutionSucceeded"});
}

TEST_CASE("a branch that fails cuts off the others and cancels what they asked for") {
    Workflow workflow(
        parallel(task("A", R"("TimeoutSeconds":60,)") +
                     R"(,{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9,"End":true}}},)" +
                     task("B"),
                 kCatch));
    workflow.start();
    CHECK_EQ(workflow.timers.size(), 2);
    workflow.fail("B", "Oops", "why");
    CHECK(workflow.timers.empty());
    CHECK(workflow.tasks.empty());
    CHECK_EQ(workflow.output(), R"({"Error":"Oops","Cause":"why"})");
    const Lines history = workflow.history();
    CHECK_EQ(Lines(history.begin() + 10, history.begin() + 17),
             Lines{"11<10 TaskFailed", "12<11 TaskStateAborted", "13<11 TaskStateAborted",
                   "14<11 WaitStateAborted", "15<11 ParallelStateFailed",
                   "16<15 ParallelStateExited", "17<16 PassStateEntered"});
}

TEST_CASE("a Parallel that is tried again starts all its branches anew") {
    Workflow workflow(parallel(task("A") + "," + task("B"),
                               R"("Retry":[{"ErrorEquals":["Oops"],"MaxAttempts":1}],)"));
    workflow.start();
    workflow.succeed("A");
    workflow.fail("B", "Oops");
    CHECK(workflow.tasks.empty());
    workflow.fire_next();
    CHECK_EQ(workflow.tasks.size(), 2);
    workflow.succeed("B", "2");
    workflow.succeed("A", "1");
    CHECK_EQ(workflow.output(), "[1,2]");
}

TEST_CASE("inner scopes read outer variables and take their own with them") {
    Workflow workflow(R"({"StartAt":"V","States":{"V":{"Type":"Pass","Assign":{"x":1},"Next":"P"},
        "P":{"Type":"Parallel","Next":"E","Branches":[{"StartAt":"I","States":{
          "I":{"Type":"Pass","Assign":{"y.$":"$x"},"Next":"J"},
          "J":{"Type":"Pass","Parameters":{"x.$":"$x","y.$":"$y"},"End":true}}}]},
        "E":{"Type":"Pass","End":true}}})");
    workflow.start();
    CHECK_EQ(workflow.output(), R"([{"x":1,"y":1}])");
    CHECK_EQ(workflow.live.status, Status::succeeded);
}

TEST_CASE("a Map runs its items, so many at a time, and keeps their order") {
    Workflow workflow(map(task("T"), R"("ItemsPath":"$.items","MaxConcurrency":2,)"));
    workflow.start(R"({"items":[10,11,12]})");
    REQUIRE_EQ(workflow.tasks.size(), 2);
    const engine::TaskId second = workflow.tasks.rbegin()->first;
    workflow.send(engine::SucceedTask{second, test::parsed("2")});
    REQUIRE_EQ(workflow.tasks.size(), 2);
    CHECK_EQ(json::print(workflow.tasks.rbegin()->second.parameters), "12");
    workflow.send(engine::SucceedTask{workflow.tasks.rbegin()->first, test::parsed("3")});
    workflow.succeed("T", "1");
    CHECK_EQ(workflow.output(), "[1,2,3]");
}

TEST_CASE("ItemSelector sees the Map's input and the item, and so do the states inside") {
    Workflow workflow(map(
        R"({"StartAt":"I","States":{"I":{"Type":"Pass","Parameters":{"in.$":"$",
        "index.$":"$$.Map.Item.Index"},"End":true}}})",
        R"("ItemsPath":"$.l","ItemSelector":{"v.$":"$$.Map.Item.Value","k.$":"$.k"},)"));
    workflow.start(R"({"l":["a"],"k":7})");
    CHECK_EQ(workflow.output(), R"([{"in":{"v":"a","k":7},"index":0}])");
}

TEST_CASE("an empty Map succeeds at once, and items must be an array") {
    Workflow empty(map(task("T")));
    empty.start("[]");
    CHECK_EQ(empty.output(), "[]");

    Workflow wrong(map(task("T"), R"("ItemsPath":"$.l",)"));
    wrong.start(R"({"l":5})");
    CHECK_EQ(wrong.error(), "States.Runtime");
    CHECK_EQ(wrong.cause(),
             "An error occurred while executing the state 'M' (entered at the event id #2). "
             "Reference path \"$.l\" must point to array.");
}

TEST_CASE("a Map that needs a Map Run fails, and is never run as something else") {
    Workflow workflow(map(task("T"), R"("ItemBatcher":{"MaxItemsPerBatch":2},)"));
    workflow.start("[1,2]");
    CHECK_EQ(workflow.error(), "States.Runtime");
    CHECK(workflow.tasks.empty());
    CHECK(workflow.cause().find("Quickstep cannot run a Map in mode DISTRIBUTED") !=
          std::string::npos);
}

TEST_CASE("an iteration that fails fails the Map, with AWS's order of events") {
    Workflow workflow(map(task("T"), kCatch));
    workflow.start("[1,2]");
    workflow.fail("T", "Oops", "why");
    const Lines history = workflow.history();
    CHECK_EQ(history[11], "12<10 TaskFailed");
    CHECK_EQ(
        Lines(history.begin() + 12, history.end() - 3),
        Lines{"13<12 MapIterationFailed", "14<12 TaskStateAborted", "15<12 MapIterationAborted",
              "16<12 TaskStateAborted", "17<12 MapStateFailed", "18<17 MapStateExited"});
    CHECK_EQ(workflow.output(), R"({"Error":"Oops","Cause":"why"})");
}

TEST_CASE("a failure deep inside ends everything around it once") {
    const auto inner = [](const std::string& name) {
        return R"({"StartAt":"M)" + name + R"(","States":{"M)" + name +
               R"(":{"Type":"Map","End":true,"ItemProcessor":)" + task(name) + "}}}";
    };
    Workflow workflow(parallel(inner("T") + "," + inner("U")));
    workflow.start("[1,2,3]");
    CHECK_EQ(workflow.tasks.size(), 6);
    workflow.fail("T", "Oops");
    CHECK_EQ(workflow.live.status, Status::failed);
    CHECK(workflow.live.scopes.empty());
    CHECK(workflow.tasks.empty());
    CHECK_EQ(workflow.finished, 1);
}
