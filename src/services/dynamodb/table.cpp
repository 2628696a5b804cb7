#include "services/dynamodb/table.hpp"

#include <algorithm>

#include "aws/arn.hpp"
#include "base/assert.hpp"
#include "services/dynamodb/errors.hpp"

namespace services::dynamodb {
namespace {

constexpr std::size_t kNameLengthMin = 3;
constexpr std::size_t kNameLengthMax = 255;

bool is_name(std::string_view name) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.' || c == '-';
    };
    return name.size() >= kNameLengthMin && name.size() <= kNameLengthMax &&
           std::ranges::all_of(name, is_allowed);
}

KeyAttribute key_attribute(const Table& table, const json::Value& element) {
    const std::string_view name = element.find_string("AttributeName").value_or("");
    for (const json::Value& definition : table.attribute_definitions.items()) {
        if (definition.find_string("AttributeName") != name) continue;
        return {std::string(name),
                std::string(definition.find_string("AttributeType").value_or(""))};
    }
    QS_ASSERT(false);
    return {};
}

}  // namespace

KeySchema key_schema_of(const Table& table) {
    const auto elements = table.key_schema.items();
    QS_ASSERT(!elements.empty());
    KeySchema schema{key_attribute(table, elements[0]), std::nullopt};
    if (elements.size() > 1) schema.sort = key_attribute(table, elements[1]);
    return schema;
}

json::Value describe(const Table& table, std::string_view status, std::size_t items,
                     std::uint64_t bytes) {
    const json::Value created =
        json::Value::number_text(base::epoch_seconds_text(table.creation_date));
    json::ObjectBuilder reply;
    reply.set("AttributeDefinitions", table.attribute_definitions);
    reply.set("TableName", table.name);
    reply.set("KeySchema", table.key_schema);
    reply.set("TableStatus", status);
    reply.set("CreationDateTime", created);
    reply.set("ProvisionedThroughput",
              json::object({{"NumberOfDecreasesToday", json::Value::integer(0)},
                            {"ReadCapacityUnits", json::Value::integer(table.read_units)},
                            {"WriteCapacityUnits", json::Value::integer(table.write_units)}}));
    reply.set_integer("TableSizeBytes", static_cast<std::int64_t>(bytes));
    reply.set_integer("ItemCount", static_cast<std::int64_t>(items));
    reply.set("TableArn", table.arn);
    reply.set("TableId", table.id);
    if (table.is_on_demand) {
        reply.set("BillingModeSummary",
                  json::object({{"BillingMode", json::Value::string("PAY_PER_REQUEST")},
                                {"LastUpdateToPayPerRequestDateTime", created}}));
    }
    if (!table.table_class.empty()) {
        reply.set("TableClassSummary",
                  json::object({{"TableClass", json::Value::string(table.table_class)}}));
    }
    reply.set_boolean("DeletionProtectionEnabled", table.is_protected);
    return std::move(reply).build();
}

std::string table_arn_prefix(const aws::Call& call) {
    return "arn:aws:dynamodb:" + call.region + ":" + call.account + ":table/";
}

base::Result<std::string, aws::Error> requested_table(const aws::Call& call) {
    const std::string given(call.input.find_string("TableName").value_or(""));
    constexpr std::string_view kTable = "table/";
    const auto arn = aws::parse_arn(given);
    if (arn && arn->service == "dynamodb" && arn->resource.starts_with(kTable) &&
        is_name(std::string_view(arn->resource).substr(kTable.size()))) {
        return given;
    }
    if (is_name(given)) return table_arn_prefix(call) + given;
    return base::fail(
        validation("Invalid table/index name.  Table/index names must be between 3 and 255 "
                   "characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', "
                   "and '.'"));
}

std::string_view table_name(std::string_view arn) {
    return arn.substr(arn.rfind('/') + 1);
}

}  // namespace services::dynamodb
