// The table of the EventBridge operations: members and limits from AWS's service model.
#include "services/events/service.hpp"

#include <array>

#include "base/limits.hpp"
#include "services/events/operations.hpp"

namespace services::events {
namespace {

using aws::Member;
using aws::Type;

constexpr std::array<std::string_view, 3> kStates = {
    "ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"};

constexpr std::int64_t kPattern = base::limits::kEventPatternBytesMax;

constexpr Member kName = {.name = "Name", .required = true, .min = 1, .max = 64};
constexpr Member kRule = {.name = "Rule", .required = true, .min = 1, .max = 64};
constexpr Member kBus = {.name = "EventBusName", .min = 1, .max = 1'600};
constexpr Member kNextToken = {.name = "NextToken", .min = 1, .max = 2'048};
constexpr Member kLimit = {.name = "Limit", .type = Type::integer, .min = 1, .max = 100};
constexpr Member kForce = {.name = "Force", .type = Type::boolean};

/// A member that PutTargets refuses by name. It is listed so that it reaches the handler.
constexpr Member refused(std::string_view name) {
    return {.name = name, .type = Type::document};
}

constexpr std::array kTag = {
    Member{.name = "Key", .required = true, .min = 1, .max = 128},
    Member{.name = "Value", .required = true, .min = 0, .max = 256},
};
constexpr std::array kPutRule = {
    kName,
    Member{.name = "ScheduleExpression", .max = 256},
    Member{.name = "EventPattern", .max = kPattern},
    Member{.name = "State", .values = kStates},
    Member{.name = "Description", .max = 512},
    Member{.name = "RoleArn", .min = 1, .max = 1'600},
    Member{.name = "Tags", .type = Type::list, .shape = kTag, .element = Type::structure},
    kBus,
};
constexpr std::array kOneRule = {kName, kBus};
constexpr std::array kDeleteRule = {kName, kBus, kForce};
constexpr std::array kListRules = {
    Member{.name = "NamePrefix", .min = 1, .max = 64},
    kBus,
    kNextToken,
    kLimit,
};
constexpr std::array kTransformer = {
    Member{.name = "InputPathsMap", .type = Type::map, .max = 100},
    Member{.name = "InputTemplate", .required = true, .min = 1, .max = 8'192},
};
constexpr std::array kRetryPolicy = {
    Member{.name = "MaximumRetryAttempts", .type = Type::integer, .min = 0, .max = 185},
    Member{.name = "MaximumEventAgeInSeconds", .type = Type::integer, .min = 60, .max = 86'400},
};
constexpr std::array kTarget = {
    Member{.name = "Id", .required = true, .min = 1, .max = 64},
    Member{.name = "Arn", .required = true, .min = 1, .max = 1'600},
    Member{.name = "RoleArn", .min = 1, .max = 1'600},
    Member{.name = "Input", .max = 8'192},
    Member{.name = "InputPath", .max = 256},
    Member{.name = "InputTransformer", .type = Type::structure, .shape = kTransformer},
    Member{.name = "RetryPolicy", .type = Type::structure, .shape = kRetryPolicy},
    refused("KinesisParameters"),
    refused("RunCommandParameters"),
    refused("EcsParameters"),
    refused("BatchParameters"),
    refused("SqsParameters"),
    refused("HttpParameters"),
    refused("RedshiftDataParameters"),
    refused("SageMakerPipelineParameters"),
    refused("AppSyncParameters"),
    refused("DeadLetterConfig"),
};
constexpr std::array kPutTargets = {
    kRule,
    kBus,
    Member{.name = "Targets",
           .type = Type::list,
           .required = true,
           .min = 1,
           .max = 100,
           .shape = kTarget,
           .element = Type::structure},
};
constexpr std::array kListTargets = {kRule, kBus, kNextToken, kLimit};
constexpr std::array kRemoveTargets = {
    kRule,
    kBus,
    Member{.name = "Ids", .type = Type::list, .required = true, .min = 1, .max = 100},
    kForce,
};
constexpr std::array kEntry = {
    Member{.name = "Time", .type = Type::timestamp},
    Member{.name = "Source"},
    Member{.name = "Resources", .type = Type::list},
    Member{.name = "DetailType"},
    Member{.name = "Detail"},
    Member{.name = "EventBusName", .min = 1, .max = 1'600},
    Member{.name = "TraceHeader", .min = 1, .max = 500},
};
constexpr std::array kPutEvents = {
    Member{.name = "Entries",
           .type = Type::list,
           .required = true,
           .min = 1,
           .max = base::limits::kEventEntriesMax,
           .shape = kEntry,
           .element = Type::structure},
};
constexpr std::array kTestPattern = {
    Member{.name = "EventPattern", .required = true, .max = kPattern},
    Member{.name = "Event", .required = true},
};
constexpr std::array kDescribeBus = {Member{.name = "Name", .min = 1, .max = 1'600}};
constexpr std::array kListBuses = {
    Member{.name = "NamePrefix", .min = 1, .max = 256},
    kNextToken,
    kLimit,
};

}  // namespace

aws::Service make_service(Events& events) {
    const auto bound = [&events](void (*handler)(Events&, const aws::Call&, aws::Answer)) {
        return [&events, handler](const aws::Call& call, aws::Answer answer) {
            handler(events, call, std::move(answer));
        };
    };
    constexpr std::size_t kLarge = base::limits::kEventRequestBytesMax;
    return {.id = "events",
            .signing_name = "events",
            .target_prefix = "AWSEvents",
            .protocol = aws::Protocol::json11,
            .operations = {
                {"DeleteRule", kDeleteRule, bound(delete_rule)},
                {"DescribeEventBus", kDescribeBus, bound(describe_event_bus)},
                {"DescribeRule", kOneRule, bound(describe_rule)},
                {"DisableRule", kOneRule, bound(disable_rule)},
                {"EnableRule", kOneRule, bound(enable_rule)},
                {"ListEventBuses", kListBuses, bound(list_event_buses)},
                {"ListRules", kListRules, bound(list_rules)},
                {"ListTargetsByRule", kListTargets, bound(list_targets_by_rule)},
                {"PutEvents", kPutEvents, bound(put_events), kLarge},
                {"PutRule", kPutRule, bound(put_rule)},
                {"PutTargets", kPutTargets, bound(put_targets)},
                {"RemoveTargets", kRemoveTargets, bound(remove_targets)},
                {"TestEventPattern", kTestPattern, bound(test_event_pattern), kLarge},
            }};
}

}  // namespace services::events
