#include "connectors/mock_result.hpp"

#include <array>

#include "connectors/casing.hpp"
#include "connectors/integration.hpp"

namespace connectors {
namespace {

using Pattern = asl::TaskTarget::Pattern;

/// An optimised integration whose name is not the SDK's.
struct Renamed {
    std::string_view resource_type;
    std::string_view service;
};
constexpr std::array kRenamed = {
    Renamed{"states", "sfn"},
    Renamed{"events", "eventbridge"},
    Renamed{"elasticmapreduce", "emr"},
    Renamed{"emr-containers", "emrcontainers"},
    Renamed{"emr-serverless", "emrserverless"},
    Renamed{"bedrock", "bedrockruntime"},
};

/// How the work of a `.sync` task is asked for.
struct Polling {
    std::string_view action;
    std::string_view operation;
};
constexpr std::array kPolling = {
    Polling{"startExecution", "DescribeExecution"},
    Polling{"submitJob", "DescribeJobs"},
    Polling{"runTask", "DescribeTasks"},
    Polling{"startJobRun", "GetJobRun"},
    Polling{"startBuild", "BatchGetBuilds"},
    Polling{"startBuildBatch", "BatchGetBuildBatches"},
    Polling{"startQueryExecution", "GetQueryExecution"},
    Polling{"createCluster", "DescribeCluster"},
    Polling{"addStep", "DescribeStep"},
    Polling{"terminateCluster", "DescribeCluster"},
};

std::string_view service_of(const asl::TaskTarget& target) {
    constexpr std::string_view kSdk = "aws-sdk:";
    const std::string_view type = target.resource_type;
    if (type.starts_with(kSdk)) return type.substr(kSdk.size());
    for (const Renamed& each : kRenamed) {
        if (each.resource_type == type) return each.service;
    }
    return type;
}

std::string operation_of(const asl::TaskTarget& target) {
    const std::string_view action = action_of(target);
    if (target.pattern == Pattern::sync || target.pattern == Pattern::sync2) {
        for (const Polling& each : kPolling) {
            if (each.action == action) return std::string(each.operation);
        }
        return {};
    }
    return upper_first(action);
}

/// The member that the integration gives as JSON of its own, whatever the API's model says.
std::string_view free_member(const asl::TaskTarget& target) {
    if (target.resource_type == "lambda") return "Payload";
    if (target.resource_type == "bedrock") return "Body";
    if (target.pattern == Pattern::sync2) return "Output";
    return {};
}

}  // namespace

std::optional<std::string> mock_mismatch(const asl::TaskTarget& target, const json::Value& result,
                                         FieldValidation mode) {
    const bool gives_anything = target.kind != asl::TaskTarget::Kind::integration ||
                                target.pattern == Pattern::wait_for_task_token ||
                                target.resource_type == "http" ||
                                target.resource_type == "apigateway";
    if (gives_anything) return {};
    return mismatch(service_of(target), operation_of(target), result, mode, free_member(target));
}

}  // namespace connectors
