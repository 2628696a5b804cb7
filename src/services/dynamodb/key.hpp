// Keys: which attributes make them, and how they are ordered.
#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace services::dynamodb {

struct KeyAttribute {
    std::string name;
    std::string type;  ///< "S", "N" or "B"
};

struct KeySchema {
    KeyAttribute partition;
    std::optional<KeyAttribute> sort;
};

/// A key as bytes that compare as DynamoDB compares: strings by their UTF-8 bytes, numbers by
/// value, binary by its bytes.
struct ItemKey {
    std::string partition;
    std::string sort;  ///< Empty where the table has no sort key.

    auto operator<=>(const ItemKey&) const = default;
};

/// One key attribute's value as ordered bytes. Errors: those of an empty value and of one that is
/// too long. Precondition: a normal value of the attribute's type.
base::Result<std::string, aws::Error> encode_key_value(const KeyAttribute& attribute,
                                                       const json::Value& value, bool is_sort);

/// The key in a whole item. Errors in PutItem's words: missing, of another type, empty, too long.
base::Result<ItemKey, aws::Error> key_in_item(const KeySchema& schema, const json::Value& item);
/// A key given by itself. Errors in GetItem's words.
base::Result<ItemKey, aws::Error> key_alone(const KeySchema& schema, const json::Value& key);

/// The key attributes of an item, as LastEvaluatedKey shows them.
json::Value key_attributes(const KeySchema& schema, const json::Value& item);

}  // namespace services::dynamodb
