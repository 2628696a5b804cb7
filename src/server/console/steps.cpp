#include "server/console/steps.hpp"

#include <map>

#include "base/overloaded.hpp"

namespace server::console {
namespace {

/// Follows the events and keeps, for each scope, the step it is in.
class Follower {
public:
    explicit Follower(const asl::Program& program) : program_(program) {}

    void follow(const engine::Event& event) {
        at_ = event.at;
        scope_ = event.scope;
        std::visit(base::Overloaded{
                       [&](const engine::StateEntered& e) { enter(e.state); },
                       [&](const engine::StateResumed&) { wake(scope_); },
                       [&](const engine::StateExited&) { leave(); },
                       [&](const engine::TaskScheduled&) { begin_attempt(); },
                       [&](const engine::TaskSucceeded&) { end_attempt({}); },
                       [&](const engine::TaskFailed& e) { end_attempt(e.failure); },
                       [&](const engine::TaskTimedOut& e) { end_attempt(e.failure); },
                       [&](const engine::RetryScheduled& e) { retry(e); },
                       [&](const engine::TimerStarted&) { set(StepStatus::waiting); },
                       [&](const engine::ParallelStarted& e) { open_branches(e); },
                       [&](const engine::MapStarted&) { begin_inner(); },
                       [&](const engine::IterationStarted& e) {
                           wake(scope_);
                           open(e.child, e.index);
                       },
                       [&](const engine::ParallelSucceeded&) { wake(scope_); },
                       [&](const engine::MapSucceeded&) { wake(scope_); },
                       [&](const engine::ParallelFailed&) { fail_with_inner(); },
                       [&](const engine::MapFailed&) { fail_with_inner(); },
                       [&](const engine::IterationFailed&) { end_inner(scope_, true); },
                       [&](const engine::IterationAborted&) { end_inner(scope_, true); },
                       [&](const engine::StateAborted&) { abort(); },
                       [&](const engine::EvaluationFailed& e) { fail(e.failure); },
                       [&](const engine::ExecutionSucceeded&) {},
                       [&](const engine::ExecutionFailed& e) { end_all(e.failure, true); },
                       [&](const engine::ExecutionAborted& e) { end_all(e.failure, false); },
                       [&](const engine::ExecutionTimedOut& e) { end_all(e.failure, false); },
                       [](const auto&) {},
                   },
                   event.body);
    }

    std::vector<Step> take() && { return std::move(steps_); }

private:
    Step* current() { return current_of(scope_); }
    Step* current_of(engine::ScopeId scope) {
        const auto found = in_.find(scope);
        return found == in_.end() ? nullptr : &steps_[found->second];
    }
    std::string where() const {
        const auto found = where_.find(scope_);
        return found == where_.end() ? std::string() : found->second;
    }

