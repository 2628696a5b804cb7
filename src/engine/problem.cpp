// The texts AWS gives, and the matching rules of ErrorEquals.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
#include "engine/problem.hpp"

namespace engine {
namespace {

bool matches_name(std::string_view name, const Problem& problem, std::string_view error) {
    if (name == errors::kAll) return true;
    if (name == errors::kTaskFailed && error != errors::kTimeout &&
        error != errors::kHeartbeatTimeout) {
        return true;
    }
    if (name == errors::kTimeout && error == errors::kHeartbeatTimeout) return true;
    if (name == errors::kHeartbeatTimeout && problem.heartbeat) return true;
    return problem.failure.error && name == error;
}

}  // namespace

std::string cause_in_state(const asl::State& state, const Scope& scope, std::string_view sentence) {
    std::string cause = "An error occurred while executing the state '";
    cause += state.name;
    cause += "' (entered at the event id #";
    cause += std::to_string(scope.entered_event);
    cause += "). ";
    cause += sentence;
    return cause;
}

Problem runtime_problem(const asl::State& state, const Scope& scope, std::string_view sentence) {
    return Problem{.failure = failure(errors::kRuntime, cause_in_state(state, scope, sentence)),
                   .terminal = true};
}

Problem query_problem(const asl::State& state, const Scope& scope, const query::Failure& failed) {
    return Problem{.failure = failure(failed.error, cause_in_state(state, scope, failed.cause)),
                   .terminal = failed.error == errors::kRuntime};
}

Problem evaluation_problem(const asl::State& state, const Scope& scope,
                           const query::EvaluationFailure& failed) {
    return Problem{
        .failure = failure(errors::kQueryEvaluation, cause_in_state(state, scope, failed.cause)),
        .evaluation = Evaluation{.location = failed.location}};
}

Problem too_large(std::string_view what, bool terminal) {
    std::string cause = "The state/task '";
    cause += what;
    cause += "' returned a result with a size exceeding the maximum number of bytes service limit.";
    return Problem{.failure = failure(errors::kDataLimitExceeded, std::move(cause)),
                   .terminal = terminal};
}

bool matches(const std::vector<std::string>& error_equals, const Problem& problem) {
    if (problem.terminal) return false;
    std::string_view error;
    if (problem.failure.error) error = *problem.failure.error;
    for (const std::string& name : error_equals) {
        if (matches_name(name, problem, error)) return true;
    }
    return false;
}

}  // namespace engine
