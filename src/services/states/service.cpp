// The table of the Step Functions operations: members and limits from AWS's service model.
#include "services/states/service.hpp"

#include <array>

#include "services/states/operations.hpp"

namespace services::states {
namespace {

using aws::Member;
using aws::Type;
namespace limits = base::limits;

constexpr std::int64_t kArn = limits::kArnLengthMax;
constexpr std::int64_t kData = limits::kPayloadBytesMax;
constexpr std::int64_t kName = limits::kNameLengthMax;

constexpr std::array<std::string_view, 2> kTypes = {"STANDARD", "EXPRESS"};
constexpr std::array<std::string_view, 2> kSeverities = {"ERROR", "WARNING"};
constexpr std::array<std::string_view, 4> kLevels = {"ALL", "ERROR", "FATAL", "OFF"};
constexpr std::array<std::string_view, 2> kIncludedData = {"ALL_DATA", "METADATA_ONLY"};
constexpr std::array<std::string_view, 3> kInspectionLevels = {"INFO", "DEBUG", "TRACE"};
constexpr std::array<std::string_view, 3> kValidationModes = {"STRICT", "PRESENT", "NONE"};
// In the order of AWS's error text.
constexpr std::array<std::string_view, 6> kStatuses = {"SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE",
                                                       "ABORTED",   "FAILED",    "RUNNING"};
constexpr std::array<std::string_view, 2> kRedriveFilters = {"NOT_REDRIVEN", "REDRIVEN"};
constexpr std::array<std::string_view, 2> kKeyTypes = {"AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"};

constexpr std::array kLogGroup = {
    Member{.name = "logGroupArn", .min = 1, .max = kArn},
};
constexpr std::array kLogDestination = {
    Member{.name = "cloudWatchLogsLogGroup", .type = Type::structure, .shape = kLogGroup},
};
constexpr std::array kLogging = {
    Member{.name = "level", .values = kLevels},
    Member{.name = "includeExecutionData", .type = Type::boolean},
    Member{.name = "destinations",
           .type = Type::list,
           .shape = kLogDestination,
           .element = Type::structure},
};
constexpr std::array kTracing = {Member{.name = "enabled", .type = Type::boolean}};
constexpr std::array kEncryption = {
    Member{.name = "kmsKeyId", .min = 1, .max = 2'048},
    Member{.name = "kmsDataKeyReusePeriodSeconds", .type = Type::integer, .min = 60, .max = 900},
    Member{.name = "type", .required = true, .values = kKeyTypes},
};
constexpr std::array kTag = {
    Member{.name = "key", .min = 1, .max = 128},
    Member{.name = "value", .max = 256},
};

constexpr std::array kCreate = {
    Member{.name = "name", .required = true, .min = 1, .max = kName},
    Member{.name = "definition", .required = true, .min = 1, .max = limits::kDefinitionBytesMax},
    Member{.name = "roleArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "type", .values = kTypes},
    Member{.name = "loggingConfiguration", .type = Type::structure, .shape = kLogging},
    Member{.name = "tags", .type = Type::list, .shape = kTag, .element = Type::structure},
    Member{.name = "tracingConfiguration", .type = Type::structure, .shape = kTracing},
    Member{.name = "publish", .type = Type::boolean},
    Member{.name = "versionDescription", .max = 256},
    Member{.name = "encryptionConfiguration", .type = Type::structure, .shape = kEncryption},
};
constexpr std::array kUpdate = {
    Member{.name = "stateMachineArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "definition", .min = 1, .max = limits::kDefinitionBytesMax},
    Member{.name = "roleArn", .min = 1, .max = kArn},
    Member{.name = "loggingConfiguration", .type = Type::structure, .shape = kLogging},
    Member{.name = "tracingConfiguration", .type = Type::structure, .shape = kTracing},
    Member{.name = "publish", .type = Type::boolean},
    Member{.name = "versionDescription", .max = 256},
    Member{.name = "encryptionConfiguration", .type = Type::structure, .shape = kEncryption},
};
constexpr std::array kMachineArn = {
    Member{.name = "stateMachineArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "includedData", .values = kIncludedData},
};
constexpr std::array kVersionArn = {
    Member{.name = "stateMachineVersionArn", .required = true, .min = 1, .max = 2'000},
};
constexpr std::array kPublish = {
    Member{.name = "stateMachineArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "revisionId"},
    Member{.name = "description", .max = 256},
};
constexpr std::array kListOfMachine = {
    Member{.name = "stateMachineArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "nextToken", .min = 1, .max = 1'024},
    Member{.name = "maxResults", .type = Type::integer, .min = 0, .max = limits::kPageSizeMax},
};
constexpr std::array kRoute = {
    Member{.name = "stateMachineVersionArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "weight", .type = Type::integer, .required = true, .min = 0, .max = 100},
};
constexpr std::array kCreateAlias = {
    Member{.name = "description", .max = 256},
    Member{.name = "name", .required = true, .min = 1, .max = kName},
    Member{.name = "routingConfiguration",
           .type = Type::list,
           .required = true,
           .min = 1,
           .max = 2,
           .shape = kRoute,
           .element = Type::structure,
           .element_name = "RoutingConfigurationListItem"},
};
constexpr std::array kUpdateAlias = {
    Member{.name = "stateMachineAliasArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "description", .max = 256},
    Member{.name = "routingConfiguration",
           .type = Type::list,
           .min = 1,
           .max = 2,
           .shape = kRoute,
           .element = Type::structure,
           .element_name = "RoutingConfigurationListItem"},
};
constexpr std::array kAliasArn = {
    Member{.name = "stateMachineAliasArn", .required = true, .min = 1, .max = kArn},
};
constexpr std::array kCreateActivity = {
    Member{.name = "name", .required = true, .min = 1, .max = kName},
    Member{.name = "tags", .type = Type::list, .shape = kTag, .element = Type::structure},
    Member{.name = "encryptionConfiguration", .type = Type::structure, .shape = kEncryption},
};
constexpr std::array kActivityArn = {
    Member{.name = "activityArn", .required = true, .min = 1, .max = kArn},
};
constexpr std::array kGetActivityTask = {
    Member{.name = "activityArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "workerName", .min = 1, .max = kName},
};
constexpr std::array kTaskSuccess = {
    Member{.name = "taskToken", .required = true, .min = 1, .max = limits::kTaskTokenLengthMax},
    Member{.name = "output", .required = true, .max = kData},
};
constexpr std::array kTaskFailure = {
    Member{.name = "taskToken", .required = true, .min = 1, .max = limits::kTaskTokenLengthMax},
    Member{.name = "error", .max = limits::kErrorLengthMax},
    Member{.name = "cause", .max = limits::kCauseLengthMax},
};
constexpr std::array kTaskHeartbeat = {
    Member{.name = "taskToken", .required = true, .min = 1, .max = limits::kTaskTokenLengthMax},
};
constexpr std::array kTagResource = {
    Member{.name = "resourceArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "tags",
           .type = Type::list,
           .required = true,
           .shape = kTag,
           .element = Type::structure},
};
constexpr std::array kTagKey = {Member{.name = "key", .min = 1, .max = 128}};
constexpr std::array kUntagResource = {
    Member{.name = "resourceArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "tagKeys", .type = Type::list, .required = true, .shape = kTagKey},
};
constexpr std::array kResourceArn = {
    Member{.name = "resourceArn", .required = true, .min = 1, .max = kArn},
};
constexpr std::array kListMachines = {
    Member{.name = "maxResults", .type = Type::integer, .min = 0, .max = limits::kPageSizeMax},
    Member{.name = "nextToken", .min = 1, .max = 1'024},
};
constexpr std::array kValidate = {
    Member{.name = "definition", .required = true, .min = 1, .max = limits::kDefinitionBytesMax},
    Member{.name = "type", .values = kTypes},
    Member{.name = "severity", .values = kSeverities},
    Member{.name = "maxResults", .type = Type::integer, .min = 0, .max = kValidationResultsMax},
};
constexpr std::array kErrorOutput = {
    Member{.name = "error", .max = limits::kErrorLengthMax},
    Member{.name = "cause", .max = limits::kCauseLengthMax},
};
constexpr std::array kMock = {
    Member{.name = "result", .max = kData},
    Member{.name = "errorOutput", .type = Type::structure, .shape = kErrorOutput},
    Member{.name = "fieldValidationMode", .values = kValidationModes},
};
constexpr std::array kStateConfiguration = {
    Member{.name = "retrierRetryCount", .type = Type::integer, .min = 0},
    Member{.name = "errorCausedByState", .min = 1, .max = kName},
    Member{.name = "mapIterationFailureCount", .type = Type::integer, .min = 0},
    Member{.name = "mapItemReaderData", .max = kData},
};
constexpr std::array kTestState = {
    Member{.name = "definition", .required = true, .min = 1, .max = limits::kDefinitionBytesMax},
    Member{.name = "roleArn", .min = 1, .max = kArn},
    Member{.name = "input", .max = kData},
    Member{.name = "inspectionLevel", .values = kInspectionLevels},
    Member{.name = "revealSecrets", .type = Type::boolean},
    Member{.name = "variables", .max = kData},
    Member{.name = "stateName", .min = 1, .max = kName},
    Member{.name = "mock", .type = Type::structure, .shape = kMock},
    Member{.name = "context", .max = kData},
    Member{.name = "stateConfiguration", .type = Type::structure, .shape = kStateConfiguration},
};
constexpr std::array kStart = {
    Member{.name = "stateMachineArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "name", .min = 1, .max = kName},
    Member{.name = "input", .max = kData},
    Member{.name = "traceHeader", .max = 256, .pattern = aws::Pattern::ascii},
};
constexpr std::array kStartSync = {
    Member{.name = "stateMachineArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "name", .min = 1, .max = kName},
    Member{.name = "input", .max = kData},
    Member{.name = "traceHeader", .max = 256, .pattern = aws::Pattern::ascii},
    Member{.name = "includedData", .values = kIncludedData},
};
constexpr std::array kStop = {
    Member{.name = "executionArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "error", .max = limits::kErrorLengthMax},
    Member{.name = "cause", .max = limits::kCauseLengthMax},
};
constexpr std::array kDescribeExecution = {
    Member{.name = "executionArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "includedData", .values = kIncludedData},
};
constexpr std::array kListExecutions = {
    Member{.name = "stateMachineArn", .min = 1, .max = kArn},
    Member{.name = "statusFilter", .values = kStatuses},
    Member{.name = "maxResults", .type = Type::integer, .min = 0, .max = limits::kPageSizeMax},
    Member{.name = "nextToken", .min = 1, .max = 3'096},
    Member{.name = "mapRunArn", .min = 1, .max = 2'000},
    Member{.name = "redriveFilter", .values = kRedriveFilters},
};
constexpr std::array kRedrive = {
    Member{.name = "clientToken", .min = 1, .max = 64, .pattern = aws::Pattern::visible_ascii},
    Member{.name = "executionArn", .required = true, .min = 1, .max = kArn},
};
constexpr std::array kListMapRuns = {
    Member{.name = "executionArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "maxResults", .type = Type::integer, .min = 0, .max = limits::kPageSizeMax},
    Member{.name = "nextToken", .min = 1, .max = 1'024},
};
constexpr std::array kDescribeMapRun = {
    Member{.name = "mapRunArn", .required = true, .min = 1, .max = 2'000},
};
constexpr std::array kUpdateMapRun = {
    Member{.name = "mapRunArn", .required = true, .min = 1, .max = 2'000},
    Member{.name = "maxConcurrency", .type = Type::integer, .min = 0},
    Member{.name = "toleratedFailurePercentage", .type = Type::number, .min = 0, .max = 100},
    Member{.name = "toleratedFailureCount", .type = Type::integer, .min = 0},
};
constexpr std::array kHistory = {
    Member{.name = "executionArn", .required = true, .min = 1, .max = kArn},
    Member{.name = "maxResults", .type = Type::integer, .min = 0, .max = limits::kPageSizeMax},
    Member{.name = "reverseOrder", .type = Type::boolean},
    Member{.name = "nextToken", .min = 1, .max = 1'024},
    Member{.name = "includeExecutionData", .type = Type::boolean},
};

}  // namespace

aws::Service make_service(States& states) {
    const auto bound = [&states](void (*handler)(States&, const aws::Call&, aws::Answer)) {
        return [&states, handler](const aws::Call& call, aws::Answer answer) {
            handler(states, call, std::move(answer));
        };
    };
    constexpr std::size_t kLarge = limits::kLargeJsonRequestBytesMax;
    return {.id = "states",
            .signing_name = "states",
            .target_prefix = "AWSStepFunctions",
            .protocol = aws::Protocol::json10,
            .operations = {
                {"CreateActivity", kCreateActivity, bound(create_activity)},
                {"CreateStateMachine", kCreate, bound(create_state_machine), kLarge},
                {"CreateStateMachineAlias", kCreateAlias, bound(create_state_machine_alias)},
                {"DeleteActivity", kActivityArn, bound(delete_activity)},
                {"DeleteStateMachine", kMachineArn, bound(delete_state_machine)},
                {"DeleteStateMachineAlias", kAliasArn, bound(delete_state_machine_alias)},
                {"DeleteStateMachineVersion", kVersionArn, bound(delete_state_machine_version)},
                {"DescribeActivity", kActivityArn, bound(describe_activity)},
                {"DescribeExecution", kDescribeExecution, bound(describe_execution)},
                {"DescribeMapRun", kDescribeMapRun, bound(describe_map_run)},
                {"DescribeStateMachine", kMachineArn, bound(describe_state_machine)},
                {"DescribeStateMachineForExecution", kDescribeExecution,
                 bound(describe_state_machine_for_execution)},
                {"DescribeStateMachineAlias", kAliasArn, bound(describe_state_machine_alias)},
                {"GetActivityTask", kGetActivityTask, bound(get_activity_task)},
                {"GetExecutionHistory", kHistory, bound(get_execution_history)},
                {"ListActivities", kListMachines, bound(list_activities)},
                {"ListExecutions", kListExecutions, bound(list_executions)},
                {"ListMapRuns", kListMapRuns, bound(list_map_runs)},
                {"ListStateMachineAliases", kListOfMachine, bound(list_state_machine_aliases)},
                {"ListStateMachineVersions", kListOfMachine, bound(list_state_machine_versions)},
                {"ListStateMachines", kListMachines, bound(list_state_machines)},
                {"ListTagsForResource", kResourceArn, bound(list_tags_for_resource)},
                {"PublishStateMachineVersion", kPublish, bound(publish_state_machine_version)},
                {"RedriveExecution", kRedrive, bound(redrive_execution)},
                {"SendTaskFailure", kTaskFailure, bound(send_task_failure)},
                {"SendTaskHeartbeat", kTaskHeartbeat, bound(send_task_heartbeat)},
                {"SendTaskSuccess", kTaskSuccess, bound(send_task_success), kLarge},
                {"StartExecution", kStart, bound(start_execution), kLarge},
                {"StartSyncExecution", kStartSync, bound(start_sync_execution), kLarge},
                {"StopExecution", kStop, bound(stop_execution)},
                {"TagResource", kTagResource, bound(tag_resource)},
                {"TestState", kTestState, bound(test_state), kLarge},
                {"UntagResource", kUntagResource, bound(untag_resource)},
                {"UpdateMapRun", kUpdateMapRun, bound(update_map_run)},
                {"UpdateStateMachine", kUpdate, bound(update_state_machine), kLarge},
                {"UpdateStateMachineAlias", kUpdateAlias, bound(update_state_machine_alias)},
                {"ValidateStateMachineDefinition", kValidate,
                 bound(validate_state_machine_definition), kLarge},
            }};
}

}  // namespace services::states
