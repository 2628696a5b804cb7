#include "cli/sam/values.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace cli::sam {
namespace {

std::vector<std::string> all_names(const Scope& scope) {
    std::vector<std::string> names;
    for (const auto& [name, value] : scope.parameters) names.push_back(name);
    for (const auto& [name, value] : scope.resources) names.push_back(name);
    return names;
}

Outcome<std::string> reference(const Scope& scope, const std::string& name, std::size_t line) {
    if (const auto found = scope.parameters.find(name); found != scope.parameters.end()) {
        return found->second;
    }
    if (const auto found = scope.resources.find(name); found != scope.resources.end()) {
        return found->second.reference;
    }
    if (name.starts_with("AWS::")) {
        return base::fail(problem_at(scope, line,
                                     "the pseudo parameter " + name + " is not known here yet",
                                     "known: AWS::AccountId, AWS::Partition, AWS::Region, "
                                     "AWS::StackName, AWS::URLSuffix"));
    }
    return base::fail(problem_at(scope, line,
                                 "no parameter and no resource is called \"" + name + "\"",
                                 did_you_mean(name, all_names(scope))));
}

Outcome<std::string> attribute(const Scope& scope, const std::string& name,
                               const std::string& attribute_name, std::size_t line) {
    const auto found = scope.resources.find(name);
    if (found == scope.resources.end()) {
        return base::fail(problem_at(scope, line, "no resource is called \"" + name + "\"",
                                     did_you_mean(name, all_names(scope))));
    }
    const auto value = found->second.attributes.find(attribute_name);
    if (value != found->second.attributes.end()) return value->second;
    std::string known;
    for (const auto& [key, unused] : found->second.attributes) {
        known += (known.empty() ? "known: " : ", ") + key;
    }
    return base::fail(problem_at(
        scope, line,
        name + " (" + found->second.type + ") has no attribute \"" + attribute_name + "\" here yet",
        known));
}

/// `${Name}`, `${Name.Attribute}` and `${!Literal}` in a text; `own` are Fn::Sub's own names.
Outcome<std::string> substitute(const Scope& scope, const std::string& text,
                                const std::map<std::string, std::string>& own, std::size_t line) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t open = text.find("${"); open != std::string::npos;
         open = text.find("${", at)) {
        out += text.substr(at, open - at);
        const auto close = text.find('}', open);
        if (close == std::string::npos) {
            return base::fail(problem_at(scope, line, "Fn::Sub: a ${ without its }"));
        }
        const std::string name(base::trim(text.substr(open + 2, close - open - 2)));
        at = close + 1;
        if (name.starts_with('!')) {
            out += "${" + name.substr(1) + "}";
            continue;
        }
        if (const auto found = own.find(name); found != own.end()) {
            out += found->second;
            continue;
        }
        const auto dot = name.find('.');
        QS_TRY(const std::string value,
               dot == std::string::npos
                   ? reference(scope, name, line)
                   : attribute(scope, name.substr(0, dot), name.substr(dot + 1), line));
        out += value;
    }
    return out + text.substr(at);
}

Outcome<std::string> call_sub(const Scope& scope, const Node& argument) {
    if (argument.is_scalar()) return substitute(scope, argument.text, {}, argument.line);
    if (!argument.is_list() || argument.items.size() != 2 || !argument.items[0].is_scalar() ||
        !argument.items[1].is_map()) {
        return base::fail(problem_at(scope, argument.line,
                                     "Fn::Sub wants a text, or a list of a text and a map"));
    }
    std::map<std::string, std::string> own;
    for (const auto& [name, node] : argument.items[1].members) {
        QS_TRY(own[name], evaluate_text(scope, node, "Fn::Sub's " + name));
    }
    return substitute(scope, argument.items[0].text, own, argument.line);
}

Outcome<std::string> call_get_att(const Scope& scope, const Node& argument) {
    std::vector<std::string> parts;
    if (argument.is_scalar()) {
        const auto dot = argument.text.find('.');
        parts = {argument.text.substr(0, dot)};
        if (dot != std::string::npos) parts.push_back(argument.text.substr(dot + 1));
    }
    for (const Node& item : argument.items) {
        if (item.is_scalar()) parts.push_back(item.text);
    }
    if (parts.size() != 2) {
        return base::fail(problem_at(scope, argument.line,
                                     "Fn::GetAtt wants a resource's name and an attribute's name"));
    }
    return attribute(scope, parts[0], parts[1], argument.line);
}

json::Value scalar_value(const Node& node) {
    if (node.is_quoted) return json::Value::string(node.text);
    if (node.text == "true" || node.text == "True" || node.text == "TRUE") {
        return json::Value::boolean(true);
    }
    if (node.text == "false" || node.text == "False" || node.text == "FALSE") {
        return json::Value::boolean(false);
    }
    const auto number = json::parse(node.text);
    if (number && number->is_number()) return *number;
    return json::Value::string(node.text);
}

}  // namespace

Problem problem_at(const Scope& scope, std::size_t line, std::string what, std::string hint) {
    return usage_problem(
        base::printable(scope.file) + ":" + std::to_string(line) + ": " + std::move(what),
        std::move(hint));
}

Outcome<json::Value> evaluate(const Scope& scope, const Node& node) {
    if (node.is_scalar()) return scalar_value(node);
    if (node.is_list()) {
        std::vector<json::Value> items;
        for (const Node& item : node.items) {
            QS_TRY(json::Value value, evaluate(scope, item));
            items.push_back(std::move(value));
        }
        return json::Value::take_array(std::move(items));
    }
    if (!node.is_map()) return json::Value{};
    if (node.members.size() == 1) {
        const auto& [name, argument] = node.members.front();
        const auto as_value = [](Outcome<std::string> text) -> Outcome<json::Value> {
            if (!text) return base::fail(text.error());
            return json::Value::string(*text);
        };
        if (name == "Ref") return as_value(reference(scope, argument.text, argument.line));
        if (name == "Fn::GetAtt") return as_value(call_get_att(scope, argument));
        if (name == "Fn::Sub") return as_value(call_sub(scope, argument));
        if (name.starts_with("Fn::") || name == "Condition") {
            return base::fail(problem_at(scope, argument.line,
                                         "the function " + name + " is not known here yet",
                                         "known: Ref, Fn::GetAtt, Fn::Sub"));
        }
    }
    std::vector<json::Member> members;
    for (const auto& [name, member] : node.members) {
        QS_TRY(json::Value value, evaluate(scope, member));
        members.emplace_back(name, std::move(value));
    }
    return json::Value::take_object(std::move(members));
}

Outcome<std::string> evaluate_text(const Scope& scope, const Node& node, std::string_view what) {
    QS_TRY(const json::Value value, evaluate(scope, node));
    if (value.is_string()) return std::string(value.as_string());
    // A text that looks like a number is still what its author wrote.
    if (node.is_scalar()) return node.text;
    return base::fail(problem_at(scope, node.line, std::string(what) + " must be a text"));
}

}  // namespace cli::sam
