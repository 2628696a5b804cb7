// The engine's central promise, on generated workflows with generated outcomes: after every command
// the fold of the stored events is the live execution; each execution ends or waits; the same seed
// gives the same history; what does not fit is refused. Workflow compares fold and live after each
// command.
#include <doctest/doctest.h>

#include "random_workflow.hpp"
#include "support/workflow.hpp"

namespace {

using test::Workflow;

constexpr std::uint64_t kSeeds = 5'000;
constexpr int kCommandsMax = 3'000;
constexpr std::string_view kInput = R"({"list":[1,"two",{"three":3},4],"a":true})";

/// Plays the world around one execution.
class World {
public:
    explicit World(std::uint64_t seed)
        : workflow(test::RandomWorkflow(seed).definition()), random_(seed + 1) {
        workflow.seed = seed * 1'000;
    }

    void run() {
        workflow.start(kInput);
        for (int i = 0; i < kCommandsMax; ++i) {
            while (!workflow.live.running() && is_to_be_redriven()) {
                ++redrives;
                REQUIRE(workflow.send(engine::Redrive{}));
            }
            if (!workflow.live.running()) return;
            INFO("events: " << workflow.events.size());
            REQUIRE_MESSAGE((!workflow.tasks.empty() || !workflow.timers.empty()),
                            "a running execution waits for nothing");
            act();
            check_owed();
        }
    }

    Workflow workflow;
    int redrives = 0;

private:
    bool is_to_be_redriven() { return redrives < 3 && workflow.live.redrivable() && below(2) == 0; }
    std::uint64_t below(std::uint64_t bound) { return random_.next() % bound; }

    void act() {
        const std::uint64_t what = below(100);
        if (what < 5) return invent();
        if (what < 8) return workflow.restart();
        if (what == 8 && below(10) == 0) {
            CHECK(workflow.send(engine::Stop{"Stopped", {}}));
        } else if (workflow.tasks.empty() || (what < 35 && !workflow.timers.empty())) {
            workflow.fire_next();
        } else {
            advance_task();
        }
    }
    /// Commands that name nothing that is there.
    void invent() {
        const engine::TaskId task{engine::EntryId{workflow.live.next_entry + below(5)}, 0};
        CHECK_FALSE(workflow.send(engine::SucceedTask{task, {}}));
        CHECK_FALSE(workflow.send(engine::FailTask{task, {}}));
        const auto kind = static_cast<engine::TimerKind>(below(4));
        CHECK_FALSE(workflow.send(engine::TimerFired{{task.entry, kind, 0}}));
        if (workflow.tasks.empty()) return;
        engine::TaskId stale = workflow.tasks.begin()->first;
        ++stale.attempt;
        CHECK_FALSE(workflow.send(engine::SucceedTask{stale, {}}));
    }
    void advance_task() {
        auto at = workflow.tasks.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(below(workflow.tasks.size())));
        const engine::TaskId task = at->first;
        const bool is_activity = at->second.target.kind == asl::TaskTarget::Kind::activity;
        workflow.now += base::Milliseconds{static_cast<std::int64_t>(below(300))};
        switch (below(6)) {
            case 0: workflow.send(engine::HeartbeatTask{task}); break;
            case 1: workflow.send(engine::SubmitTask{task, test::parsed("{}")}); break;
            case 2: workflow.send(engine::FailTask{task, {any_error(), "generated"}}); break;
            default: workflow.send(engine::SucceedTask{task, any_output()}); break;
        }
        if (is_activity) workflow.send(engine::PickUpTask{task, "worker"});
    }
    std::string any_error() {
        constexpr const char* kErrors[] = {"A", "B", "States.Timeout", "States.TaskFailed"};
        return kErrors[below(4)];
    }
    json::Value any_output() {
        constexpr const char* kOutputs[] = {"{}", R"({"a":1})", "[1,2]", "null", R"("text")"};
        return test::parsed(kOutputs[below(5)]);
    }
    /// What a restart would give again is what is under way.
    void check_owed() {
        std::map<engine::TimerId, base::TimePoint> timers;
        std::vector<engine::TaskId> tasks;
        for (const engine::Effect& effect : engine::owed(*workflow.program, workflow.folded)) {
            if (const auto* timer = std::get_if<engine::SetTimer>(&effect)) {
                timers.emplace(timer->timer, timer->due);
            } else if (const auto* task = std::get_if<engine::InvokeTask>(&effect)) {
                tasks.push_back(task->task);
            } else {
                FAIL("an execution that waits is owed no more than timers and tasks");
            }
        }
        std::vector<engine::TaskId> running;
        for (const auto& [id, task] : workflow.tasks) running.push_back(id);
        std::ranges::sort(tasks);
        REQUIRE(tasks == running);
        REQUIRE(timers == workflow.timers);
    }

    base::SeededRandom random_;
};

void check_history(const Workflow& workflow) {
    std::int64_t last = 0;
    base::TimePoint before{};
    for (const engine::Event& event : workflow.events) {
        REQUIRE(event.at >= before);
        before = event.at;
        if (event.id == 0) continue;
        REQUIRE_EQ(event.id, last + 1);
        REQUIRE_LT(event.previous, event.id);
        last = event.id;
    }
    REQUIRE_EQ(last, workflow.live.last_event_id);
}

}  // namespace

TEST_CASE("an execution folded from its stored events equals the live one, at every step") {
    int ended = 0;
    int redriven = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        CAPTURE(seed);
        World world(seed);
        world.run();
        check_history(world.workflow);
        CHECK_FALSE(world.workflow.live.running());
        CHECK_EQ(world.workflow.finished, 1 + world.redrives);
        redriven += world.redrives;
        CHECK(world.workflow.live.scopes.empty());
        CHECK(engine::owed(*world.workflow.program, world.workflow.live).empty());
        ended += world.workflow.live.status == engine::Status::succeeded ? 1 : 0;
    }
    // The generator makes neither only failures nor only successes.
    CHECK_GT(ended, kSeeds / 10);
    CHECK_LT(ended, kSeeds * 9 / 10);
    CHECK_GT(redriven, kSeeds / 10);
}

TEST_CASE("the same seed gives the same history") {
    for (std::uint64_t seed = 1; seed <= kSeeds / 10; ++seed) {
        CAPTURE(seed);
        World first(seed);
        World second(seed);
        first.run();
        second.run();
        REQUIRE(first.workflow.events == second.workflow.events);
    }
}
