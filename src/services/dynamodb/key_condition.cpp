// From conditions to a range of keys, and the older form of conditions.
#include "services/dynamodb/key_condition.hpp"

#include <algorithm>
#include <array>

#include "services/dynamodb/attribute.hpp"
#include "services/dynamodb/errors.hpp"

namespace services::dynamodb {
namespace {

struct OperatorName {
    std::string_view name;
    Comparison comparison;
    std::size_t operands;
};
constexpr std::array kOperators = {
    OperatorName{"EQ", Comparison::equal, 1},
    OperatorName{"LT", Comparison::less, 1},
    OperatorName{"LE", Comparison::less_equal, 1},
    OperatorName{"GT", Comparison::greater, 1},
    OperatorName{"GE", Comparison::greater_equal, 1},
    OperatorName{"BETWEEN", Comparison::between, 2},
    OperatorName{"BEGINS_WITH", Comparison::begins_with, 1},
};

base::Result<KeyCondition, aws::Error> read_condition(std::string_view attribute,
                                                      const json::Value& condition) {
    const std::string_view name = condition.find_string("ComparisonOperator").value_or("");
    const auto* const found = std::ranges::find(kOperators, name, &OperatorName::name);
    if (found == kOperators.end()) {
        return base::fail(
            validation("Attempted conditional constraint is not an indexable "
                       "operation"));
    }
    KeyCondition result{std::string(attribute), found->comparison, {}};
    if (const json::Value* const list = condition.find("AttributeValueList")) {
        if (!list->is_array()) return base::fail(serialization("AttributeValueList is a list"));
        for (const json::Value& value : list->items()) {
            QS_TRY(result.operands.emplace_back(), normal_attribute(value));
        }
    }
    if (result.operands.size() != found->operands) {
        return base::fail(invalid_parameter("Invalid number of argument(s) for the " +
                                            std::string(name) + " ComparisonOperator"));
    }
    if (found->operands == 2 &&
        attribute_type(result.operands[0]) != attribute_type(result.operands[1])) {
        return base::fail(
            invalid_parameter("AttributeValues inside AttributeValueList must be of same type"));
    }
    return result;
}

/// The least text that is behind everything that begins with `prefix`; nothing if there is none.
std::optional<std::string> behind_prefix(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xFF') prefix.pop_back();
    if (prefix.empty()) return std::nullopt;
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

base::Result<std::string, aws::Error> encode_operand(const KeyAttribute& attribute,
                                                     const json::Value& operand, bool is_sort) {
    if (attribute_type(operand) != attribute.type) {
        return base::fail(invalid_parameter("Condition parameter type does not match schema type"));
    }
    return encode_key_value(attribute, operand, is_sort);
}

base::Result<void, aws::Error> narrow(KeyRange& range, const KeyAttribute& sort,
                                      const KeyCondition& condition) {
    QS_TRY(std::string value, encode_operand(sort, condition.operands.front(), true));
    switch (condition.comparison) {
        case Comparison::equal:
            range.low = value;
            range.high = std::move(value);
            break;
        case Comparison::less:
        case Comparison::less_equal:
            range.high = std::move(value);
            range.is_high_open = condition.comparison == Comparison::less;
            break;
        case Comparison::greater:
        case Comparison::greater_equal:
            range.low = std::move(value);
            range.is_low_open = condition.comparison == Comparison::greater;
            break;
        case Comparison::between: {
            range.low = std::move(value);
            QS_TRY(range.high, encode_operand(sort, condition.operands.back(), true));
            if (*range.high < range.low) {
                return base::fail(
                    validation("The BETWEEN condition was provided a range where the "
                               "lower bound is greater than the upper bound"));
            }
            break;
        }
        case Comparison::begins_with:
            if (sort.type == "N") {
                return base::fail(invalid_parameter(
                    "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"));
            }
            range.low = value;
            range.high = behind_prefix(std::move(value));
            range.is_high_open = true;
            break;
    }
    return {};
}

const KeyCondition* condition_on(const KeyConditions& conditions, const std::string& attribute) {
    const auto found = std::ranges::find(conditions, attribute, &KeyCondition::attribute);
    return found == conditions.end() ? nullptr : &*found;
}

aws::Error missed(const std::string& attribute) {
    return validation("Query condition missed key schema element: " + attribute);
}

}  // namespace

base::Result<KeyConditions, aws::Error> read_key_conditions(const json::Value& conditions) {
    if (!conditions.is_object()) return base::fail(serialization("KeyConditions is a map"));
    KeyConditions result;
    for (const json::Member& member : conditions.members()) {
        QS_TRY(result.emplace_back(), read_condition(member.key(), member.value));
    }
    return result;
}

bool KeyRange::contains(const std::string& sort) const {
    if (is_low_open ? sort <= low : sort < low) return false;
    return !high || (is_high_open ? sort < *high : sort <= *high);
}

base::Result<KeyRange, aws::Error> key_range(const KeySchema& schema,
                                             const KeyConditions& conditions) {
    if (conditions.empty() || conditions.size() > 2) {
        return base::fail(validation("Conditions can be of length 1 or 2 only"));
    }
    const KeyCondition* const partition = condition_on(conditions, schema.partition.name);
    if (partition == nullptr) return base::fail(missed(schema.partition.name));
    if (partition->comparison != Comparison::equal) {
        return base::fail(validation("Query key condition not supported"));
    }
    KeyRange range;
    QS_TRY(range.partition, encode_operand(schema.partition, partition->operands.front(), false));
    if (conditions.size() == 1) return range;
    if (!schema.sort) return base::fail(validation("Query key condition not supported"));
    const KeyCondition* const sort = condition_on(conditions, schema.sort->name);
    if (sort == nullptr) return base::fail(missed(schema.sort->name));
    QS_CHECK(narrow(range, *schema.sort, *sort));
    return range;
}

}  // namespace services::dynamodb
