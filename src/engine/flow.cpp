// From state to state.
#include "engine/flow.hpp"

#include <utility>

#include "base/assert.hpp"
#include "engine/catch.hpp"
#include "engine/cut.hpp"
#include "engine/retry.hpp"
#include "engine/states/states.hpp"

namespace engine {
namespace {

void enter(Step& step, ScopeId id) {
    const Scope& scope = step.scope(id);
    const auto* const ready = std::get_if<Ready>(&scope.activity);
    const std::uint32_t state = ready != nullptr ? ready->next : scope.state;
    // As AWS documents it, a redrive enters a Fail state again; the entry of every other state that
    // it runs again counts still.
    if (ready != nullptr || std::holds_alternative<asl::Fail>(step.program().state(state).kind)) {
        step.emit(id, StateEntered{.state = state,
                                   .entry = EntryId{step.execution().next_entry},
                                   .input = scope.data});
    } else {
        step.emit(id, StateResumed{state});
    }
    if (step.inspector() != nullptr) step.prepare_test();
    states::run(step, id);
}

bool is_ready(const Step& step, ScopeId id) {
    const auto found = step.execution().scopes.find(id);
    return found != step.execution().scopes.end() && begins_state(found->second);
}

/// The scope has left its last state.
void finish_scope(Step& step, ScopeId id) {
    const Scope& scope = step.scope(id);
    if (scope.parent == kNoScope) {
        end_execution(step, scope.last_event, ExecutionSucceeded{scope.data});
        return;
    }
    const Scope& parent = step.scope(scope.parent);
    if (std::holds_alternative<RunningMap>(parent.activity)) {
        states::finish_iteration(step, id);
    } else {
        QS_ASSERT(std::holds_alternative<RunningParallel>(parent.activity));
        states::finish_branch(step, id);
    }
}

void fail_after(Step& step, ScopeId id, const Problem& problem, std::int64_t previous,
                ScopeId failed_child);

/// The event of a failed evaluation; nothing for other problems, and those that are shown already.
void show_evaluation(Step& step, ScopeId id, Problem& problem) {
    if (!problem.evaluation) return;
    const Evaluation evaluation = *std::exchange(problem.evaluation, std::nullopt);
    const Scope& scope = step.scope(id);
    const bool is_on_entry = evaluation.on_entry && scope.last_event == scope.entered_event;
    step.emit_after(
        is_on_entry ? scope.entered_after : scope.last_event, id,
        EvaluationFailed{
            .state = scope.state, .failure = problem.failure, .location = evaluation.location});
}

/// The scope's state failed and nothing in the scope took it.
void fail_scope(Step& step, ScopeId id, const Problem& problem) {
    const Scope& scope = step.scope(id);
    const std::int64_t previous = scope.last_event;
    const ScopeId parent = scope.parent;
    if (parent == kNoScope) {
        end_execution(step, previous, ExecutionFailed{problem.failure});
        return;
    }
    std::vector<Cut> cuts = cut_state(step, id);
    if (std::holds_alternative<RunningMap>(step.scope(parent).activity)) {
        const std::uint32_t map = step.scope(parent).state;
        step.emit_after(previous, id, IterationFailed{.state = map, .index = scope.index});
    }
    emit_cuts(step, std::move(cuts), previous);
    fail_after(step, parent, problem, previous, id);
}

/// A tested state is done; nothing of what would come after it happens.
void end_test(Step& step, ScopeId id, EventBody last) {
    end_execution(step, step.scope(id).last_event, std::move(last));
}

/// Retry, if a retrier takes the problem.
bool retry(Step& step, ScopeId id, const Problem& problem, std::int64_t previous) {
    const Scope& scope = step.scope(id);
    const auto found = retry_for(step.state_of(id), scope, problem, step.random());
    if (Inspector* const inspector = step.inspector()) {
        inspector->found.retrier = retrier_of(step.state_of(id), problem);
        if (!found) return false;
        inspector->found.retry_delay = found->delay;
        end_test(step, id, ExecutionFailed{problem.failure});
        return true;
    }
    if (!found) return false;
    const base::TimePoint due = step.now() + found->delay;
    step.emit_after(previous, id,
                    RetryScheduled{.state = scope.state,
                                   .retrier = found->retrier,
                                   .due = due,
                                   .failure = problem.failure});
    step.request(SetTimer{{scope.entry, TimerKind::retry, scope.attempt}, due});
    return true;
}

/// Catch, if a catcher takes the problem. False also where its own ResultPath fails.
bool catch_problem(Step& step, ScopeId id, Problem& problem) {
    const asl::Catcher* const catcher = catcher_for(step.state_of(id), problem);
    if (catcher == nullptr) return false;
    View view(step, id);
    auto outcome = outcome_of_catch(view, *catcher, error_output(problem.failure));
    if (!outcome) {
        problem = outcome.error();
        show_evaluation(step, id, problem);
        return false;
    }
    if (Inspector* const inspector = step.inspector()) {
        inspector->found.handled = problem.failure;
        inspector->found.catcher =
            static_cast<std::uint32_t>(catcher - step.state_of(id).catchers.data());
    }
    leave(step, id, *std::move(outcome), asl::Transition{.is_end = false, .next = catcher->next});
    return true;
}

/// The state failed; its events point at `previous`. `failed_child` is the branch that failed,
/// which is cut already.
void fail_after(Step& step, ScopeId id, const Problem& failed, std::int64_t previous,
                ScopeId failed_child) {
    Problem problem = failed;
    emit_cuts(step, cut_children(step, id, failed_child), previous);
    if (retry(step, id, problem, previous)) return;
    const Activity& activity = step.scope(id).activity;
    const asl::State& state = step.state_of(id);
    const bool is_unstarted = std::exchange(problem.unstarted, false);
    if (std::holds_alternative<RunningParallel>(activity) ||
        (is_unstarted && std::holds_alternative<asl::Parallel>(state.kind))) {
        step.emit_after(previous, id, ParallelFailed{});
    } else if (std::holds_alternative<RunningMap>(activity) ||
               (is_unstarted && std::holds_alternative<asl::Map>(state.kind))) {
        step.emit_after(previous, id, MapFailed{});
    }
    if (catch_problem(step, id, problem)) return;
    fail_scope(step, id, problem);
}

}  // namespace

bool begins_state(const Scope& scope) {
    return std::holds_alternative<Ready>(scope.activity) ||
           std::holds_alternative<Resumed>(scope.activity);
}

TimerId execution_timer(const Execution& execution) {
    return {kNoEntry, TimerKind::execution_timeout, execution.info.redrive_count};
}

void run_queued(Step& step) {
    while (!step.is_large()) {
        if (const auto id = step.next_ready()) {
            step.set_current(*id);
            while (is_ready(step, *id) && !step.is_large()) enter(step, *id);
            step.set_current(kNoScope);
            if (is_ready(step, *id)) step.enqueue(*id);
        } else if (const auto task = step.next_task()) {
            states::start_task(step, *task);
        } else {
            return;
        }
    }
    if (step.has_work()) step.request(ContinueSoon{});
}

void complete(Step& step, ScopeId id, const json::Value& result) {
    View view(step, id);
    auto outcome = outcome_of(view, result);
    if (!outcome) {
        fail(step, id, outcome.error());
        return;
    }
    leave(step, id, *std::move(outcome), view.state().transition);
}

void leave(Step& step, ScopeId id, Outcome outcome, const asl::Transition& transition) {
    const Scope& scope = step.scope(id);
    if (!step.fits(outcome.output, scope.data)) {
        fail_scope(step, id, too_large(step.state_of(id).name, true));
        return;
    }
    if (Inspector* const inspector = step.inspector()) {
        inspector->found.variables = scope.variables;
        for (auto& [name, value] : outcome.assigned) {
            inspector->found.variables.insert_or_assign(name, std::move(value));
        }
        if (!transition.is_end) inspector->found.next = transition.next;
        end_test(step, id, ExecutionSucceeded{std::move(outcome.output)});
        return;
    }
    StateExited exited{.state = scope.state,
                       .output = std::move(outcome.output),
                       .assigned = std::move(outcome.assigned)};
    if (!transition.is_end) exited.next = transition.next;
    step.emit(id, std::move(exited));
    if (transition.is_end) {
        finish_scope(step, id);
    } else {
        step.enqueue(id);
    }
}

void fail(Step& step, ScopeId id, const Problem& problem) {
    Problem shown = problem;
    show_evaluation(step, id, shown);
    fail_after(step, id, shown, step.scope(id).last_event, kNoScope);
}

void end_execution(Step& step, std::int64_t previous, EventBody body) {
    if (step.execution().timeout_due) {
        step.request(CancelTimer{execution_timer(step.execution())});
    }
    step.emit_end(previous, std::move(body));
    const Execution& ended = step.execution();
    step.request(Finished{ended.status, ended.output(), ended.failure()});
}

}  // namespace engine
