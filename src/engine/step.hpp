// One decision in the making: what the code of the states sees. It can read the execution, emit
// facts, and request effects; `emit` is the only way to change the execution, so what is stored and
// what is live cannot differ.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>

#include "asl/program.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "engine/decide.hpp"

namespace engine {

/// Thrown by `emit` when only one event is left of those a history may have; `decide` answers with
/// the event that ends the execution. It is no error of ours and no value either: any emit of any
/// state can meet it, and nothing that the state was about to do matters any more.
struct HistoryFull {};

class Step {
public:
    Step(const asl::Program& program, Execution& execution, const Moment& moment);

    const asl::Program& program() const { return program_; }
    const Execution& execution() const { return execution_; }
    /// Precondition: the scope exists. The reference is good until the next emit that ends it.
    const Scope& scope(ScopeId id) const;
    /// The state that a scope is in.
    const asl::State& state_of(ScopeId id) const;
    /// The decision's moment; never before the execution's last event.
    base::TimePoint now() const { return now_; }
    base::SeededRandom& random() { return random_; }
    /// Who watches expressions; may be null.
    EvaluationWatch* watch() const { return watch_; }
    /// Who tests the state; null in all other executions.
    Inspector* inspector() const { return inspector_; }
    /// Gives the root scope what the test sets up. Precondition: there is an inspector.
    void prepare_test();

    /// A fact of the scope, pointing at the scope's last event. Applied at once. Throws
    /// HistoryFull.
    void emit(ScopeId scope, EventBody body);
    /// The same, pointing at another event.
    void emit_after(std::int64_t previous, ScopeId scope, EventBody body);
    /// The event that ends the execution; the only one that may be the last of a full history.
    void emit_end(std::int64_t previous, EventBody body);
    void request(Effect effect);

    /// Puts a scope that is ready to enter a state in the queue, unless it is the one that runs.
    void enqueue(ScopeId scope) {
        if (scope != current_) ready_.push_back(scope);
    }
    /// Which scope runs now, so that it need not stand in the queue to go on; kNoScope for none.
    void set_current(ScopeId scope) { current_ = scope; }
    /// Puts a scope whose task is scheduled in the queue. Tasks are started when no scope is ready
    /// any more, as AWS does it: the tasks of all iterations are scheduled before the first is
    /// started.
    void enqueue_task(ScopeId scope) { tasks_.push_back(scope); }
    std::optional<ScopeId> next_ready() { return next_of(ready_); }
    std::optional<ScopeId> next_task() { return next_of(tasks_); }
    bool has_work() const { return !ready_.empty() || !tasks_.empty(); }

    /// Whether the payload is small enough for AWS. Measures only what it has not measured just
    /// before, and counts it into the size of this decision. `known` is a value that is known to
    /// fit.
    bool fits(const json::Value& payload, const json::Value& known);
    /// Whether this decision is large enough, and should go on with Continue.
    bool is_large() const;

    Decision take() { return std::move(decision_); }

private:
    std::optional<ScopeId> next_of(std::deque<ScopeId>& queue);
    void apply(std::int64_t previous, ScopeId scope, EventBody body);

    const asl::Program& program_;
    Execution& execution_;
    base::TimePoint now_;
    base::SeededRandom random_;
    EvaluationWatch* watch_;
    Inspector* inspector_;
    Decision decision_;
    ScopeId current_ = kNoScope;
    std::deque<ScopeId> ready_;
    std::deque<ScopeId> tasks_;
    std::size_t bytes_ = 0;
    json::Value measured_;
};

}  // namespace engine
