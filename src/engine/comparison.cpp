// Comparing values: each type with itself only, anything else is false.
#include "engine/comparison.hpp"

#include <compare>

#include "base/assert.hpp"
#include "base/time.hpp"
#include "query/wildcard.hpp"

namespace engine {
namespace {

using asl::Comparing;
using asl::Comparison;
using asl::Relation;

bool stands(std::partial_ordering order, Relation relation) {
    switch (relation) {
        case Relation::equals: return order == std::partial_ordering::equivalent;
        case Relation::less: return order == std::partial_ordering::less;
        case Relation::greater: return order == std::partial_ordering::greater;
        case Relation::less_equals:
            return order == std::partial_ordering::less ||
                   order == std::partial_ordering::equivalent;
        case Relation::greater_equals:
            return order == std::partial_ordering::greater ||
                   order == std::partial_ordering::equivalent;
    }
    return false;
}

std::optional<base::TimePoint> instant_of(const json::Value& value) {
    if (!value.is_string()) return {};
    const auto instant = base::parse_iso8601(value.as_string());
    if (!instant) return {};
    return *instant;
}

std::partial_ordering order_of(const json::Value& a, const json::Value& b, Comparison comparison) {
    switch (comparison) {
        case Comparison::string:
            if (a.is_string() && b.is_string()) return a.as_string() <=> b.as_string();
            break;
        case Comparison::numeric:
            if (a.is_number() && b.is_number()) {
                if (a == b) return std::partial_ordering::equivalent;
                return a.as_double() <=> b.as_double();
            }
            break;
        case Comparison::timestamp: {
            const auto left = instant_of(a);
            const auto right = instant_of(b);
            if (left && right) return *left <=> *right;
            break;
        }
        case Comparison::boolean:
            if (a.is_boolean() && b.is_boolean()) {
                return static_cast<int>(a.as_boolean()) <=> static_cast<int>(b.as_boolean());
            }
            break;
        case Comparison::string_matches:
        case Comparison::is_null:
        case Comparison::is_present:
        case Comparison::is_numeric:
        case Comparison::is_string:
        case Comparison::is_boolean:
        case Comparison::is_timestamp: break;
    }
    return std::partial_ordering::unordered;
}

bool has_type(const json::Value& value, Comparison comparison) {
    switch (comparison) {
        case Comparison::is_null: return value.is_null();
        case Comparison::is_numeric: return value.is_number();
        case Comparison::is_string: return value.is_string();
        case Comparison::is_boolean: return value.is_boolean();
        case Comparison::is_timestamp: return instant_of(value).has_value();
        case Comparison::is_present: return true;
        case Comparison::string:
        case Comparison::numeric:
        case Comparison::timestamp:
        case Comparison::boolean:
        case Comparison::string_matches: break;
    }
    return false;
}

bool is_type_test(Comparison comparison) {
    return comparison >= Comparison::is_null;
}

bool compare(const json::Value& value, const json::Value& operand, const Comparing& comparing) {
    if (comparing.comparison == Comparison::string_matches) {
        return value.is_string() && operand.is_string() &&
               query::wildcard_match(operand.as_string(), value.as_string());
    }
    if (is_type_test(comparing.comparison)) {
        return operand.is_boolean() &&
               has_type(value, comparing.comparison) == operand.as_boolean();
    }
    return stands(order_of(value, operand, comparing.comparison), comparing.relation);
}

Problem invalid_path(const View& view, std::string_view path) {
    return view.runtime("Invalid path '" + std::string(path) +
                        "': The choice state's condition path references an invalid value.");
}

base::Result<json::Value, Problem> operand_of(const Comparing& comparing, View& view,
                                              const json::Value& input) {
    if (const auto* literal = std::get_if<json::Value>(&comparing.operand)) return *literal;
    const auto& path = std::get<query::Query>(comparing.operand);
    QS_TRY(const std::optional<json::Value> found, view.find(path, input));
    if (!found) return base::fail(invalid_path(view, path.text()));
    return *found;
}

base::Result<bool, Problem> holds(const Comparing& comparing, View& view,
                                  const json::Value& input) {
    QS_TRY(const std::optional<json::Value> value, view.find(comparing.variable, input));
    QS_TRY(const json::Value operand, operand_of(comparing, view, input));
    if (value) return compare(*value, operand, comparing);
    if (comparing.comparison == Comparison::is_present) {
        return operand.is_boolean() && !operand.as_boolean();
    }
    return base::fail(invalid_path(view, comparing.variable_text));
}

}  // namespace

base::Result<bool, Problem> holds(const asl::ChoiceRule& rule, View& view,
                                  const json::Value& input) {
    using Form = asl::ChoiceRule::Form;
    if (rule.form == Form::comparing) {
        QS_ASSERT(rule.comparing.has_value());
        return holds(*rule.comparing, view, input);
    }
    for (const asl::ChoiceRule& part : rule.rules) {
        QS_TRY(const bool is_true, holds(part, view, input));
        if (rule.form == Form::negation) return !is_true;
        if (rule.form == Form::all && !is_true) return false;
        if (rule.form == Form::any && is_true) return true;
    }
    return rule.form == Form::all;
}

}  // namespace engine
