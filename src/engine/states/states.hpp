// What each of the eight state types does. One file a type; the compiler lists them here when a
// ninth comes.
#pragma once
#include "asl/program.hpp"
#include "engine/flow.hpp"
#include "engine/step.hpp"

namespace engine::states {

/// Runs the state that the scope has entered, or is to try again: to its end, or to where it must
/// wait.
void run(Step& step, ScopeId scope);

void run(const asl::Pass& pass, Step& step, ScopeId scope);
void run(const asl::Task& task, Step& step, ScopeId scope);
void run(const asl::Choice& choice, Step& step, ScopeId scope);
void run(const asl::Wait& wait, Step& step, ScopeId scope);
void run(const asl::Succeed& succeed, Step& step, ScopeId scope);
void run(const asl::Fail& fail, Step& step, ScopeId scope);
void run(const asl::Parallel& parallel, Step& step, ScopeId scope);
void run(const asl::Map& map, Step& step, ScopeId scope);

/// In a test of a Map: evaluates its fields; its iterations are mocked.
void run_mocked(const asl::Map& map, Step& step, ScopeId scope);
/// In a test of a Map or Parallel: completes or fails it with the mock.
void give_mock(Step& step, ScopeId scope);

/// The Wait state's time has come.
void finish_wait(Step& step, ScopeId scope);

/// A branch or iteration has left its last state; the last one completes the Parallel or Map.
void finish_branch(Step& step, ScopeId branch);
void finish_iteration(Step& step, ScopeId iteration);
/// All branches or iterations of the Parallel or Map that the scope is in have left their results.
void finish_parallel(Step& step, ScopeId scope);
void finish_map(Step& step, ScopeId scope);
/// Starts as many iterations as there is room for in the Map that the scope is in.
void start_iterations(Step& step, ScopeId scope);

/// Hands the scheduled task out. Not for activities, which a worker picks up.
void start_task(Step& step, ScopeId scope);
void pick_up_task(Step& step, ScopeId scope, const std::optional<std::string>& worker_name);
void submit_task(Step& step, ScopeId scope, const json::Value& output);
void succeed_task(Step& step, ScopeId scope, const json::Value& output);
void fail_task(Step& step, ScopeId scope, const Failure& failure);
/// The task of this scope has timed out, and so have all others whose time was up by now: AWS tells
/// of them all before the first failure has consequences.
void time_out_tasks(Step& step, ScopeId scope, bool heartbeat);
void keep_task_alive(Step& step, ScopeId scope);
/// The effect that runs the task which the scope waits for.
InvokeTask invocation(const asl::State& state, const Scope& scope);

}  // namespace engine::states
