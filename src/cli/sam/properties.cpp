#include "cli/sam/properties.hpp"

#include <algorithm>
#include <array>

namespace cli::sam {
namespace {

constexpr Use kPassedOver = Use::passed_over;

constexpr std::array kBucket = {
    Property{"BucketName"},
    Property{"NotificationConfiguration"},
    Property{"Tags", kPassedOver},
};
constexpr std::array kTable = {
    Property{"AttributeDefinitions"},
    Property{"BillingMode"},
    Property{"KeySchema"},
    Property{"TableName"},
    Property{"Tags", kPassedOver},
};
constexpr std::array kFunction = {
    Property{"CodeUri"},
    Property{"Description", kPassedOver},
    Property{"Environment"},
    Property{"FunctionName"},
    Property{"Handler"},
    Property{"MemorySize"},
    Property{"Policies", kPassedOver},
    Property{"Role", kPassedOver},
    Property{"Runtime"},
    Property{"Tags", kPassedOver},
    Property{"Timeout"},
};
constexpr std::array kStateMachine = {
    Property{"DefinitionSubstitutions"},
    Property{"DefinitionUri"},
    Property{"Events"},
    Property{"Name"},
    Property{"Policies", kPassedOver},
    Property{"Role", kPassedOver},
    Property{"Tags", kPassedOver},
    Property{"Type"},
};

struct Type {
    std::string_view name;
    std::span<const Property> properties;
};
constexpr std::array kTypes = {
    Type{"AWS::DynamoDB::Table", kTable},
    Type{"AWS::S3::Bucket", kBucket},
    Type{"AWS::Serverless::Function", kFunction},
    Type{"AWS::Serverless::StateMachine", kStateMachine},
};

constexpr std::array kSections = {
    Property{"AWSTemplateFormatVersion"},
    Property{"Description", kPassedOver},
    Property{"Metadata", kPassedOver},
    Property{"Outputs"},
    Property{"Parameters"},
    Property{"Resources"},
    Property{"Transform"},
};
constexpr std::array kParameter = {
    Property{"AllowedValues"},
    Property{"ConstraintDescription", kPassedOver},
    Property{"Default"},
    Property{"Description", kPassedOver},
    Property{"MaxLength"},
    Property{"MinLength"},
    Property{"NoEcho", kPassedOver},
    Property{"Type"},
};
constexpr std::array kResource = {
    // Everything is made in an order that suits all types.
    Property{"DependsOn", kPassedOver},
    // Nothing is removed or replaced by a deployment.
    Property{"DeletionPolicy", kPassedOver},
    Property{"Metadata", kPassedOver},
    Property{"Properties"},
    Property{"Type"},
    Property{"UpdateReplacePolicy", kPassedOver},
};
constexpr std::array kOutput = {
    Property{"Description"},
    Property{"Value"},
};
constexpr std::array kRule = {
    Property{"Pattern"},
    Property{"RuleName"},
};

}  // namespace

const std::span<const Property> kTemplateSections = kSections;
const std::span<const Property> kParameterMembers = kParameter;
const std::span<const Property> kResourceMembers = kResource;
const std::span<const Property> kOutputMembers = kOutput;
const std::span<const Property> kEventBridgeRuleMembers = kRule;

const std::span<const Property>* properties_of(std::string_view type) {
    const auto found = std::ranges::find(kTypes, type, &Type::name);
    return found == kTypes.end() ? nullptr : &found->properties;
}

std::string known_types() {
    std::string names;
    for (const Type& type : kTypes) {
        names += (names.empty() ? "" : ", ") + std::string(type.name);
    }
    return names;
}

Outcome<void> check_members(const Scope& scope, const Node& node, std::span<const Property> known,
                            const std::string& where) {
    for (const auto& [name, member] : node.members) {
        const std::string& given = name;
        if (std::ranges::find(known, given, &Property::name) != known.end()) continue;
        std::vector<std::string> names;
        for (const Property& property : known) names.emplace_back(property.name);
        std::string hint = did_you_mean(given, names);
        if (hint.empty()) hint = "nothing was made; take it out to deploy the rest";
        return base::fail(
            problem_at(scope, member.line, where + ": " + given + " is not supported yet", hint));
    }
    return {};
}

}  // namespace cli::sam
