// Order as recorded from AWS: an iteration's own event first, then those of the states in it.
#include "engine/cut.hpp"

#include <algorithm>
#include <iterator>

namespace engine {
namespace {

void append(std::vector<Cut>& to, std::vector<Cut> from) {
    std::ranges::move(from, std::back_inserter(to));
}

bool has_task_or_wait(const asl::State& state) {
    return std::holds_alternative<asl::Task>(state.kind) ||
           std::holds_alternative<asl::Wait>(state.kind);
}

/// Nothing of the state is under way: it has failed by itself, or was to begin after a redrive.
bool is_at_rest(const Activity& activity) {
    return std::holds_alternative<Idle>(activity) || std::holds_alternative<Resumed>(activity) ||
           std::holds_alternative<Over<RunningParallel>>(activity) ||
           std::holds_alternative<Over<RunningMap>>(activity);
}

}  // namespace

void cancel_task_timers(Step& step, const Scope& scope, const RunningTask& task) {
    if (task.timeout_due) {
        step.request(CancelTimer{{scope.entry, TimerKind::task_timeout, scope.attempt}});
    }
    if (task.heartbeat_due) {
        step.request(CancelTimer{{scope.entry, TimerKind::heartbeat, scope.attempt}});
    }
}

void cancel_activity(Step& step, const Scope& scope) {
    if (const auto* task = std::get_if<RunningTask>(&scope.activity)) {
        cancel_task_timers(step, scope, *task);
        step.request(CancelTask{{scope.entry, scope.attempt}});
    } else if (std::holds_alternative<Waiting>(scope.activity)) {
        step.request(CancelTimer{{scope.entry, TimerKind::wait, 0}});
    } else if (std::holds_alternative<BackingOff>(scope.activity)) {
        step.request(CancelTimer{{scope.entry, TimerKind::retry, scope.attempt}});
    }
}

std::vector<Cut> cut_state(Step& step, ScopeId id) {
    const Scope& scope = step.scope(id);
    if (std::holds_alternative<Ready>(scope.activity)) return {};
    cancel_activity(step, scope);
    std::vector<Cut> cuts = cut_children(step, id);
    // A Parallel or Map that failed by itself has its Failed event.
    if (!is_at_rest(scope.activity) || has_task_or_wait(step.state_of(id))) {
        cuts.push_back({id, StateAborted{scope.state}});
    }
    return cuts;
}

std::vector<Cut> cut_children(Step& step, ScopeId id, ScopeId except) {
    const Scope& scope = step.scope(id);
    const bool is_map = std::holds_alternative<RunningMap>(scope.activity);
    if (!is_map && !std::holds_alternative<RunningParallel>(scope.activity)) return {};
    std::vector<Cut> cuts;
    const auto& scopes = step.execution().scopes;
    for (auto at = scopes.upper_bound(id); at != scopes.end(); ++at) {
        if (at->second.parent != id || at->first == except) continue;
        if (is_map) cuts.push_back({at->first, IterationAborted{scope.state, at->second.index}});
        append(cuts, cut_state(step, at->first));
    }
    return cuts;
}

void emit_cuts(Step& step, std::vector<Cut> cuts, std::int64_t previous) {
    for (Cut& cut : cuts) step.emit_after(previous, cut.scope, std::move(cut.body));
}

}  // namespace engine
