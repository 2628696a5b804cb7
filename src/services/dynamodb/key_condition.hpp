// Which items a Query is about: conditions on the key, from KeyConditionExpression or from the
// older KeyConditions.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/value.hpp"
#include "services/dynamodb/key.hpp"

namespace services::dynamodb {

enum class Comparison { equal, less, less_equal, greater, greater_equal, between, begins_with };

/// A comparison of one attribute with one value, or two for `between`; the values are normal.
struct KeyCondition {
    std::string attribute;
    Comparison comparison = Comparison::equal;
    std::vector<json::Value> operands;
};
using KeyConditions = std::vector<KeyCondition>;

/// Parses an expression. `names` and `values` are ExpressionAttributeNames and -Values, or null.
/// Errors: ValidationException in AWS's words.
base::Result<KeyConditions, aws::Error> parse_key_condition(std::string_view expression,
                                                            const json::Value* names,
                                                            const json::Value* values);
/// The older form: {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [...]}}.
base::Result<KeyConditions, aws::Error> read_key_conditions(const json::Value& conditions);

/// The part of one partition, as encoded keys: from `low` to `high`, each of them included or not.
struct KeyRange {
    std::string partition;
    std::string low;
    bool is_low_open = false;
    std::optional<std::string> high;
    bool is_high_open = false;

    bool contains(const std::string& sort) const;
};

/// Joins conditions with a table's key. Errors: a key attribute that is missing, an attribute that
/// is none, an operator or a type that does not fit.
base::Result<KeyRange, aws::Error> key_range(const KeySchema& schema,
                                             const KeyConditions& conditions);

}  // namespace services::dynamodb
