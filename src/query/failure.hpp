// What an evaluation gives when it fails: an error name that Retry and Catch match, and its cause.
#pragma once
#include <string>
#include <string_view>

namespace query {

/// `cause` is the inner sentence, worded as AWS words it; the engine puts "An error occurred while
/// executing the state ..." in front of it.
struct Failure {
    std::string error;
    std::string cause;

    bool operator==(const Failure&) const = default;
};

// The error names an evaluation can give. AWS reports a path that leads nowhere as States.Runtime,
// although the States Language has States.ParameterPathFailure for it.
inline constexpr std::string_view kRuntime = "States.Runtime";
inline constexpr std::string_view kIntrinsicFailure = "States.IntrinsicFailure";
inline constexpr std::string_view kParameterPathFailure = "States.ParameterPathFailure";
inline constexpr std::string_view kResultPathMatchFailure = "States.ResultPathMatchFailure";

}  // namespace query
