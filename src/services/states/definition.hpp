// Checks of what a state machine is made from.
#pragma once
#include <memory>
#include <string_view>

#include "asl/compile.hpp"
#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/print.hpp"
#include "json/value.hpp"

namespace services::states {

/// InvalidDefinition with every error among the diagnostics, as AWS words it: "Invalid State
/// Machine Definition: 'CODE: message at /location, CODE: ...'", "at null" where a finding has no
/// place.
aws::Error invalid_definition(const std::vector<asl::Diagnostic>& diagnostics);

/// Error: InvalidDefinition.
base::Result<std::shared_ptr<const asl::Program>, aws::Error> compile_definition(
    std::string_view definition, asl::MachineType type);

/// A role's ARN; roles themselves are not kept here. Error: InvalidArn.
base::Result<void, aws::Error> check_role(std::string_view role_arn);

/// A LoggingConfiguration or null. Error: InvalidLoggingConfiguration.
base::Result<void, aws::Error> check_logging(const json::Value& logging);

}  // namespace services::states
