// The context object that a TestState call gives.
#pragma once
#include "asl/program.hpp"
#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace services::states {

/// A context object for the state, from its text. Only members that AWS's context object has, with
/// their types; all of them may be absent. Error: ValidationException, "Invalid Context object
/// provided: Field 'x' is not allowed".
base::Result<json::Value, aws::Error> parse_context(std::string_view text, const asl::State& state);

}  // namespace services::states
