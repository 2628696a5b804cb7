// A changed copy of a value: new containers along one path, everything beside it shared.
#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "json/value.hpp"

namespace json {

/// One step into a value: a member's name or an item's index (from 0).
using PathStep = std::variant<std::string, std::size_t>;

/// `value` with `replacement` at the end of the path. Members that are missing on the way, and null
/// where a member is wanted, become objects; an empty path gives the replacement.
/// Errors: `invalid` when a member is wanted where there is an array or a scalar, or an index where
/// there is no array; `not_found` for an index that is not below the array's size.
base::Result<Value> with(const Value& value, std::span<const PathStep> path, Value replacement);
base::Result<Value> with(const Value& value, std::initializer_list<PathStep> path,
                         Value replacement);

/// The same for one member of an object. Precondition: an object.
Value with_member(const Value& object, std::string_view key, Value replacement);

}  // namespace json
