// The case of member names: tasks use PascalCase whatever the API's own case is.
#pragma once
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace connectors {

/// "stateMachineArn" -> "StateMachineArn", and back.
std::string upper_first(std::string_view name);
std::string lower_first(std::string_view name);

/// All member names of an object and of the objects within it.
json::Value with_upper_names(const json::Value& value);
json::Value with_lower_names(const json::Value& value);

}  // namespace connectors
