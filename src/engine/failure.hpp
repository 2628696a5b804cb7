// What went wrong inside an execution, as the state machine sees it: matched by Retry and Catch,
// shown in the history. It is data of the workflow, never an error of ours (that is `base::Error`).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace engine {

/// AWS's own error names:
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
namespace errors {
inline constexpr std::string_view kAll = "States.ALL";
inline constexpr std::string_view kDataLimitExceeded = "States.DataLimitExceeded";
inline constexpr std::string_view kHeartbeatTimeout = "States.HeartbeatTimeout";
inline constexpr std::string_view kIntrinsicFailure = "States.IntrinsicFailure";
inline constexpr std::string_view kNoChoiceMatched = "States.NoChoiceMatched";
inline constexpr std::string_view kQueryEvaluation = "States.QueryEvaluationError";
inline constexpr std::string_view kRuntime = "States.Runtime";
inline constexpr std::string_view kTaskFailed = "States.TaskFailed";
inline constexpr std::string_view kTimeout = "States.Timeout";
inline constexpr std::string_view kTooManyFailures = "States.ExceedToleratedFailureThreshold";
}  // namespace errors

/// An error name and its cause. Each may be absent (a Fail state without `Error`), which is not the
/// same as empty: the history leaves an absent one out.
struct Failure {
    std::optional<std::string> error;
    std::optional<std::string> cause;

    bool operator==(const Failure&) const = default;
    static constexpr auto fields() { return std::tuple{&Failure::error, &Failure::cause}; }
};

inline Failure failure(std::string_view error, std::string cause) {
    return Failure{.error = std::string(error), .cause = std::move(cause)};
}

}  // namespace engine
