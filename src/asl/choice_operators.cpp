// The table of comparisons, sorted because it is searched by halves.
#include "asl/choice_operators.hpp"

#include <algorithm>
#include <array>

namespace asl {

namespace {

using enum Comparison;
using R = Relation;
using O = Operand;

constexpr std::array kOperators = {
    ChoiceOperator{"BooleanEquals", boolean, R::equals, O::boolean},
    ChoiceOperator{"BooleanEqualsPath", boolean, R::equals, O::path},
    ChoiceOperator{"IsBoolean", is_boolean, R::equals, O::boolean},
    ChoiceOperator{"IsNull", is_null, R::equals, O::boolean},
    ChoiceOperator{"IsNumeric", is_numeric, R::equals, O::boolean},
    ChoiceOperator{"IsPresent", is_present, R::equals, O::boolean},
    ChoiceOperator{"IsString", is_string, R::equals, O::boolean},
    ChoiceOperator{"IsTimestamp", is_timestamp, R::equals, O::boolean},
    ChoiceOperator{"NumericEquals", numeric, R::equals, O::number},
    ChoiceOperator{"NumericEqualsPath", numeric, R::equals, O::path},
    ChoiceOperator{"NumericGreaterThan", numeric, R::greater, O::number},
    ChoiceOperator{"NumericGreaterThanEquals", numeric, R::greater_equals, O::number},
    ChoiceOperator{"NumericGreaterThanEqualsPath", numeric, R::greater_equals, O::path},
    ChoiceOperator{"NumericGreaterThanPath", numeric, R::greater, O::path},
    ChoiceOperator{"NumericLessThan", numeric, R::less, O::number},
    ChoiceOperator{"NumericLessThanEquals", numeric, R::less_equals, O::number},
    ChoiceOperator{"NumericLessThanEqualsPath", numeric, R::less_equals, O::path},
    ChoiceOperator{"NumericLessThanPath", numeric, R::less, O::path},
    ChoiceOperator{"StringEquals", string, R::equals, O::string},
    ChoiceOperator{"StringEqualsPath", string, R::equals, O::path},
    ChoiceOperator{"StringGreaterThan", string, R::greater, O::string},
    ChoiceOperator{"StringGreaterThanEquals", string, R::greater_equals, O::string},
    ChoiceOperator{"StringGreaterThanEqualsPath", string, R::greater_equals, O::path},
    ChoiceOperator{"StringGreaterThanPath", string, R::greater, O::path},
    ChoiceOperator{"StringLessThan", string, R::less, O::string},
    ChoiceOperator{"StringLessThanEquals", string, R::less_equals, O::string},
    ChoiceOperator{"StringLessThanEqualsPath", string, R::less_equals, O::path},
    ChoiceOperator{"StringLessThanPath", string, R::less, O::path},
    ChoiceOperator{"StringMatches", string_matches, R::equals, O::string},
    ChoiceOperator{"TimestampEquals", timestamp, R::equals, O::timestamp},
    ChoiceOperator{"TimestampEqualsPath", timestamp, R::equals, O::path},
    ChoiceOperator{"TimestampGreaterThan", timestamp, R::greater, O::timestamp},
    ChoiceOperator{"TimestampGreaterThanEquals", timestamp, R::greater_equals, O::timestamp},
    ChoiceOperator{"TimestampGreaterThanEqualsPath", timestamp, R::greater_equals, O::path},
    ChoiceOperator{"TimestampGreaterThanPath", timestamp, R::greater, O::path},
    ChoiceOperator{"TimestampLessThan", timestamp, R::less, O::timestamp},
    ChoiceOperator{"TimestampLessThanEquals", timestamp, R::less_equals, O::timestamp},
    ChoiceOperator{"TimestampLessThanEqualsPath", timestamp, R::less_equals, O::path},
    ChoiceOperator{"TimestampLessThanPath", timestamp, R::less, O::path},
};
static_assert(kOperators.size() == 39);
static_assert(std::ranges::is_sorted(kOperators, {}, &ChoiceOperator::name));

}  // namespace

std::span<const ChoiceOperator> choice_operators() {
    return kOperators;
}

const ChoiceOperator* find_choice_operator(std::string_view name) {
    const auto found = std::ranges::lower_bound(kOperators, name, {}, &ChoiceOperator::name);
    return found != kOperators.end() && found->name == name ? &*found : nullptr;
}

}  // namespace asl
