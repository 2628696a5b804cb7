// One rule of a Choice state: in JSONPath 39 comparisons, and And, Or, Not over them; in JSONata
// one condition.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "json/value.hpp"
#include "query/query.hpp"
#include "query/template/jsonata_template.hpp"

namespace asl {

/// What a comparison looks at; with Relation it makes the 39 operators.
enum class Comparison : std::uint8_t {
    string,
    numeric,
    timestamp,
    boolean,
    string_matches,
    is_null,
    is_present,
    is_numeric,
    is_string,
    is_boolean,
    is_timestamp,
};
enum class Relation : std::uint8_t { equals, less, greater, less_equals, greater_equals };

struct ChoiceRule;

/// `Variable` compared with a literal or, in the `...Path` forms, with another value.
struct Comparing {
    query::Query variable;
    std::string variable_text;  ///< As written, for error texts.
    Comparison comparison = Comparison::string;
    Relation relation = Relation::equals;
    std::variant<json::Value, query::Query> operand;
    std::string operator_name;  ///< "StringEqualsPath", for error texts.
};

struct ChoiceRule {
    enum class Form : std::uint8_t {
        comparing,
        all,
        any,
        negation,
        condition,  ///< JSONata's.
    } form = Form::comparing;
    std::optional<Comparing> comparing;               ///< Set for Form::comparing.
    std::optional<query::JsonataTemplate> condition;  ///< Set for Form::condition.
    std::vector<ChoiceRule> rules;  ///< Operands of And, Or (all, any); one for Not.
};

}  // namespace asl
