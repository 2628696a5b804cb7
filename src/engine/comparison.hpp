// The 39 comparisons of a Choice rule, and And, Or, Not over them.
// https://states-language.net/spec.html#choice-state
#pragma once
#include "asl/choice_rule.hpp"
#include "base/result.hpp"
#include "engine/view.hpp"

namespace engine {

/// Whether the rule holds for the input. Values of the wrong type make it false; a path that leads
/// nowhere is a problem, but for IsPresent.
base::Result<bool, Problem> holds(const asl::ChoiceRule& rule, View& view,
                                  const json::Value& input);

}  // namespace engine
