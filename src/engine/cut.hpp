// Cutting off what still runs, when something beside or around it has failed or the execution is
// stopped.
#pragma once
#include <vector>

#include "engine/step.hpp"

namespace engine {

/// Events that tell of a cut, collected before any of them is applied.
struct Cut {
    ScopeId scope = kNoScope;
    EventBody body;
};

/// The state that the scope is in, with all within it: Aborted events for its tasks, waits,
/// branches and iterations, and cancelling effects for what they asked for. Nothing for a scope
/// between two states.
std::vector<Cut> cut_state(Step& step, ScopeId scope);
/// The same for all branches or iterations of the state that the scope is in, but not that state
/// itself, nor the child that was cut already.
std::vector<Cut> cut_children(Step& step, ScopeId scope, ScopeId except = kNoScope);
/// Emits them, each pointing at `previous`.
void emit_cuts(Step& step, std::vector<Cut> cuts, std::int64_t previous);

/// Cancels the timers of a task or back-off or wait, and the task itself where it was handed out.
void cancel_activity(Step& step, const Scope& scope);
/// Cancels the timers of a task whose outcome is there.
void cancel_task_timers(Step& step, const Scope& scope, const RunningTask& task);

}  // namespace engine
