// Parameters, names, resources, outputs: in this order, because each may refer to those before.
#include "cli/sam/plan.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/files.hpp"
#include "cli/sam/properties.hpp"
#include "cli/sam/resources.hpp"

namespace cli::sam {
namespace {

constexpr std::string_view kTransform = "AWS::Serverless-2016-10-31";

Outcome<void> check_sections(const Scope& scope, const Node& root) {
    if (!root.is_map()) {
        return base::fail(problem_at(scope, 1, "this is no template: it has no Resources"));
    }
    QS_CHECK(check_members(scope, root, kTemplateSections, "the template"));
    const Node* const resources = root.find("Resources");
    if (resources == nullptr || !resources->is_map() || resources->members.empty()) {
        return base::fail(problem_at(scope, resources == nullptr ? 1 : resources->line,
                                     "this is no template: it has no Resources"));
    }
    if (resources->members.size() > base::limits::kTemplateResourcesMax) {
        return base::fail(problem_at(scope, resources->line, "more than 500 resources"));
    }
    const Node* const transform = root.find("Transform");
    if (transform != nullptr && transform->text != kTransform) {
        return base::fail(problem_at(scope, transform->line,
                                     "the only Transform here is " + std::string(kTransform)));
    }
    return {};
}

std::size_t length_limit(const Node& node, std::string_view member, std::size_t fallback) {
    const std::string_view text = node.text_of(member);
    std::size_t value = fallback;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Outcome<std::string> parameter_value(const Scope& scope, const std::string& name, const Node& node,
                                     const PlanInput& input) {
    const std::string where = "the parameter " + name;
    if (!node.is_map()) return base::fail(problem_at(scope, node.line, where + " must be a map"));
    QS_CHECK(check_members(scope, node, kParameterMembers, where));
    const std::string_view type = node.text_of("Type");
    if (type != "String" && type != "Number") {
        return base::fail(problem_at(scope, node.line, where + ": Type must be String or Number"));
    }
    std::string value;
    if (const auto given = input.parameters.find(name); given != input.parameters.end()) {
        value = given->second;
    } else if (const Node* const fallback = node.find("Default"); fallback != nullptr) {
        value = fallback->text;
    } else {
        return base::fail(problem_at(scope, node.line, where + " has no default",
                                     "add --param " + name + "=VALUE"));
    }
    if (const Node* const allowed = node.find("AllowedValues"); allowed != nullptr) {
        if (std::ranges::find(allowed->items, value, &Node::text) == allowed->items.end()) {
            return base::fail(
                problem_at(scope, allowed->line, where + " may not be \"" + value + "\""));
        }
    }
    const std::size_t length = base::utf8_length(value);
    if (length < length_limit(node, "MinLength", 0) ||
        length > length_limit(node, "MaxLength", static_cast<std::size_t>(-1))) {
        return base::fail(problem_at(scope, node.line,
                                     where + ": \"" + value + "\" is not of an allowed length"));
    }
    return value;
}

Outcome<void> read_parameters(Scope& scope, const Node& root, const PlanInput& input) {
    const Node* const section = root.find("Parameters");
    std::vector<std::string> names;
    if (section != nullptr) {
        if (section->members.size() > base::limits::kTemplateParametersMax) {
            return base::fail(problem_at(scope, section->line, "more than 200 parameters"));
        }
        for (const auto& [name, node] : section->members) {
            QS_TRY(scope.parameters[name], parameter_value(scope, name, node, input));
            names.push_back(name);
        }
    }
    for (const auto& [name, value] : input.parameters) {
        if (std::ranges::find(names, name) == names.end()) {
            return base::fail(usage_problem("the template has no parameter \"" + name + "\"",
                                            did_you_mean(name, names)));
        }
    }
    scope.parameters["AWS::AccountId"] = input.account;
    scope.parameters["AWS::Partition"] = "aws";
    scope.parameters["AWS::Region"] = input.region;
    scope.parameters["AWS::StackName"] = input.stack_name;
    scope.parameters["AWS::URLSuffix"] = "amazonaws.com";
    return {};
}

Outcome<void> check_resource(const Scope& scope, const std::string& id, const Node& node) {
    if (!node.is_map()) return base::fail(problem_at(scope, node.line, id + " must be a map"));
    const Node* const type = node.find("Type");
    if (type == nullptr || !type->is_scalar()) {
        return base::fail(problem_at(scope, node.line, id + " has no Type"));
    }
    const auto* const known = properties_of(type->text);
    if (known == nullptr) {
        return base::fail(problem_at(scope, type->line,
                                     id + ": the type " + type->text + " is not supported yet",
                                     "supported: " + known_types()));
    }
    QS_CHECK(check_members(scope, node, kResourceMembers, id));
    if (const Node* const properties = node.find("Properties"); properties != nullptr) {
        QS_CHECK(check_members(scope, *properties, *known, id));
    }
    return {};
}

Outcome<Output> read_output(const Scope& scope, const std::string& name, const Node& node) {
    QS_CHECK(check_members(scope, node, kOutputMembers, "the output " + name));
    const Node* const value = node.find("Value");
    if (value == nullptr) {
        return base::fail(problem_at(scope, node.line, "the output " + name + " has no Value"));
    }
    Output output{
        .name = name, .value = {}, .description = std::string(node.text_of("Description"))};
    QS_TRY(output.value, evaluate_text(scope, *value, "the output " + name));
    return output;
}

/// What others refer to stands first: buckets, tables, functions, machines, rules; within a kind
/// the template's order stays.
std::vector<Planned> in_order(std::vector<Planned> planned) {
    std::vector<Planned> ordered;
    constexpr std::size_t kKinds = std::variant_size_v<decltype(Planned::what)>;
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
        for (Planned& one : planned) {
            if (one.what.index() == kind) ordered.push_back(std::move(one));
        }
    }
    return ordered;
}

}  // namespace

std::string Plan::output(std::string_view name) const {
    const auto found = std::ranges::find(outputs, name, &Output::name);
    return found == outputs.end() ? std::string{} : found->value;
}

const std::string& physical_name(const Planned& planned) {
    return std::visit([](const auto& what) -> const std::string& { return what.name; },
                      planned.what);
}

Outcome<Plan> make_plan(const PlanInput& input) {
    QS_TRY(const std::string text, read_file(input.file, base::limits::kTemplateBytesMax));
    QS_TRY(const Node root, read_node(input.file, text));
    Scope scope{.file = input.file, .parameters = {}, .resources = {}};
    QS_CHECK(check_sections(scope, root));
    QS_CHECK(read_parameters(scope, root, input));
    const Node& resources = *root.find("Resources");
    for (const auto& [id, node] : resources.members) QS_CHECK(check_resource(scope, id, node));

    std::map<std::string, Resource> named;
    for (const auto& [id, node] : resources.members) {
        QS_TRY(named[id], name_resource(scope, id, node));
    }
    scope.resources = std::move(named);

    Plan plan{.stack_name = input.stack_name, .resources = {}, .outputs = {}};
    const std::string folder = std::filesystem::path(input.file).parent_path().string();
    for (const auto& [id, node] : resources.members) {
        QS_CHECK(plan_resource(scope, folder, id, node, plan.resources));
    }
    plan.resources = in_order(std::move(plan.resources));
    if (const Node* const outputs = root.find("Outputs"); outputs != nullptr) {
        for (const auto& [name, node] : outputs->members) {
            QS_TRY(Output output, read_output(scope, name, node));
            plan.outputs.push_back(std::move(output));
        }
    }
    return plan;
}

}  // namespace cli::sam
