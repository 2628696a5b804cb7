// Choices without Default: whether some input matches no rule. Only what is certain counts as
// complete: a rule that is always true, or two rules that are each other's opposite.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "asl/lint/lint.hpp"
#include "base/text.hpp"

namespace asl {

namespace {

bool is_test(Comparison comparison) {
    switch (comparison) {
        case Comparison::is_null:
        case Comparison::is_present:
        case Comparison::is_numeric:
        case Comparison::is_string:
        case Comparison::is_boolean:
        case Comparison::is_timestamp:
        case Comparison::boolean: return true;
        case Comparison::string:
        case Comparison::numeric:
        case Comparison::timestamp:
        case Comparison::string_matches: return false;
    }
    return false;
}

bool same_operand(const Comparing& a, const Comparing& b) {
    const auto* left = std::get_if<json::Value>(&a.operand);
    const auto* right = std::get_if<json::Value>(&b.operand);
    if (left != nullptr && right != nullptr) return *left == *right;
    if (left != nullptr || right != nullptr) return false;
    return std::get<query::Query>(a.operand).text() == std::get<query::Query>(b.operand).text();
}

bool complements(Relation a, Relation b) {
    const auto is = [&](Relation x, Relation y) {
        return (a == x && b == y) || (a == y && b == x);
    };
    // Two that overlap leave nothing out either.
    return is(Relation::less, Relation::greater_equals) ||
           is(Relation::greater, Relation::less_equals) ||
           is(Relation::less_equals, Relation::greater_equals);
}

bool opposite_comparisons(const Comparing& a, const Comparing& b) {
    if (a.variable_text != b.variable_text || a.comparison != b.comparison) return false;
    if (is_test(a.comparison)) return !same_operand(a, b);
    return complements(a.relation, b.relation) && same_operand(a, b);
}

bool same_rule(const ChoiceRule& a, const ChoiceRule& b) {
    if (a.form != b.form || a.rules.size() != b.rules.size()) return false;
    if (a.comparing.has_value() != b.comparing.has_value()) return false;
    if (a.comparing) {
        const Comparing& left = *a.comparing;
        const Comparing& right = *b.comparing;
        if (left.variable_text != right.variable_text ||
            left.operator_name != right.operator_name || !same_operand(left, right)) {
            return false;
        }
    }
    return std::ranges::equal(a.rules, b.rules, same_rule);
}

std::string_view condition_text(const ChoiceRule& rule, std::string& storage) {
    storage = rule.condition ? rule.condition->text() : std::string();
    return base::trim(storage);
}

bool negates(std::string_view negation, std::string_view condition) {
    if (!negation.starts_with("$not(") || !negation.ends_with(')')) return false;
    negation.remove_prefix(5);
    negation.remove_suffix(1);
    return base::trim(negation) == condition;
}

bool opposite(const ChoiceRule& a, const ChoiceRule& b) {
    if (a.form == ChoiceRule::Form::condition && b.form == ChoiceRule::Form::condition) {
        std::string first;
        std::string second;
        const auto left = condition_text(a, first);
        const auto right = condition_text(b, second);
        return negates(left, right) || negates(right, left);
    }
    if (a.comparing && b.comparing && opposite_comparisons(*a.comparing, *b.comparing)) return true;
    const auto is_not = [](const ChoiceRule& negation, const ChoiceRule& rule) {
        return negation.form == ChoiceRule::Form::negation && negation.rules.size() == 1 &&
               same_rule(negation.rules.front(), rule);
    };
    return is_not(a, b) || is_not(b, a);
}

bool is_always_true(const ChoiceRule& rule) {
    std::string storage;
    return rule.form == ChoiceRule::Form::condition && condition_text(rule, storage) == "true";
}

/// Rules beyond this are not compared with each other.
constexpr std::size_t kComparedRulesMax = 200;

bool is_complete(const Choice& choice) {
    const std::size_t count = std::min(choice.branches.size(), kComparedRulesMax);
    for (std::size_t i = 0; i < count; ++i) {
        const ChoiceRule& rule = choice.branches[i].rule;
        if (is_always_true(rule)) return true;
        for (std::size_t j = i + 1; j < count; ++j) {
            if (opposite(rule, choice.branches[j].rule)) return true;
        }
    }
    return false;
}

}  // namespace

void lint_choices(const LintSource& source) {
    for (StateIndex i = 0; i < source.program.states.size(); ++i) {
        const auto* choice = std::get_if<Choice>(&source.program.states[i].kind);
        if (choice == nullptr || choice->fallback != kNoState || is_complete(*choice)) continue;
        source.findings.ours(code::kLintChoice,
                             "The Choice has no Default: an input that matches no rule fails the "
                             "execution with States.Runtime",
                             *source.machine.states[i].where,
                             "add \"Default\" with a state that takes what is left");
    }
}

}  // namespace asl
