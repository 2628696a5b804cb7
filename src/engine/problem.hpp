// A failure on its way through an execution: what Retry and Catch need to know beyond its name and
// cause.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "asl/program.hpp"
#include "engine/execution.hpp"
#include "engine/failure.hpp"
#include "query/failure.hpp"

namespace engine {

struct Problem {
    Failure failure;
    /// Neither Retry nor Catch takes it: States.Runtime, and data too large at a transition.
    bool terminal = false;
    /// A missed heartbeat. AWS shows it as States.Timeout; States.HeartbeatTimeout matches it too.
    bool heartbeat = false;
};

/// "An error occurred while executing the state 'X' (entered at the event id #2). " and the
/// sentence.
std::string cause_in_state(const asl::State& state, const Scope& scope, std::string_view sentence);
/// States.Runtime with such a cause.
Problem runtime_problem(const asl::State& state, const Scope& scope, std::string_view sentence);
/// What an expression gave; terminal where it is States.Runtime.
Problem query_problem(const asl::State& state, const Scope& scope, const query::Failure& failure);
/// States.DataLimitExceeded. `what` is the state's name, or the task's as AWS names it.
Problem too_large(std::string_view what, bool terminal);

/// Whether an `ErrorEquals` takes the problem. States.ALL takes all but terminal ones,
/// States.TaskFailed all but time-outs, States.Timeout missed heartbeats too.
bool matches(const std::vector<std::string>& error_equals, const Problem& problem);

}  // namespace engine
