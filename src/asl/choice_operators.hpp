// The 39 comparisons of a Choice rule, as a table.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
#pragma once
#include <span>
#include <string_view>

#include "asl/choice_rule.hpp"

namespace asl {

/// What the operand of a comparison must be.
enum class Operand : std::uint8_t { string, number, boolean, timestamp, path };

struct ChoiceOperator {
    std::string_view name;
    Comparison comparison;
    Relation relation;
    Operand operand;
};

/// All of them, sorted by name.
std::span<const ChoiceOperator> choice_operators();
/// The one of this name, or nullptr.
const ChoiceOperator* find_choice_operator(std::string_view name);

}  // namespace asl
