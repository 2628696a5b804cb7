// What a Task's `Resource` names: a function, an activity, or an integration with its pattern.
#pragma once
#include <optional>
#include <string_view>

#include "asl/program.hpp"

namespace asl {

/// Reads a resource ARN; empty if it is none that a Task may name. Whether the service and the
/// action exist is the connectors' business.
/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
std::optional<TaskTarget> parse_resource(std::string_view arn);

/// The suffix of a pattern as it is written: "", ".sync", ".sync:2", ".waitForTaskToken".
std::string_view pattern_suffix(TaskTarget::Pattern pattern);

}  // namespace asl
