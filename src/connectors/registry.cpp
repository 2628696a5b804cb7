// Which integrations there are.
#include <array>

#include "connectors/integration.hpp"

namespace connectors {
namespace {

constexpr std::array kIntegrations = {
    Integration{"dynamodb", "deleteItem", call_dynamodb},
    Integration{"dynamodb", "getItem", call_dynamodb},
    Integration{"dynamodb", "putItem", call_dynamodb},
    Integration{"dynamodb", "updateItem", call_dynamodb},
    Integration{"events", "putEvents", put_events},
    Integration{"lambda", "invoke", invoke_lambda},
    Integration{"states", "startExecution", start_execution},
};
constexpr Integration kLambdaFunction{"lambda", "*", call_lambda_function};
constexpr Integration kAwsSdk{"aws-sdk", "*", call_aws_sdk};

}  // namespace

const Integration* find_integration(const asl::TaskTarget& target) {
    using Kind = asl::TaskTarget::Kind;
    if (target.kind == Kind::lambda_function) return &kLambdaFunction;
    if (target.kind == Kind::activity) return nullptr;
    // Waiting for a job or a token comes with those services; doing less would be a wrong answer.
    if (target.pattern != asl::TaskTarget::Pattern::request_response) return nullptr;
    if (target.resource_type.starts_with("aws-sdk:")) return &kAwsSdk;
    for (const Integration& each : kIntegrations) {
        if (each.resource_type == target.resource_type && each.action == target.action)
            return &each;
    }
    return nullptr;
}

}  // namespace connectors
