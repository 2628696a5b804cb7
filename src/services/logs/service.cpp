// The table of the CloudWatch Logs operations: members and limits from AWS's service model.
#include "services/logs/service.hpp"

#include <array>

#include "services/logs/operations.hpp"

namespace services::logs {
namespace {

using aws::Member;
using aws::Type;
namespace limits = base::limits;

// In the order of AWS's error text.
constexpr std::array<std::string_view, 4> kClasses = {"STANDARD", "INFREQUENT_ACCESS", "DELIVERY",
                                                      "ESSENTIALS"};
constexpr std::array<std::string_view, 2> kOrders = {"LogStreamName", "LastEventTime"};

constexpr Member kGroup = {.name = "logGroupName", .required = true, .min = 1, .max = 512};
constexpr Member kAnyGroup = {.name = "logGroupName", .min = 1, .max = 512};
constexpr Member kIdentifier = {.name = "logGroupIdentifier", .min = 1, .max = 2'048};
constexpr Member kStream = {.name = "logStreamName", .required = true, .min = 1, .max = 512};
constexpr Member kStreamPrefix = {.name = "logStreamNamePrefix", .min = 1, .max = 512};
constexpr Member kNextToken = {.name = "nextToken", .min = 1};
constexpr Member kPage = {.name = "limit", .type = Type::integer, .min = 1, .max = 50};
constexpr Member kMost = {
    .name = "limit", .type = Type::integer, .min = 1, .max = limits::kLogPageEventsMax};
constexpr Member kStart = {.name = "startTime", .type = Type::integer, .min = 0};
constexpr Member kEnd = {.name = "endTime", .type = Type::integer, .min = 0};
constexpr Member kFromHead = {.name = "startFromHead", .type = Type::boolean};
constexpr Member kUnmask = {.name = "unmask", .type = Type::boolean};
constexpr Member kResource = {.name = "resourceArn", .required = true, .min = 1, .max = 1'011};

constexpr std::array kCreateGroup = {
    kGroup,
    Member{.name = "kmsKeyId", .max = 256},
    Member{.name = "tags", .type = Type::map, .min = 1, .max = limits::kTagsMax},
    Member{.name = "logGroupClass", .values = kClasses},
    Member{.name = "deletionProtectionEnabled", .type = Type::boolean},
};
constexpr std::array kOneGroup = {kGroup};
constexpr std::array kDescribeGroups = {
    Member{.name = "accountIdentifiers", .type = Type::list, .max = 20},
    Member{.name = "logGroupNamePrefix", .min = 1, .max = 512},
    Member{.name = "logGroupNamePattern", .max = 512},
    kNextToken,
    kPage,
    Member{.name = "includeLinkedAccounts", .type = Type::boolean},
    Member{.name = "logGroupClass", .values = kClasses},
    Member{.name = "logGroupIdentifiers", .type = Type::list, .min = 1, .max = 50},
};
constexpr std::array kRetention = {
    kGroup,
    Member{.name = "retentionInDays", .type = Type::integer, .required = true},
};
constexpr std::array kOneStream = {kGroup, kStream};
constexpr std::array kDescribeStreams = {
    kAnyGroup,
    kIdentifier,
    kStreamPrefix,
    Member{.name = "orderBy", .values = kOrders},
    Member{.name = "descending", .type = Type::boolean},
    kNextToken,
    kPage,
};
constexpr std::array kEvent = {
    Member{.name = "timestamp", .type = Type::integer, .required = true, .min = 0},
    Member{.name = "message", .required = true, .min = 1},
};
constexpr std::array kPutEvents = {
    kGroup,
    kStream,
    Member{.name = "logEvents",
           .type = Type::list,
           .required = true,
           .min = 1,
           .max = limits::kLogPageEventsMax,
           .shape = kEvent,
           .element = Type::structure},
    Member{.name = "sequenceToken", .min = 1},
    Member{.name = "entity", .type = Type::document},
};
constexpr std::array kGetEvents = {
    kAnyGroup, kIdentifier, kStream, kStart, kEnd, kNextToken, kMost, kFromHead, kUnmask,
};
constexpr std::array kFilterEvents = {
    kAnyGroup,
    kIdentifier,
    Member{.name = "logStreamNames", .type = Type::list, .min = 1, .max = 100},
    kStreamPrefix,
    kStart,
    kEnd,
    Member{.name = "filterPattern", .max = 1'024},
    kNextToken,
    kMost,
    kFromHead,
    Member{.name = "interleaved", .type = Type::boolean},
    kUnmask,
};
constexpr std::array kTagResource = {
    kResource,
    Member{.name = "tags", .type = Type::map, .required = true, .min = 1, .max = limits::kTagsMax},
};
constexpr std::array kUntagResource = {
    kResource,
    Member{.name = "tagKeys", .type = Type::list, .required = true, .max = limits::kTagsMax},
};
constexpr std::array kResourceArn = {kResource};
constexpr std::array kTagGroup = {
    kGroup,
    Member{.name = "tags", .type = Type::map, .required = true, .min = 1, .max = limits::kTagsMax},
};
constexpr std::array kUntagGroup = {
    kGroup,
    Member{.name = "tags", .type = Type::list, .required = true, .min = 1},
};

}  // namespace

aws::Service make_service(Logs& logs) {
    const auto bound = [&logs](void (*handler)(Logs&, const aws::Call&, aws::Answer)) {
        return [&logs, handler](const aws::Call& call, aws::Answer answer) {
            handler(logs, call, std::move(answer));
        };
    };
    return {
        .id = "logs",
        .signing_name = "logs",
        .target_prefix = "Logs_20140328",
        .protocol = aws::Protocol::json11,
        .operations =
            {
                {"CreateLogGroup", kCreateGroup, bound(create_log_group)},
                {"CreateLogStream", kOneStream, bound(create_log_stream)},
                {"DeleteLogGroup", kOneGroup, bound(delete_log_group)},
                {"DeleteLogStream", kOneStream, bound(delete_log_stream)},
                {"DeleteRetentionPolicy", kOneGroup, bound(delete_retention_policy)},
                {"DescribeLogGroups", kDescribeGroups, bound(describe_log_groups)},
                {"DescribeLogStreams", kDescribeStreams, bound(describe_log_streams)},
                {"FilterLogEvents", kFilterEvents, bound(filter_log_events)},
                {"GetLogEvents", kGetEvents, bound(get_log_events)},
                {"ListTagsForResource", kResourceArn, bound(list_tags_for_resource)},
                {"ListTagsLogGroup", kOneGroup, bound(list_tags_log_group)},
                {"PutLogEvents", kPutEvents, bound(put_log_events), limits::kLogRequestBytesMax},
                {"PutRetentionPolicy", kRetention, bound(put_retention_policy)},
                {"TagLogGroup", kTagGroup, bound(tag_log_group)},
                {"TagResource", kTagResource, bound(tag_resource)},
                {"UntagLogGroup", kUntagGroup, bound(untag_log_group)},
                {"UntagResource", kUntagResource, bound(untag_resource)},
            },
        .validation_code = "InvalidParameterException"};
}

}  // namespace services::logs
