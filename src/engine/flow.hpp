// How a scope moves from state to state, and what happens where it ends or fails.
#pragma once
#include "engine/data_flow.hpp"
#include "engine/problem.hpp"
#include "engine/step.hpp"

namespace engine {

/// Whether the scope is to begin a state: it has left one, or a redrive has brought it back.
bool begins_state(const Scope& scope);
/// Names the timer of the execution's own timeout.
TimerId execution_timer(const Execution& execution);

/// Runs what is in the queues until everything waits, the execution has ended, or the decision is
/// large.
void run_queued(Step& step);

/// The state's work is done: its result goes through ResultSelector, ResultPath and OutputPath, and
/// the scope on to the next state. What fails on the way fails the state.
void complete(Step& step, ScopeId scope, const json::Value& result);
/// The state is done and leaves this outcome. Too large an output fails the execution.
void leave(Step& step, ScopeId scope, Outcome outcome, const asl::Transition& transition);
/// The state failed: its Retry, else its Catch, else the scope around it, decides.
void fail(Step& step, ScopeId scope, const Problem& problem);

/// Ends the execution with one of the four last events, and tells so.
void end_execution(Step& step, std::int64_t previous, EventBody body);

}  // namespace engine
