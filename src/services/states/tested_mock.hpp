// What a TestState call says instead of the state's work.
#pragma once
#include <variant>

#include "asl/program.hpp"
#include "aws/error.hpp"
#include "base/result.hpp"
#include "engine/failure.hpp"
#include "json/value.hpp"

namespace services::states {

/// The mocked result or error; monostate where the call has no mock.
using Mock = std::variant<std::monostate, json::Value, engine::Failure>;

/// The mock of a TestState call for its state, checked against what the state's call can answer.
/// `input` is the whole call. Errors: ValidationException with AWS's sentences; InvalidDefinition
/// for a state that cannot be tested without a mock.
base::Result<Mock, aws::Error> parse_mock(const json::Value& input, const asl::State& state);

}  // namespace services::states