    void enter(std::uint32_t state) {
        if (const auto around = parent_.find(scope_); around != parent_.end()) wake(around->second);
        in_[scope_] = last_[scope_] = steps_.size();
        steps_.push_back({.state = program_.state(state).name,
                          .where = where(),
                          .status = StepStatus::running,
                          .begin = at_,
                          .end = {},
                          .attempts = {},
                          .error = {},
                          .cause = {}});
        if (const auto* const fail = std::get_if<asl::Fail>(&program_.state(state).kind)) {
            // It ends its scope by itself: nothing else tells how it ended.
            steps_.back().status = StepStatus::failed;
            steps_.back().end = at_;
            if (const auto* error = std::get_if<std::string>(&fail->error)) {
                steps_.back().error = *error;
            }
            if (const auto* cause = std::get_if<std::string>(&fail->cause)) {
                steps_.back().cause = *cause;
            }
        }
    }
    /// What a redrive runs again in this scope: its last step goes on, and the steps around it.
    void wake(engine::ScopeId scope) {
        if (const auto around = parent_.find(scope); around != parent_.end()) wake(around->second);
        const auto last = last_.find(scope);
        if (in_.contains(scope) || last == last_.end()) return;
        in_[scope] = last->second;
        Step& step = steps_[last->second];
        step.status = StepStatus::running;
        step.end.reset();
        step.error.clear();
        step.cause.clear();
    }
    void leave() {
        Step* const step = current();
        if (step == nullptr) return;
        // A state that is left after a failure was left by Catch.
        end(step->error.empty() ? StepStatus::succeeded : StepStatus::caught);
    }
    void set(StepStatus status) {
        if (Step* const step = current()) step->status = status;
    }
    void end(StepStatus status) {
        Step* const step = current();
        if (step == nullptr) return;
        end_step(*step, status);
        in_.erase(scope_);
    }
    void end_step(Step& step, StepStatus status) {
        step.status = status;
        if (!step.end) step.end = at_;
        if (status == StepStatus::failed) inner_failure_ = {step.error, step.cause};
    }
    void abort() {
        Step* const step = current();
        if (step != nullptr) end(cut_off_status(*step));
    }
    /// Of a step that ends with its scope: what failed is the reason, the others are cut off.
    static StepStatus cut_off_status(const Step& step) {
        const bool has_failed = step.status == StepStatus::failed ||
                                (!step.error.empty() && step.status != StepStatus::retrying);
        return has_failed ? StepStatus::failed : StepStatus::aborted;
    }
    /// A Parallel or Map runs, perhaps again.
    void begin_inner() {
        Step* const step = current();
        if (step == nullptr) return;
        step->status = StepStatus::running;
        step->error.clear();
        step->cause.clear();
    }
    void begin_attempt() {
        Step* const step = current();
        if (step == nullptr) return;
        step->status = StepStatus::running;
        step->error.clear();
        step->cause.clear();
        step->attempts.push_back(
            {.begin = at_, .end = {}, .error = {}, .cause = {}, .next_try = {}});
    }
    void end_attempt(const engine::Failure& failure) {
        Step* const step = current();
        if (step == nullptr || step->attempts.empty()) return;
        Attempt& attempt = step->attempts.back();
        attempt.end = at_;
        step->error = attempt.error = failure.error.value_or("");
        step->cause = attempt.cause = failure.cause.value_or("");
    }
    void retry(const engine::RetryScheduled& e) {
        Step* const step = current();
        if (step == nullptr) return;
        end_inner(scope_, false);
        step->status = StepStatus::retrying;
        step->error = e.failure.error.value_or(step->error);
        step->cause = e.failure.cause.value_or(step->cause);
        if (!step->attempts.empty()) step->attempts.back().next_try = e.due;
    }
    void fail(const engine::Failure& failure) {
        Step* const step = current();
        if (step == nullptr) return;
        step->error = failure.error.value_or("");
        step->cause = failure.cause.value_or("");
    }
    /// A Parallel or Map failed by what failed in it.
    void fail_with_inner() {
        end_inner(scope_, false);
        Step* const step = current();
        if (step == nullptr) return;
        step->error = inner_failure_.error.value_or("");
        step->cause = inner_failure_.cause.value_or("");
        if (step->error.empty()) step->error = "States.BranchFailed";
    }
    void open(engine::ScopeId scope, std::uint32_t index) {
        const Step* const step = current();
        const std::string outer = where();
        where_[scope] = (outer.empty() ? "" : outer + " / ") + (step ? step->state : "") + "[" +
                        std::to_string(index) + "]";
        parent_[scope] = scope_;
    }
    void open_branches(const engine::ParallelStarted& e) {
        begin_inner();
        std::uint32_t index = 0;
        for (const engine::BranchStart& branch : e.branches) open(branch.scope, index++);
    }
    bool is_within(engine::ScopeId scope, engine::ScopeId outer) const {
        for (auto at = parent_.find(scope); at != parent_.end(); at = parent_.find(at->second)) {
            if (at->second == outer) return true;
        }
        return false;
    }
    /// Ends the steps of all scopes within `outer`: those that failed, and those that were cut off
    /// for it.
    void end_inner(engine::ScopeId outer, bool with_itself) {
        for (auto at = in_.begin(); at != in_.end();) {
            if (!is_within(at->first, outer) && !(with_itself && at->first == outer)) {
                ++at;
                continue;
            }
            end_step(steps_[at->second], cut_off_status(steps_[at->second]));
            at = in_.erase(at);
        }
    }
    void end_all(const engine::Failure& failure, bool has_failed) {
        end_inner(engine::kRootScope, false);
        Step* const root = current_of(engine::kRootScope);
        if (root == nullptr) return;
        root->status = has_failed ? StepStatus::failed : StepStatus::aborted;
        root->end = at_;
        if (has_failed) {
            root->error = failure.error.value_or("");
            root->cause = failure.cause.value_or("");
        }
        in_.clear();
    }

    const asl::Program& program_;
    base::TimePoint at_{};
    engine::ScopeId scope_ = engine::kRootScope;
    std::vector<Step> steps_;
    std::map<engine::ScopeId, std::size_t> in_;
    std::map<engine::ScopeId, std::size_t> last_;  ///< Of each scope, also where it has ended.
    std::map<engine::ScopeId, std::string> where_;
    std::map<engine::ScopeId, engine::ScopeId> parent_;
    engine::Failure inner_failure_;  ///< Of the step that failed last within a scope.
};

}  // namespace

std::string_view status_word(StepStatus status) {
    switch (status) {
        case StepStatus::running: return "running";
        case StepStatus::waiting: return "waiting";
        case StepStatus::retrying: return "retrying";
        case StepStatus::succeeded: return "succeeded";
        case StepStatus::caught: return "caught";
        case StepStatus::failed: return "failed";
        case StepStatus::aborted: return "aborted";
    }
    return "";
}

std::vector<Step> steps_of(const runtime::StoredHistory& history) {
    if (history.program == nullptr) return {};
    Follower follower(*history.program);
    for (const engine::Event& event : *history.events) follower.follow(event);
    return std::move(follower).take();
}

}  // namespace server::console
