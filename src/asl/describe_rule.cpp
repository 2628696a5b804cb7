// Choice rules in words, for the labels of edges.
#include <string>

#include "asl/graph.hpp"
#include "json/print.hpp"

namespace asl {

namespace {

constexpr std::size_t kPathLengthMax = 28;

std::string_view relation_sign(Relation relation) {
    switch (relation) {
        case Relation::equals: return "=";
        case Relation::less: return "<";
        case Relation::greater: return ">";
        case Relation::less_equals: return "≤";
        case Relation::greater_equals: return "≥";
    }
    return "=";
}

/// "is null" for `IsNull`, or empty for what compares with an operand.
std::string_view test_name(Comparison comparison) {
    switch (comparison) {
        case Comparison::is_null: return "null";
        case Comparison::is_present: return "present";
        case Comparison::is_numeric: return "numeric";
        case Comparison::is_string: return "a string";
        case Comparison::is_boolean: return "a boolean";
        case Comparison::is_timestamp: return "a timestamp";
        case Comparison::string:
        case Comparison::numeric:
        case Comparison::timestamp:
        case Comparison::boolean:
        case Comparison::string_matches: return "";
    }
    return "";
}

/// A long path by its last member: what is compared matters more than the way there.
std::string short_path(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    if (path.size() <= kPathLengthMax || dot == std::string::npos || dot + 1 == path.size())
        return path;
    return "…" + path.substr(dot);
}

std::string operand_text(const Comparing& comparing) {
    if (const auto* literal = std::get_if<json::Value>(&comparing.operand))
        return json::print(*literal);
    return short_path(std::get<query::Query>(comparing.operand).text());
}

void append_comparing(std::string& out, const Comparing& comparing) {
    out += short_path(comparing.variable_text);
    if (const std::string_view test = test_name(comparing.comparison); !test.empty()) {
        const auto* wanted = std::get_if<json::Value>(&comparing.operand);
        const bool is_wanted = wanted == nullptr || !wanted->is_boolean() || wanted->as_boolean();
        out += is_wanted ? " is " : " is not ";
        out += test;
        return;
    }
    out += ' ';
    out += comparing.comparison == Comparison::string_matches ? "matches"
                                                              : relation_sign(comparing.relation);
    out += ' ';
    out += operand_text(comparing);
}

/// Stops adding when the text is long enough: what follows is cut anyway.
void append_rule(std::string& out, const ChoiceRule& rule, std::size_t length, bool is_inner) {
    if (out.size() > length) return;
    if (rule.form == ChoiceRule::Form::comparing) {
        if (rule.comparing) append_comparing(out, *rule.comparing);
        return;
    }
    if (rule.form == ChoiceRule::Form::condition) {
        if (rule.condition) out += rule.condition->text();
        return;
    }
    if (rule.form == ChoiceRule::Form::negation) {
        out += "not (";
        for (const ChoiceRule& inner : rule.rules) append_rule(out, inner, length, false);
        out += ')';
        return;
    }
    const bool needs_brackets = is_inner && rule.rules.size() > 1;
    if (needs_brackets) out += '(';
    bool is_first = true;
    for (const ChoiceRule& inner : rule.rules) {
        if (out.size() > length) break;
        if (!is_first) out += rule.form == ChoiceRule::Form::all ? " and " : " or ";
        append_rule(out, inner, length, true);
        is_first = false;
    }
    if (needs_brackets) out += ')';
}

}  // namespace

std::string describe(const ChoiceRule& rule, std::size_t length) {
    std::string text;
    append_rule(text, rule, length, false);
    if (text.size() <= length) return text;
    std::size_t end = length;
    // Never in the middle of a character.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
}

}  // namespace asl
