// A workflow run by hand: a definition, an execution, its stored events, and the tasks and timers
// it waits for. After every command the fold of the stored events is compared with the live
// execution.
#pragma once
#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "asl/compile.hpp"
#include "base/overloaded.hpp"
#include "engine/decide.hpp"
#include "engine/history/project.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace test {

inline json::Value parsed(std::string_view text) {
    auto value = json::parse(text);
    REQUIRE_MESSAGE(value.has_value(), text);
    return *std::move(value);
}

class Workflow {
public:
    explicit Workflow(std::string_view definition,
                      asl::MachineType type = asl::MachineType::standard) {
        const asl::Compiled compiled = asl::compile(definition, type);
        for (const auto& diagnostic : compiled.diagnostics) {
            INFO(diagnostic.code << " " << diagnostic.location << " " << diagnostic.message);
            CHECK(diagnostic.severity != asl::Severity::error);
        }
        REQUIRE(compiled.program != nullptr);
        program = compiled.program;
        info.arn = "arn:aws:states:us-east-1:111111111111:execution:machine:run";
        info.name = "run";
        info.state_machine_arn = "arn:aws:states:us-east-1:111111111111:stateMachine:machine";
        info.state_machine_name = "machine";
        info.role_arn = "arn:aws:iam::111111111111:role/role";
        info.region = "us-east-1";
        info.account = "111111111111";
        info.type = type;
    }

    /// Starts and runs to where it must wait.
    Workflow& start(std::string_view input = "{}") {
        auto value = json::parse_as_written(input);
        REQUIRE_MESSAGE(value.has_value(), input);
        REQUIRE(send(engine::Start{info, *std::move(value)}));
        return *this;
    }

    /// One command; then Continue as long as it is asked for. False: refused, and nothing changed.
    bool send(const engine::Command& command) {
        if (!send_once(command)) return false;
        while (wants_continue) {
            wants_continue = false;
            REQUIRE(send_once(engine::Continue{}));
        }
        return true;
    }

    bool send_once(const engine::Command& command) {
        const engine::Execution before = live;
        auto decision = engine::decide(*program, live, command, {now, seed++});
        if (!decision) {
            refusal = decision.error().reason;
            REQUIRE(live == before);
            return false;
        }
        for (const engine::Event& event : decision->events) {
            engine::evolve(folded, event);
            events.push_back(event);
        }
        REQUIRE(folded == live);
        if (const auto* settled = std::get_if<engine::SucceedTask>(&command)) {
            tasks.erase(settled->task);
        }
        if (const auto* settled = std::get_if<engine::FailTask>(&command)) {
            tasks.erase(settled->task);
        }
        for (const engine::Effect& effect : decision->effects) take(effect);
        return true;
    }

    /// As after a crash: the execution is what its events give, its effects are what it is owed.
    void restart() {
        live = folded;
        tasks.clear();
        timers.clear();
        for (const engine::Effect& effect : engine::owed(*program, live)) take(effect);
        while (wants_continue) {
            wants_continue = false;
            REQUIRE(send_once(engine::Continue{}));
        }
    }

    bool succeed(std::string_view state, std::string_view output = "{}") {
        return send(engine::SucceedTask{task(state), parsed(output)});
    }
    bool fail(std::string_view state, std::string error, std::string cause = "because") {
        return send(engine::FailTask{task(state), {std::move(error), std::move(cause)}});
    }
    /// Moves the clock to the earliest timer and fires it.
    bool fire_next() {
        REQUIRE(!timers.empty());
        auto next = timers.begin();
        for (auto at = timers.begin(); at != timers.end(); ++at) {
            if (at->second < next->second) next = at;
        }
        const engine::TimerId timer = next->first;
        now = std::max(now, next->second);
        timers.erase(next);
        return send(engine::TimerFired{timer});
    }
    /// The first task of the state that waits for an outcome.
    engine::TaskId task(std::string_view state) const {
        for (const auto& [id, invoke] : tasks) {
            if (invoke.state_name == state) return id;
        }
        FAIL("no task of this state is running: " << state);
        return {};
    }

    /// "3<2 PassStateExited", one for each event that AWS shows.
    std::vector<std::string> history() const {
        std::vector<std::string> lines;
        for (const engine::Event& event : events) {
            if (event.id == 0) continue;
            lines.push_back(std::to_string(event.id) + "<" + std::to_string(event.previous) + " " +
                            engine::history::type_name(event, *program));
        }
        return lines;
    }
    /// The events as GetExecutionHistory gives them.
    std::vector<json::Value> projected() const {
        std::vector<json::Value> shown;
        for (const engine::Event& event : events) {
            auto value = engine::history::project(event, {*program, live.info});
            if (value) shown.push_back(*std::move(value));
        }
        return shown;
    }
    std::string output() const { return live.output() ? json::print(*live.output()) : "none"; }
    std::string error() const { return live.failure().error.value_or("none"); }
    std::string cause() const { return live.failure().cause.value_or("none"); }

    std::shared_ptr<const asl::Program> program;
    engine::ExecutionInfo info;
    engine::Execution live;
    engine::Execution folded;
    std::vector<engine::Event> events;
    std::map<engine::TaskId, engine::InvokeTask> tasks;
    std::map<engine::TimerId, base::TimePoint> timers;
    base::TimePoint now = base::from_epoch_ms(1'764'000'000'000);
    std::uint64_t seed = 1;
    bool wants_continue = false;
    int finished = 0;
    engine::Refusal::Reason refusal{};

private:
    void take(const engine::Effect& effect) {
        std::visit(base::Overloaded{
                       [&](const engine::InvokeTask& e) { tasks.insert_or_assign(e.task, e); },
                       [&](const engine::CancelTask& e) { tasks.erase(e.task); },
                       [&](const engine::SetTimer& e) { timers.insert_or_assign(e.timer, e.due); },
                       [&](const engine::CancelTimer& e) { timers.erase(e.timer); },
                       [&](const engine::Finished&) {
                           ++finished;
                           tasks.clear();
                       },
                       [&](const engine::ContinueSoon&) { wants_continue = true; },
                   },
                   effect);
    }
};

}  // namespace test
