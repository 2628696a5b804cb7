// From a command to a decision. A command is checked against the execution before anything is
// emitted, so a refused one changes nothing.
#include "engine/decide.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/overloaded.hpp"
#include "engine/cut.hpp"
#include "engine/flow.hpp"
#include "engine/states/states.hpp"

namespace engine {
namespace {

using Reason = Refusal::Reason;
/// Nothing where the command was applied.
using Refused = std::optional<Reason>;

std::optional<ScopeId> scope_with(const Execution& execution, EntryId entry) {
    for (const auto& [id, scope] : execution.scopes) {
        if (scope.entry == entry) return id;
    }
    return {};
}

/// The scope that waits for this very task.
std::optional<ScopeId> scope_of(const Execution& execution, const TaskId& task) {
    const auto id = scope_with(execution, task.entry);
    if (!id) return {};
    const Scope& scope = execution.scopes.at(*id);
    if (scope.attempt != task.attempt) return {};
    if (!std::holds_alternative<RunningTask>(scope.activity)) return {};
    return id;
}

const RunningTask& task_in(const Execution& execution, ScopeId id) {
    return std::get<RunningTask>(execution.scopes.at(id).activity);
}

/// When an execution times out that starts, or is redriven, at `begin`.
std::optional<base::TimePoint> timeout_of(const asl::Program& program, const ExecutionInfo& info,
                                          base::TimePoint begin) {
    std::optional<std::int64_t> seconds = program.timeout_seconds;
    if (info.type == asl::MachineType::express) {
        constexpr std::int64_t kMost = base::limits::kExpressSecondsMax;
        seconds = std::min(seconds.value_or(kMost), kMost);
    }
    if (!seconds) return {};
    return begin + base::Seconds{*seconds};
}

Refused apply(Step& step, const Start& start) {
    if (step.execution().started()) return Reason::already_started;
    ExecutionInfo info = start.info;
    info.start_time = step.now();
    const auto due = timeout_of(step.program(), info, info.start_time);
    step.emit_after(0, kRootScope,
                    ExecutionStarted{.info = std::move(info),
                                     .input = start.input,
                                     .start_at = step.program().scope(0).start_at,
                                     .timeout_due = due});
    if (due) step.request(SetTimer{{kNoEntry, TimerKind::execution_timeout, 0}, *due});
    step.enqueue(kRootScope);
    return {};
}

Refused apply(Step& step, const PickUpTask& command) {
    const auto id = scope_of(step.execution(), command.task);
    if (!id) return Reason::stale_task;
    const auto& task = std::get<asl::Task>(step.state_of(*id).kind);
    if (task.target.kind != asl::TaskTarget::Kind::activity) return Reason::unexpected;
    if (task_in(step.execution(), *id).started) return Reason::stale_task;
    states::pick_up_task(step, *id, command.worker_name);
    return {};
}

/// The scope of a task that was handed out.
std::optional<ScopeId> started_task(const Step& step, const TaskId& task) {
    const auto id = scope_of(step.execution(), task);
    if (!id || !task_in(step.execution(), *id).started) return {};
    return id;
}

Refused apply(Step& step, const SubmitTask& command) {
    const auto id = started_task(step, command.task);
    if (!id) return Reason::stale_task;
    const auto& target = std::get<asl::Task>(step.state_of(*id).kind).target;
    if (target.kind != asl::TaskTarget::Kind::integration ||
        target.pattern == asl::TaskTarget::Pattern::request_response ||
        task_in(step.execution(), *id).submitted) {
        return Reason::unexpected;
    }
    states::submit_task(step, *id, command.output);
    return {};
}

Refused apply(Step& step, const SucceedTask& command) {
    const auto id = started_task(step, command.task);
    if (!id) return Reason::stale_task;
    states::succeed_task(step, *id, command.output);
    return {};
}

Refused apply(Step& step, const FailTask& command) {
    const auto id = started_task(step, command.task);
    if (!id) return Reason::stale_task;
    states::fail_task(step, *id, command.failure);
    return {};
}

Refused apply(Step& step, const HeartbeatTask& command) {
    const auto id = started_task(step, command.task);
    if (!id) return Reason::stale_task;
    states::keep_task_alive(step, *id);
    return {};
}

void stop(Step& step, EventBody last) {
    for (const auto& [id, scope] : step.execution().scopes) {
        QS_ASSERT(!std::holds_alternative<Idle>(scope.activity));
    }
    // Like AWS, the last event of an execution that is ended from outside points at no other.
    emit_cuts(step, cut_state(step, kRootScope), step.scope(kRootScope).last_event);
    end_execution(step, 0, std::move(last));
}

Refused fire_execution_timeout(Step& step, const TimerId& timer) {
    const auto& due = step.execution().timeout_due;
    if (!due || timer != execution_timer(step.execution())) return Reason::stale_timer;
    if (*due > step.now()) return Reason::too_early;
    stop(step, ExecutionTimedOut{{.error = std::string(errors::kTimeout), .cause = ""}});
    return {};
}

Refused fire_task_timer(Step& step, ScopeId id, const TimerId& timer) {
    const auto* task = std::get_if<RunningTask>(&step.scope(id).activity);
    if (task == nullptr) return Reason::stale_timer;
    const bool is_heartbeat = timer.kind == TimerKind::heartbeat;
    const auto due = is_heartbeat ? task->heartbeat_due : task->timeout_due;
    if (!due) return Reason::stale_timer;
    if (*due > step.now()) return Reason::too_early;
    states::time_out_tasks(step, id, is_heartbeat);
    return {};
}

Refused apply(Step& step, const TimerFired& fired) {
    const TimerId& timer = fired.timer;
    if (timer.kind == TimerKind::execution_timeout) return fire_execution_timeout(step, timer);
    const auto id = scope_with(step.execution(), timer.entry);
    if (!id) return Reason::stale_timer;
    const Scope& scope = step.scope(*id);
    if (timer.kind == TimerKind::wait) {
        const auto* waiting = std::get_if<Waiting>(&scope.activity);
        if (waiting == nullptr) return Reason::stale_timer;
        if (waiting->due > step.now()) return Reason::too_early;
        states::finish_wait(step, *id);
        return {};
    }
    if (timer.attempt != scope.attempt) return Reason::stale_timer;
    if (timer.kind != TimerKind::retry) return fire_task_timer(step, *id, timer);
    const auto* pause = std::get_if<BackingOff>(&scope.activity);
    if (pause == nullptr) return Reason::stale_timer;
    if (pause->due > step.now()) return Reason::too_early;
    states::run(step, *id);
    return {};
}

Refused apply(Step& step, const Stop& command) {
    stop(step, ExecutionAborted{{.error = command.error, .cause = command.cause}});
    return {};
}

bool has_room(const Scope& scope) {
    const auto* map = std::get_if<RunningMap>(&scope.activity);
    return map != nullptr && map->running < map->concurrency && map->next_index < map->items.size();
}

/// All its branches or iterations have left their results, so that it joins.
bool is_joining(const Scope& scope) {
    if (const auto* map = std::get_if<RunningMap>(&scope.activity)) {
        return map->running == 0 && map->next_index == map->items.size();
    }
    const auto* parallel = std::get_if<RunningParallel>(&scope.activity);
    return parallel != nullptr && parallel->running == 0;
}

void join(Step& step, ScopeId id) {
    if (std::holds_alternative<RunningMap>(step.scope(id).activity)) {
        states::finish_map(step, id);
    } else {
        states::finish_parallel(step, id);
    }
}

/// Whether the scope has something to do without anything happening outside.
bool is_pending(const asl::Program& program, const Scope& scope) {
    if (begins_state(scope) || has_room(scope) || is_joining(scope)) return true;
    const auto* task = std::get_if<RunningTask>(&scope.activity);
    if (task == nullptr || task->started) return false;
    const auto& target = std::get<asl::Task>(program.state(scope.state).kind).target;
    return target.kind != asl::TaskTarget::Kind::activity;
}

Refused apply(Step& step, const Continue&) {
    std::vector<ScopeId> pending;
    for (const auto& [id, scope] : step.execution().scopes) {
        if (is_pending(step.program(), scope)) pending.push_back(id);
    }
    if (pending.empty()) return Reason::nothing_to_do;
    for (const ScopeId id : pending) {
        if (!step.execution().scopes.contains(id)) continue;
        const Scope& scope = step.scope(id);
        if (begins_state(scope)) {
            step.enqueue(id);
        } else if (has_room(scope)) {
            states::start_iterations(step, id);
        } else if (is_joining(scope)) {
            join(step, id);
        } else if (std::holds_alternative<RunningTask>(scope.activity)) {
            step.enqueue_task(id);
        }
    }
    return {};
}

Refused apply(Step& step, const Redrive&) {
    const Execution& ended = step.execution();
    if (!ended.redrivable()) return Reason::not_redrivable;
    const auto due = timeout_of(step.program(), ended.info, step.now());
    const bool is_whole =
        ended.status == Status::failed && ended.failure().error == errors::kDataLimitExceeded;
    step.emit_after(
        ended.last_event_id, kRootScope,
        ExecutionRedriven{
            .redrive_count = ended.info.redrive_count + 1, .timeout_due = due, .whole = is_whole});
    if (due) step.request(SetTimer{execution_timer(step.execution()), *due});
    return apply(step, Continue{});
}

/// The history has room for its last event only.
void end_full_history(Step& step) {
    std::vector<const Scope*> live;
    for (const auto& [id, scope] : step.execution().scopes) live.push_back(&scope);
    for (const Scope* scope : live) cancel_activity(step, *scope);
    const std::string most = std::to_string(base::limits::kHistoryEventsMax);
    end_execution(
        step, step.scope(kRootScope).last_event,
        ExecutionFailed{
            failure(errors::kRuntime,
                    "The execution reached the maximum number of history events (" + most + ").")});
}

}  // namespace

base::Result<Decision, Refusal> decide(const asl::Program& program, Execution& execution,
                                       const Command& command, const Moment& moment) {
    if (!std::holds_alternative<Start>(command)) {
        if (!execution.started()) return base::fail(Refusal{Reason::not_started});
        const bool is_redrive = std::holds_alternative<Redrive>(command);
        if (!execution.running() && !is_redrive) return base::fail(Refusal{Reason::ended});
    }
    Step step(program, execution, moment);
    try {
        const Refused refused =
            std::visit([&](const auto& happened) { return apply(step, happened); }, command);
        if (refused) return base::fail(Refusal{*refused});
        run_queued(step);
    } catch (const HistoryFull&) {
        end_full_history(step);
    }
    return step.take();
}

std::vector<Effect> owed(const asl::Program& program, const Execution& execution) {
    std::vector<Effect> effects;
    if (!execution.running()) return effects;
    if (execution.timeout_due) {
        effects.push_back(SetTimer{execution_timer(execution), *execution.timeout_due});
    }
    bool is_broken_off = false;
    for (const auto& [id, scope] : execution.scopes) {
        is_broken_off = is_broken_off || is_pending(program, scope);
        const auto timer = [&, entry = scope.entry](TimerKind kind, std::int64_t attempt,
                                                    base::TimePoint due) {
            effects.push_back(SetTimer{{entry, kind, attempt}, due});
        };
        if (const auto* waiting = std::get_if<Waiting>(&scope.activity)) {
            timer(TimerKind::wait, 0, waiting->due);
        } else if (const auto* pause = std::get_if<BackingOff>(&scope.activity)) {
            timer(TimerKind::retry, scope.attempt, pause->due);
        } else if (const auto* task = std::get_if<RunningTask>(&scope.activity)) {
            if (task->timeout_due)
                timer(TimerKind::task_timeout, scope.attempt, *task->timeout_due);
            if (task->heartbeat_due)
                timer(TimerKind::heartbeat, scope.attempt, *task->heartbeat_due);
            if (!is_pending(program, scope)) {
                effects.push_back(states::invocation(program.state(scope.state), scope));
            }
        }
    }
    if (is_broken_off) effects.push_back(ContinueSoon{});
    return effects;
}

}  // namespace engine
