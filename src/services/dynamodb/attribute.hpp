// Attribute values: {"S": "text"}, {"N": "1"}, {"M": {...}}. An item is an object of them.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace services::dynamodb {

/// Checks a value as DynamoDB does and gives it in its normal form: one type, numbers without
/// needless zeros. Errors: ValidationException in AWS's words, SerializationException for members
/// of a wrong JSON type.
base::Result<json::Value, aws::Error> normal_attribute(const json::Value& value);
/// The same for an object of attributes: an item or a key. Errors also: an item above 400 KB.
base::Result<json::Value, aws::Error> normal_item(const json::Value& item);

/// The type of a normal value: "S", "N", "BOOL"...
std::string_view attribute_type(const json::Value& value);
/// What is behind the type. Precondition: a normal value.
const json::Value& attribute_content(const json::Value& value);

/// Sizes by AWS's rules: names and strings in UTF-8, binary decoded, numbers packed, 3 bytes for a
/// list or map and 1 for each of its elements. Precondition: normal values.
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
std::size_t attribute_bytes(const json::Value& value);
std::size_t item_bytes(const json::Value& item);

}  // namespace services::dynamodb
