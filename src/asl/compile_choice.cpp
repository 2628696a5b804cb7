// Choice rules: comparisons, and And, Or, Not over them, or a JSONata condition. Recursion is
// bounded by the JSON parser's depth.
#include "asl/compile_choice.hpp"

#include <optional>
#include <string>
#include <utility>

#include "asl/choice_operators.hpp"
#include "asl/compile_jsonata.hpp"
#include "json/print.hpp"

namespace asl {

namespace {

/// The members of one rule, sorted by what they are.
struct RuleMembers {
    const json::Member* variable = nullptr;
    const json::Member* combiner = nullptr;  ///< And, Or, Not.
    std::vector<std::pair<const json::Member*, const ChoiceOperator*>> comparisons;
};

bool is_combiner(std::string_view name) {
    return name == "And" || name == "Or" || name == "Not";
}

bool is_beside_condition(std::string_view name, bool is_top) {
    return name == "Comment" || (is_top && (name == "Next" || name == "Assign"));
}

std::string_view type_wanted(Operand operand) {
    switch (operand) {
        case Operand::number: return "Number";
        case Operand::boolean: return "Boolean";
        case Operand::string:
        case Operand::timestamp:
        case Operand::path: return "String";
    }
    return "String";
}

bool has_type(Operand operand, const json::Value& value) {
    switch (operand) {
        case Operand::number: return value.is_number();
        case Operand::boolean: return value.is_boolean();
        case Operand::string:
        case Operand::timestamp:
        case Operand::path: return value.is_string();
    }
    return false;
}

class RuleCompiler {
public:
    explicit RuleCompiler(Findings& findings) : findings_(findings) {}

    /// A rule at the top has `Next` and `Assign` beside its condition; one inside has not.
    ChoiceRule compile(const json::Value& value, const Location& where, bool is_top) {
        const RuleMembers members = sort_members(value, where, is_top);
        if (members.combiner != nullptr) {
            if (members.variable != nullptr || !members.comparisons.empty()) {
                findings_.schema("Only one of these fields is allowed: [" +
                                     std::string(members.combiner->key()) + ", " +
                                     std::string(members.variable != nullptr
                                                     ? "Variable"
                                                     : members.comparisons.front().first->key()) +
                                     "]",
                                 where, "join comparisons with And, Or or Not");
            }
            return combine(*members.combiner, where);
        }
        return compare(members, where);
    }

private:
    RuleMembers sort_members(const json::Value& value, const Location& where, bool is_top) {
        RuleMembers members;
        for (const json::Member& member : value.members()) {
            const std::string_view name = member.key();
            if (name == "Variable") {
                members.variable = &member;
            } else if (is_combiner(name)) {
                if (members.combiner != nullptr) {
                    findings_.schema("Only one of these fields is allowed: [" +
                                         std::string(members.combiner->key()) + ", " +
                                         std::string(name) + "]",
                                     where, "put one inside of the other");
                }
                members.combiner = &member;
            } else if (const ChoiceOperator* found = find_choice_operator(name)) {
                members.comparisons.emplace_back(&member, found);
            } else if (!is_beside_condition(name, is_top)) {
                unknown(name, where, is_top);
            }
        }
        return members;
    }

    void unknown(std::string_view name, const Location& where, bool is_top) {
        std::string hint;
        if (name == "Next" || name == "Assign") {
            hint = "it belongs to the outermost rule only";
        } else if (name == "Condition" || name == "Output") {
            hint = "it belongs to the query language JSONata";
        } else if (findings_.wants_hints()) {
            std::vector<std::string_view> known = {"Variable", "And", "Or", "Not", "Comment"};
            if (is_top) known.insert(known.end(), {"Next", "Assign"});
            for (const ChoiceOperator& one : choice_operators()) known.push_back(one.name);
            hint = did_you_mean(name, known);
        }
        findings_.schema("Field '" + shown(name) + "' is not supported", where, std::move(hint));
    }

    ChoiceRule combine(const json::Member& member, const Location& where) {
        const Location place(where, member.key());
        ChoiceRule rule;
        if (member.key() == "Not") {
            rule.form = ChoiceRule::Form::negation;
            if (member.value.is_object()) {
                rule.rules.push_back(compile(member.value, place, false));
            } else {
                findings_.schema("Expected value of type Object", place,
                                 "Not holds one rule: { ... }");
            }
            return rule;
        }
        rule.form = member.key() == "And" ? ChoiceRule::Form::all : ChoiceRule::Form::any;
        if (!member.value.is_array()) {
            findings_.schema("Expected value of type Array", place,
                             std::string(member.key()) + " holds a list of rules: [ ... ]");
            return rule;
        }
        if (member.value.size() == 0)
            findings_.schema(std::string(member.key()) + " must not be empty", place,
                             "it needs at least one rule");
        for (std::size_t i = 0; i < member.value.size(); ++i) {
            const json::Value& item = member.value.items()[i];
            const Location at(place, i);
            if (item.is_object()) {
                rule.rules.push_back(compile(item, at, false));
            } else {
                findings_.schema("Expected value of type Object", at,
                                 "a rule is an object with Variable and a comparison");
            }
        }
        return rule;
    }

