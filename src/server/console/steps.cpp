#include "server/console/steps.hpp"

#include <unordered_map>

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
                       [&](const engine::StateExited&) { leave(); },
                       [&](const engine::TaskScheduled&) { begin_attempt(); },
                       [&](const engine::TaskSucceeded&) { end_attempt({}); },
                       [&](const engine::TaskFailed& e) { end_attempt(e.failure); },
                       [&](const engine::TaskTimedOut& e) { end_attempt(e.failure); },
                       [&](const engine::RetryScheduled& e) { retry(e); },
                       [&](const engine::TimerStarted&) { set(StepStatus::waiting); },
                       [&](const engine::ParallelStarted& e) { open_branches(e); },
                       [&](const engine::IterationStarted& e) { open(e.child, e.index); },
                       [&](const engine::ParallelFailed&) { fail({}); },
                       [&](const engine::MapFailed&) { fail({}); },
                       [&](const engine::StateAborted&) { end(StepStatus::aborted); },
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
    Step* current() {
        const auto found = in_.find(scope_);
        return found == in_.end() ? nullptr : &steps_[found->second];
    }
    std::string where() const {
        const auto found = where_.find(scope_);
        return found == where_.end() ? std::string() : found->second;
    }

    void enter(std::uint32_t state) {
        in_[scope_] = steps_.size();
        steps_.push_back({.state = program_.state(state).name,
                          .where = where(),
                          .status = StepStatus::running,
                          .begin = at_,
                          .end = {},
                          .attempts = {},
                          .error = {},
                          .cause = {}});
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
        step->status = status;
        step->end = at_;
        in_.erase(scope_);
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
        step->status = StepStatus::retrying;
        if (!step->attempts.empty()) step->attempts.back().next_try = e.due;
    }
    void fail(const engine::Failure& failure) {
        Step* const step = current();
        if (step == nullptr) return;
        step->error =
            failure.error.value_or(step->error.empty() ? "States.BranchFailed" : step->error);
        step->cause = failure.cause.value_or(step->cause);
    }
    void open(engine::ScopeId scope, std::uint32_t index) {
        const Step* const step = current();
        const std::string outer = where();
        where_[scope] = (outer.empty() ? "" : outer + " / ") + (step ? step->state : "") + "[" +
                        std::to_string(index) + "]";
    }
    void open_branches(const engine::ParallelStarted& e) {
        std::uint32_t index = 0;
        for (const engine::BranchStart& branch : e.branches) open(branch.scope, index++);
    }
    void end_all(const engine::Failure& failure, bool has_failed) {
        for (const auto& [scope, index] : in_) {
            Step& step = steps_[index];
            const bool is_root = scope == engine::kRootScope;
            step.status = has_failed && is_root ? StepStatus::failed : StepStatus::aborted;
            step.end = at_;
            if (has_failed && is_root) {
                step.error = failure.error.value_or("");
                step.cause = failure.cause.value_or("");
            }
        }
        in_.clear();
    }

    const asl::Program& program_;
    base::TimePoint at_{};
    engine::ScopeId scope_ = engine::kRootScope;
    std::vector<Step> steps_;
    std::map<engine::ScopeId, std::size_t> in_;
    std::map<engine::ScopeId, std::string> where_;
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
    for (const engine::Event& event : history.events) follower.follow(event);
    return std::move(follower).take();
}

}  // namespace server::console
