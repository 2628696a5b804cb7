// A failure on its way through an execution: what Retry and Catch need to know beyond its name and
// cause.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asl/program.hpp"
#include "engine/execution.hpp"
#include "engine/failure.hpp"
#include "query/failure.hpp"
#include "query/template/jsonata_template.hpp"

namespace engine {

/// A failed evaluation of JSONata, which the history shows with an event of its own.
struct Evaluation {
    std::optional<std::string> location = {};  ///< The field, `Output/a/b[0]`.
    /// AWS evaluates expressions before a state counts as entered: then the event points at what
    /// the entry points at. False for what it finds afterwards.
    bool on_entry = true;
};

struct Problem {
    Failure failure;
    /// Neither Retry nor Catch takes it: States.Runtime, and data too large at a transition.
    bool terminal = false;
    /// A missed heartbeat. AWS shows it as States.Timeout; States.HeartbeatTimeout matches it too.
    bool heartbeat = false;
    /// Set where JSONata failed and the history does not show it yet.
    std::optional<Evaluation> evaluation = {};
    /// A Parallel or Map whose work has not begun. AWS shows its Failed event all the same.
    bool unstarted = false;
};

/// "An error occurred while executing the state 'X' (entered at the event id #2). " and the
/// sentence.
std::string cause_in_state(const asl::State& state, const Scope& scope, std::string_view sentence);
/// States.Runtime with such a cause.
Problem runtime_problem(const asl::State& state, const Scope& scope, std::string_view sentence);
/// What an expression gave; terminal where it is States.Runtime.
Problem query_problem(const asl::State& state, const Scope& scope, const query::Failure& failure);
/// What a JSONata expression gave: States.QueryEvaluationError.
Problem evaluation_problem(const asl::State& state, const Scope& scope,
                           const query::EvaluationFailure& failure);
/// States.DataLimitExceeded. `what` is the state's name, or the task's as AWS names it.
Problem too_large(std::string_view what, bool terminal);

/// Whether an `ErrorEquals` takes the problem. States.ALL takes all but terminal ones,
/// States.TaskFailed all but time-outs, States.Timeout missed heartbeats too.
bool matches(const std::vector<std::string>& error_equals, const Problem& problem);

}  // namespace engine
