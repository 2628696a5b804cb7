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

std::string_view action_of(const asl::TaskTarget& target) {
    return std::string_view(target.action).substr(0, target.action.find('.'));
}

const Integration* find_integration(const asl::TaskTarget& target) {
    using Kind = asl::TaskTarget::Kind;
    if (target.kind == Kind::lambda_function) return &kLambdaFunction;
    if (target.kind == Kind::activity) return nullptr;
    using Pattern = asl::TaskTarget::Pattern;
    const bool is_job = target.pattern == Pattern::sync || target.pattern == Pattern::sync2;
    // Jobs of other services come with those; doing less would be a wrong answer.
    if (is_job && target.resource_type != "states") return nullptr;
    // DynamoDB gives no token to anybody.
    if (target.pattern == Pattern::wait_for_task_token && target.resource_type == "dynamodb") {
        return nullptr;
    }
    if (target.resource_type.starts_with("aws-sdk:")) return &kAwsSdk;
    for (const Integration& each : kIntegrations) {
        if (each.resource_type == target.resource_type && each.action == action_of(target))
            return &each;
    }
    return nullptr;
}

}  // namespace connectors
