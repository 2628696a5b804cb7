// What the item operations have in common: refused members, consumed capacity.
#pragma once
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace services::dynamodb {

/// Refuses each of the members that the input has: what is not there yet must not be ignored.
/// Error: ValidationException that names the member.
base::Result<void, aws::Error> refuse_members(const json::Value& input,
                                              std::initializer_list<std::string_view> members);
/// Placeholders need an expression. `value_expressions` is AWS's list for its text, as in
/// "FilterExpression and KeyConditionExpression are".
base::Result<void, aws::Error> refuse_placeholders(const json::Value& input,
                                                   std::string_view value_expressions);

/// Whether ReturnValues is ALL_OLD. Error: ValidationException for what only UpdateItem knows.
base::Result<bool, aws::Error> wants_old_item(const json::Value& input);

/// The member, if it is there and not null: to AWS the two are the same.
const json::Value* find(const json::Value& input, std::string_view member);
bool is_true(const json::Value& input, std::string_view member, bool fallback = false);

/// Halves of capacity units: a strongly consistent read of 4 KB is one unit, another one half.
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
std::size_t read_half_units(std::size_t bytes, bool is_consistent);
std::size_t write_half_units(std::size_t bytes);
/// Adds ConsumedCapacity where ReturnConsumedCapacity wants it.
void add_capacity(json::ObjectBuilder& reply, const json::Value& input, std::string_view table,
                  std::size_t half_units);

}  // namespace services::dynamodb