    ChoiceRule compare(const RuleMembers& members, const Location& where) {
        ChoiceRule rule;
        if (members.variable == nullptr) {
            if (members.comparisons.empty()) {
                findings_.schema("One of these fields is required: [Variable, And, Or, Not]", where,
                                 "as {\"Variable\": \"$.a\", \"IsPresent\": true, ...}");
            } else {
                findings_.schema("These fields are required: [Variable]", where,
                                 "the path of the value that is compared");
            }
            return rule;
        }
        auto variable = path(*members.variable, where);
        if (members.comparisons.size() != 1) {
            one_comparison(members, where);
            return rule;
        }
        const auto& [member, comparison] = members.comparisons.front();
        auto operand = read_operand(*member, comparison->operand, where);
        if (!variable || !operand) return rule;
        rule.comparing =
            Comparing{.variable = *std::move(variable),
                      .variable_text = std::string(members.variable->value.as_string()),
                      .comparison = comparison->comparison,
                      .relation = comparison->relation,
                      .operand = *std::move(operand),
                      .operator_name = std::string(comparison->name)};
        return rule;
    }

    void one_comparison(const RuleMembers& members, const Location& where) {
        if (members.comparisons.empty()) {
            findings_.schema("A comparison is required beside Variable", where,
                             "for example \"StringEquals\": \"ready\" or \"IsPresent\": true");
            return;
        }
        std::string names;
        for (const auto& [member, comparison] : members.comparisons) {
            names += (names.empty() ? "" : ", ") + std::string(comparison->name);
        }
        findings_.schema("Only one of these fields is allowed: [" + names + "]", where,
                         "join comparisons with And");
    }

    std::optional<query::Query> path(const json::Member& member, const Location& where) {
        const Location place(where, member.key());
        if (!member.value.is_string()) {
            findings_.schema("Expected value of type String", place,
                             std::string(member.key()) + " takes a path, as \"$.a\"");
            return std::nullopt;
        }
        auto compiled = query::Query::compile(member.value.as_string());
        if (compiled && compiled->form() != query::Query::Form::intrinsic)
            return *std::move(compiled);
        findings_.schema(
            "The value for the field '" + std::string(member.key()) + "' must be a valid JSONPath",
            place,
            compiled ? "intrinsic functions may not stand here"
                     : explained(compiled.error().message));
        return std::nullopt;
    }

    std::optional<std::variant<json::Value, query::Query>> read_operand(const json::Member& member,
                                                                        Operand operand,
                                                                        const Location& where) {
        const Location place(where, member.key());
        if (!has_type(operand, member.value)) {
            findings_.schema("Expected value of type " + std::string(type_wanted(operand)), place,
                             "not " + shown(json::print(member.value)));
            return std::nullopt;
        }
        if (operand == Operand::path) {
            auto compiled = path(member, where);
            if (!compiled) return std::nullopt;
            return *std::move(compiled);
        }
        if (operand == Operand::timestamp && !base::parse_iso8601(member.value.as_string())) {
            findings_.schema("String does not match RFC3339 timestamp", place,
                             "for example 2026-03-14T01:59:00Z");
            return std::nullopt;
        }
        return json::compact(member.value);
    }

    Findings& findings_;
};

ChoiceRule compile_condition(const FieldSource& source) {
    ChoiceRule rule;
    rule.form = ChoiceRule::Form::condition;
    const json::Value* condition = source.fields.find("Condition");
    if (condition == nullptr) return rule;
    rule.condition = compile_jsonata(source, "Condition");
    const bool can_be_true =
        condition->is_boolean() || (rule.condition && !rule.condition->is_constant());
    if (rule.condition && (!can_be_true || condition->is_object() || condition->is_array())) {
        source.findings.schema("Expected value of type Boolean",
                               Location(source.where, "Condition"),
                               "true, false, or an expression, as \"{% $states.input.ready %}\"");
    }
    return rule;
}

}  // namespace

std::vector<NamedBranch> compile_choices(const StateDefinition& state, Findings& findings) {
    std::vector<NamedBranch> branches;
    const json::Value* choices = state.fields.find("Choices");
    if (choices == nullptr) return branches;
    const Location list(*state.where, "Choices");
    for (std::size_t i = 0; i < choices->size(); ++i) {
        const json::Value& value = choices->items()[i];
        const Location place(list, i);
        if (!value.is_object()) {
            findings.schema("Expected value of type Object", place,
                            "a rule is an object with a condition and Next");
            continue;
        }
        const bool is_jsonata = state.language == Language::jsonata;
        const Fields fields =
            check_fields(value, is_jsonata ? kConditionRuleFields : kChoiceRuleFields, kAnyState,
                         state.language, place, findings);
        const FieldSource source{fields, place, findings, state.language};
        NamedBranch& branch = branches.emplace_back();
        branch.next = fields.text("Next");
        branch.branch.rule = is_jsonata ? compile_condition(source)
                                        : RuleCompiler(findings).compile(value, place, true);
        branch.branch.output = is_jsonata ? compile_jsonata(source, "Output") : std::nullopt;
        branch.branch.assign = compile_assign(source);
    }
    return branches;
}

}  // namespace asl
