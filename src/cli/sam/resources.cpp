// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
#include "cli/sam/resources.hpp"

#include <array>
#include <filesystem>

#include "asl/compile.hpp"
#include "aws/arn.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/definition_text.hpp"
#include "cli/files.hpp"
#include "cli/sam/package.hpp"
#include "cli/sam/properties.hpp"
#include "json/print.hpp"

namespace cli::sam {
namespace {

/// One resource as its planner sees it.
struct Source {
    const Scope& scope;
    const std::string& folder;
    const std::string& id;
    const Node& node;

    const Node* property(std::string_view name) const {
        const Node* const properties = node.find("Properties");
        return properties == nullptr ? nullptr : properties->find(name);
    }
    Problem problem(std::size_t line, const std::string& what, std::string hint = {}) const {
        return problem_at(scope, line, id + ": " + what, std::move(hint));
    }
    const Resource& named() const { return scope.resources.at(id); }
    Outcome<std::string> text(std::string_view name) const {
        const Node* const found = property(name);
        if (found == nullptr) {
            return base::fail(problem(node.line, "it needs the property " + std::string(name)));
        }
        return evaluate_text(scope, *found, id + ": " + std::string(name));
    }
    std::string path(const std::string& relative) const {
        return (std::filesystem::path(folder) / relative).lexically_normal().string();
    }
    /// No role is made yet: nothing is enforced in the open mode, and AWS's operations want one
    /// named.
    std::string role_arn() const {
        return "arn:aws:iam::" + scope.parameters.at("AWS::AccountId") + ":role/" +
               scope.parameters.at("AWS::StackName") + "-" + id + "Role";
    }
};

std::string_view name_property(std::string_view type) {
    if (type == "AWS::S3::Bucket") return "BucketName";
    if (type == "AWS::DynamoDB::Table") return "TableName";
    if (type == "AWS::Serverless::Function") return "FunctionName";
    return "Name";
}

Outcome<void> plan_bucket(const Source& source, std::vector<Planned>& plan) {
    Bucket bucket{.name = source.named().reference};
    if (const Node* const configuration = source.property("NotificationConfiguration")) {
        constexpr std::array kKnown = {Property{"EventBridgeConfiguration"}};
        constexpr std::array kBridge = {Property{"EventBridgeEnabled"}};
        QS_CHECK(check_members(source.scope, *configuration, kKnown,
                               source.id + ": NotificationConfiguration"));
        if (const Node* const bridge = configuration->find("EventBridgeConfiguration")) {
            QS_CHECK(check_members(source.scope, *bridge, kBridge,
                                   source.id + ": EventBridgeConfiguration"));
            const Node* const enabled = bridge->find("EventBridgeEnabled");
            bucket.sends_events = true;
            if (enabled != nullptr) {
                QS_TRY(const json::Value value, evaluate(source.scope, *enabled));
                bucket.sends_events =
                    value == json::Value::boolean(true) || value == json::Value::string("true");
            }
        }
    }
    plan.push_back({source.id, "AWS::S3::Bucket", std::move(bucket)});
    return {};
}

Outcome<void> plan_table(const Source& source, std::vector<Planned>& plan) {
    json::ObjectBuilder input;
    input.set("TableName", source.named().reference);
    for (const std::string_view name : {"AttributeDefinitions", "KeySchema"}) {
        const Node* const node = source.property(name);
        if (node == nullptr || !node->is_list()) {
            return base::fail(source.problem(node == nullptr ? source.node.line : node->line,
                                             "it needs a list " + std::string(name)));
        }
        QS_TRY(json::Value value, evaluate(source.scope, *node));
        input.set(name, std::move(value));
    }
    const Node* const mode = source.property("BillingMode");
    if (mode == nullptr || mode->text != "PAY_PER_REQUEST") {
        return base::fail(source.problem(mode == nullptr ? source.node.line : mode->line,
                                         "BillingMode must be PAY_PER_REQUEST, others are not "
                                         "supported yet"));
    }
    input.set("BillingMode", "PAY_PER_REQUEST");
    plan.push_back({source.id, "AWS::DynamoDB::Table",
                    Table{source.named().reference, std::move(input).build()}});
    return {};
}

Outcome<void> plan_function(const Source& source, std::vector<Planned>& plan) {
    json::ObjectBuilder configuration;
    configuration.set("FunctionName", source.named().reference);
    for (const std::string_view name : {"Runtime", "Handler"}) {
        QS_TRY(const std::string text, source.text(name));
        configuration.set(name, text);
    }
    configuration.set("Role", source.role_arn());
    const std::pair<std::string_view, std::int64_t> numbers[] = {{"MemorySize", 128},
                                                                 {"Timeout", 3}};
    for (const auto& [name, fallback] : numbers) {
        json::Value value = json::Value::integer(fallback);
        if (const Node* const node = source.property(name)) {
            QS_TRY(value, evaluate(source.scope, *node));
            if (!value.is_number() || !value.as_integer()) {
                return base::fail(
                    source.problem(node->line, std::string(name) + " must be a whole number"));
            }
        }
        configuration.set(name, value);
    }
    json::Value variables = json::Value::empty_object();
    if (const Node* const environment = source.property("Environment")) {
        constexpr std::array kKnown = {Property{"Variables"}};
        QS_CHECK(check_members(source.scope, *environment, kKnown, source.id + ": Environment"));
        json::ObjectBuilder texts;
        if (const Node* const node = environment->find("Variables")) {
            for (const auto& [name, value] : node->members) {
                QS_TRY(const std::string text, evaluate_text(source.scope, value, name));
                texts.set(name, text);
            }
        }
        variables = std::move(texts).build();
    }
    configuration.set("Environment", json::object({{"Variables", variables}}));

    QS_TRY(const std::string code, source.text("CodeUri"));
    const std::size_t line = source.property("CodeUri")->line;
    if (code.starts_with("s3://")) {
        return base::fail(source.problem(line, "CodeUri must be a folder or a .zip file here"));
    }
    auto zip = pack(source.path(code));
    if (!zip) {
        Problem problem = source.problem(line, zip.error().message, zip.error().hint);
        problem.exit_code = zip.error().exit_code;
        return base::fail(std::move(problem));
    }
    plan.push_back({source.id, "AWS::Serverless::Function",
                    Function{source.named().reference, source.named().attributes.at("Arn"),
                             std::move(configuration).build(), *std::move(zip)}});
    return {};
}

/// `${Name}` in the definition becomes the value, escaped as the string that it stands in wants it.
/// What is no name of DefinitionSubstitutions stays.
Outcome<std::string> substituted(const Source& source, std::string definition) {
    const Node* const substitutions = source.property("DefinitionSubstitutions");
    if (substitutions == nullptr) return definition;
    for (const auto& [name, node] : substitutions->members) {
        QS_TRY(const std::string value,
               evaluate_text(source.scope, node, source.id + ": DefinitionSubstitutions." + name));
        std::string quoted;
        json::print_string_to(quoted, value);
        const std::string escaped = quoted.substr(1, quoted.size() - 2);
        const std::string pattern = "${" + name + "}";
        for (std::size_t at = definition.find(pattern); at != std::string::npos;
             at = definition.find(pattern, at + escaped.size())) {
            definition.replace(at, pattern.size(), escaped);
        }
    }
    return definition;
}

Outcome<std::string> read_definition(const Source& source, asl::MachineType type) {
    QS_TRY(const std::string uri, source.text("DefinitionUri"));
    const std::size_t line = source.property("DefinitionUri")->line;
    const std::string path = source.path(uri);
    auto text = read_file(path, base::limits::kDefinitionBytesMax);
    if (!text) {
        Problem problem = source.problem(line, text.error().message);
        problem.exit_code = text.error().exit_code;
        return base::fail(std::move(problem));
    }
    QS_TRY(const DefinitionText written, DefinitionText::read(path, *std::move(text)));
    QS_TRY(std::string definition, substituted(source, written.json()));
    for (const auto& diagnostic : asl::compile(definition, type).diagnostics) {
        if (diagnostic.severity != asl::Severity::error) continue;
        const auto position = written.find(diagnostic.location);
        return base::fail(
            source.problem(line,
                           base::printable(path) +
                               (position.line == 0 ? "" : ":" + std::to_string(position.line)) +
                               ": " + diagnostic.message,
                           "quickstep validate " + path));
    }
    return definition;
}

Outcome<void> plan_event(const Source& source, const std::string& name, const Node& node,
                         std::vector<Planned>& plan) {
    const std::string where = source.id + ": the event " + name;
    constexpr std::array kKnown = {Property{"Properties"}, Property{"Type"}};
    QS_CHECK(check_members(source.scope, node, kKnown, where));
    const std::string_view type = node.text_of("Type");
    if (type != "EventBridgeRule") {
        return base::fail(
            problem_at(source.scope, node.line,
                       where + ": the type " + std::string(type) + " is not supported yet",
                       "supported: EventBridgeRule"));
    }
    const Node* const properties = node.find("Properties");
    const Node* const pattern = properties == nullptr ? nullptr : properties->find("Pattern");
    if (pattern == nullptr) {
        return base::fail(problem_at(source.scope, node.line, where + " needs a Pattern"));
    }
    QS_CHECK(check_members(source.scope, *properties, kEventBridgeRuleMembers, where));
    Rule rule{.name = source.scope.parameters.at("AWS::StackName") + "-" + source.id + name,
              .pattern = {},
              .target_id = source.id + name + "StepFunctionsTarget",
              .target_arn = source.named().attributes.at("Arn"),
              .role_arn = source.role_arn()};
    if (const Node* const own = properties->find("RuleName")) {
        QS_TRY(rule.name, evaluate_text(source.scope, *own, where + ": RuleName"));
    }
    QS_TRY(const json::Value value, evaluate(source.scope, *pattern));
    rule.pattern = json::print(value);
    plan.push_back({source.id + name, "AWS::Events::Rule", std::move(rule)});
    return {};
}

Outcome<void> plan_machine(const Source& source, std::vector<Planned>& plan) {
    StateMachine machine{.name = source.named().attributes.at("Name"),
                         .arn = source.named().reference,
                         .type = "STANDARD",
                         .definition = {},
                         .role_arn = source.role_arn()};
    if (source.property("Type") != nullptr) {
        QS_TRY(machine.type, source.text("Type"));
        if (machine.type != "STANDARD" && machine.type != "EXPRESS") {
            return base::fail(
                source.problem(source.property("Type")->line,
                               "Type must be STANDARD or EXPRESS, not \"" + machine.type + "\""));
        }
    }
    QS_TRY(machine.definition,
           read_definition(source, machine.type == "EXPRESS" ? asl::MachineType::express
                                                             : asl::MachineType::standard));
    plan.push_back({source.id, "AWS::Serverless::StateMachine", std::move(machine)});
    if (const Node* const events = source.property("Events")) {
        for (const auto& [name, node] : events->members) {
            QS_CHECK(plan_event(source, name, node, plan));
        }
    }
    return {};
}

}  // namespace

Outcome<Resource> name_resource(const Scope& scope, const std::string& id, const Node& node) {
    Resource resource{.type = std::string(node.text_of("Type")), .reference = {}, .attributes = {}};
    std::string name = scope.parameters.at("AWS::StackName") + "-" + id;
    const bool is_bucket = resource.type == "AWS::S3::Bucket";
    if (is_bucket) name = base::lower(name);
    const Node* const properties = node.find("Properties");
    const Node* const own =
        properties == nullptr ? nullptr : properties->find(name_property(resource.type));
    if (own != nullptr) {
        QS_TRY(name, evaluate_text(scope, *own, id + ": its name"));
    }
    const std::string& region = scope.parameters.at("AWS::Region");
    const std::string& account = scope.parameters.at("AWS::AccountId");
    resource.reference = name;
    if (is_bucket) {
        resource.attributes = {{"Arn", "arn:aws:s3:::" + name},
                               {"DomainName", name + ".s3.amazonaws.com"}};
    } else if (resource.type == "AWS::DynamoDB::Table") {
        resource.attributes = {
            {"Arn", "arn:aws:dynamodb:" + region + ":" + account + ":table/" + name}};
    } else if (resource.type == "AWS::Serverless::Function") {
        resource.attributes = {{"Arn", aws::function_arn(region, account, name)}};
    } else {
        resource.reference = aws::state_machine_arn(region, account, name);
        resource.attributes = {{"Arn", resource.reference}, {"Name", name}};
    }
    return resource;
}

Outcome<void> plan_resource(const Scope& scope, const std::string& folder, const std::string& id,
                            const Node& node, std::vector<Planned>& plan) {
    const Source source{scope, folder, id, node};
    const std::string& type = source.named().type;
    if (type == "AWS::S3::Bucket") return plan_bucket(source, plan);
    if (type == "AWS::DynamoDB::Table") return plan_table(source, plan);
    if (type == "AWS::Serverless::Function") return plan_function(source, plan);
    return plan_machine(source, plan);
}

}  // namespace cli::sam
