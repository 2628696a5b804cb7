// The table of the DynamoDB operations: members and limits from AWS's service model. What an
// attribute value may hold is checked in attribute.cpp, since a shape cannot contain itself.
#include "services/dynamodb/service.hpp"

#include <array>

#include "services/dynamodb/operations.hpp"

namespace services::dynamodb {
namespace {

using aws::Member;
using aws::Type;

// Enums in the order of AWS's error texts.
constexpr std::array<std::string_view, 3> kKeyTypes = {"B", "N", "S"};
constexpr std::array<std::string_view, 2> kKeyRoles = {"HASH", "RANGE"};
constexpr std::array<std::string_view, 2> kBilling = {"PROVISIONED", "PAY_PER_REQUEST"};
constexpr std::array<std::string_view, 2> kClasses = {"STANDARD", "STANDARD_INFREQUENT_ACCESS"};
constexpr std::array<std::string_view, 3> kCapacity = {"INDEXES", "TOTAL", "NONE"};
constexpr std::array<std::string_view, 2> kMetrics = {"SIZE", "NONE"};
constexpr std::array<std::string_view, 2> kOldOrNone = {"ALL_OLD", "NONE"};
constexpr std::array<std::string_view, 5> kReturnValues = {"ALL_NEW", "UPDATED_OLD", "ALL_OLD",
                                                           "NONE", "UPDATED_NEW"};
constexpr std::array<std::string_view, 4> kSelect = {"SPECIFIC_ATTRIBUTES", "COUNT",
                                                     "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"};

constexpr Member kTable = {.name = "TableName", .required = true, .min = 1, .max = 1'024};
constexpr Member kReturnCapacity = {.name = "ReturnConsumedCapacity", .values = kCapacity};
constexpr Member kNames = {.name = "ExpressionAttributeNames", .type = Type::map};
constexpr Member kValues = {
    .name = "ExpressionAttributeValues", .type = Type::map, .element = Type::structure};

constexpr Member attribute_map(std::string_view name, bool is_required) {
    return {.name = name, .type = Type::map, .required = is_required, .element = Type::structure};
}

/// A member that the operation refuses by name. It is listed so that it reaches the handler.
constexpr Member refused(std::string_view name) {
    return {.name = name, .type = Type::document};
}

constexpr std::array kDefinition = {
    Member{.name = "AttributeName", .required = true, .min = 1, .max = 255},
    Member{.name = "AttributeType", .required = true, .values = kKeyTypes},
};
constexpr std::array kKeyElement = {
    Member{.name = "AttributeName", .required = true, .min = 1, .max = 255},
    Member{.name = "KeyType", .required = true, .values = kKeyRoles},
};
constexpr std::array kThroughput = {
    Member{.name = "ReadCapacityUnits", .type = Type::integer, .required = true, .min = 1},
    Member{.name = "WriteCapacityUnits", .type = Type::integer, .required = true, .min = 1},
};
constexpr std::array kStream = {
    Member{.name = "StreamEnabled", .type = Type::boolean, .required = true},
};
constexpr std::array kEncryption = {Member{.name = "Enabled", .type = Type::boolean}};
constexpr std::array kTag = {
    Member{.name = "Key", .required = true, .min = 1, .max = 128},
    Member{.name = "Value", .required = true, .min = 0, .max = 256},
};

constexpr std::array kCreate = {
    Member{.name = "AttributeDefinitions",
           .type = Type::list,
           .required = true,
           .shape = kDefinition,
           .element = Type::structure},
    kTable,
    Member{.name = "KeySchema",
           .type = Type::list,
           .required = true,
           .min = 1,
           .max = 2,
           .shape = kKeyElement,
           .element = Type::structure},
    Member{.name = "BillingMode", .values = kBilling},
    Member{.name = "ProvisionedThroughput", .type = Type::structure, .shape = kThroughput},
    Member{.name = "StreamSpecification", .type = Type::structure, .shape = kStream},
    Member{.name = "SSESpecification", .type = Type::structure, .shape = kEncryption},
    Member{.name = "Tags", .type = Type::list, .shape = kTag, .element = Type::structure},
    Member{.name = "TableClass", .values = kClasses},
    Member{.name = "DeletionProtectionEnabled", .type = Type::boolean},
    refused("GlobalSecondaryIndexes"),
    refused("LocalSecondaryIndexes"),
    refused("ResourcePolicy"),
    refused("GlobalTableSourceArn"),
    refused("GlobalTableSettingsReplicationMode"),
    refused("OnDemandThroughput"),
    refused("WarmThroughput"),
};
constexpr std::array kTableOnly = {kTable};
constexpr std::array kListTables = {
    Member{.name = "ExclusiveStartTableName", .min = 3, .max = 255},
    Member{.name = "Limit", .type = Type::integer, .min = 1, .max = 100},
};
constexpr std::array kPut = {
    kTable,
    attribute_map("Item", true),
    Member{.name = "ReturnValues", .values = kReturnValues},
    kReturnCapacity,
    Member{.name = "ReturnItemCollectionMetrics", .values = kMetrics},
    Member{.name = "ConditionExpression"},
    kNames,
    kValues,
    Member{.name = "ReturnValuesOnConditionCheckFailure", .values = kOldOrNone},
    refused("Expected"),
    refused("ConditionalOperator"),
};
constexpr std::array kDelete = {
    kTable,
    attribute_map("Key", true),
    Member{.name = "ReturnValues", .values = kReturnValues},
    kReturnCapacity,
    Member{.name = "ReturnItemCollectionMetrics", .values = kMetrics},
    Member{.name = "ConditionExpression"},
    kNames,
    kValues,
    Member{.name = "ReturnValuesOnConditionCheckFailure", .values = kOldOrNone},
    refused("Expected"),
    refused("ConditionalOperator"),
};
constexpr std::array kGet = {
    kTable,
    attribute_map("Key", true),
    Member{.name = "ConsistentRead", .type = Type::boolean},
    kReturnCapacity,
    kNames,
    refused("ProjectionExpression"),
    refused("AttributesToGet"),
};
constexpr std::array kQuery = {
    kTable,
    Member{.name = "Select", .values = kSelect},
    Member{.name = "Limit", .type = Type::integer, .min = 1},
    Member{.name = "ConsistentRead", .type = Type::boolean},
    attribute_map("KeyConditions", false),
    Member{.name = "ScanIndexForward", .type = Type::boolean},
    attribute_map("ExclusiveStartKey", false),
    kReturnCapacity,
    Member{.name = "KeyConditionExpression"},
    kNames,
    kValues,
    refused("FilterExpression"),
    refused("ProjectionExpression"),
    refused("QueryFilter"),
    refused("ConditionalOperator"),
    refused("AttributesToGet"),
    refused("IndexName"),
};
constexpr std::array kScan = {
    kTable,
    Member{.name = "Limit", .type = Type::integer, .min = 1},
    Member{.name = "Select", .values = kSelect},
    attribute_map("ExclusiveStartKey", false),
    kReturnCapacity,
    Member{.name = "ConsistentRead", .type = Type::boolean},
    kNames,
    kValues,
    refused("FilterExpression"),
    refused("ProjectionExpression"),
    refused("ScanFilter"),
    refused("ConditionalOperator"),
    refused("AttributesToGet"),
    refused("IndexName"),
    refused("TotalSegments"),
    refused("Segment"),
};

}  // namespace

aws::Service make_service(Tables& tables) {
    const auto bound = [&tables](void (*handler)(Tables&, const aws::Call&, aws::Answer)) {
        return [&tables, handler](const aws::Call& call, aws::Answer answer) {
            handler(tables, call, std::move(answer));
        };
    };
    constexpr std::size_t kItem = base::limits::kDynamoRequestBytesMax;
    return {.id = "dynamodb",
            .signing_name = "dynamodb",
            .target_prefix = "DynamoDB_20120810",
            .protocol = aws::Protocol::json10,
            .operations =
                {
                    {"CreateTable", kCreate, bound(create_table)},
                    {"DeleteItem", kDelete, bound(delete_item)},
                    {"DeleteTable", kTableOnly, bound(delete_table)},
                    {"DescribeTable", kTableOnly, bound(describe_table)},
                    {"GetItem", kGet, bound(get_item)},
                    {"ListTables", kListTables, bound(list_tables)},
                    {"PutItem", kPut, bound(put_item), kItem},
                    {"Query", kQuery, bound(query)},
                    {"Scan", kScan, bound(scan)},
                },
            .has_body_checksum = true};
}

}  // namespace services::dynamodb
