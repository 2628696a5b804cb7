// Mocked results of tasks (TestState): whether the real call could have given them.
// https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
#pragma once
#include <optional>
#include <string>

#include "asl/program.hpp"
#include "connectors/output_shapes.hpp"
#include "json/value.hpp"

namespace connectors {

/// What is wrong with a mocked result of the task, in AWS's words, or nothing. A task of pattern
/// `.sync` has the answer of the call that asks how its work is going. Functions, activities, HTTP
/// endpoints and callbacks give anything.
std::optional<std::string> mock_mismatch(const asl::TaskTarget& target, const json::Value& result,
                                         FieldValidation mode);

}  // namespace connectors
