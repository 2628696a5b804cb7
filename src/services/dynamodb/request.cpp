#include "services/dynamodb/request.hpp"

#include <algorithm>

#include "services/dynamodb/errors.hpp"

namespace services::dynamodb {
namespace {

constexpr std::size_t kReadUnitBytes = 4 * 1024;
constexpr std::size_t kWriteUnitBytes = 1024;

std::size_t units(std::size_t bytes, std::size_t unit_bytes) {
    return std::max<std::size_t>(1, (bytes + unit_bytes - 1) / unit_bytes);
}

json::Value units_number(std::size_t half_units) {
    return json::Value::number_text(std::to_string(half_units / 2) +
                                    (half_units % 2 == 1 ? ".5" : ".0"));
}

}  // namespace

const json::Value* find(const json::Value& input, std::string_view member) {
    const json::Value* const value = input.find(member);
    return value == nullptr || value->is_null() ? nullptr : value;
}

base::Result<void, aws::Error> refuse_members(const json::Value& input,
                                              std::initializer_list<std::string_view> members) {
    for (const std::string_view member : members) {
        if (find(input, member) == nullptr) continue;
        return base::fail(validation(std::string(member) + " is not supported yet; leave it out"));
    }
    return {};
}

base::Result<void, aws::Error> refuse_placeholders(const json::Value& input,
                                                   std::string_view value_expressions) {
    if (find(input, "ExpressionAttributeNames") != nullptr) {
        return base::fail(
            validation("ExpressionAttributeNames can only be specified when using expressions"));
    }
    if (find(input, "ExpressionAttributeValues") != nullptr) {
        return base::fail(
            validation("ExpressionAttributeValues can only be specified when using "
                       "expressions: " +
                       std::string(value_expressions) + " null"));
    }
    return {};
}

base::Result<bool, aws::Error> wants_old_item(const json::Value& input) {
    const std::string_view wanted = input.find_string("ReturnValues").value_or("NONE");
    if (wanted != "NONE" && wanted != "ALL_OLD") {
        return base::fail(validation("Return values set to invalid value"));
    }
    return wanted == "ALL_OLD";
}

bool is_true(const json::Value& input, std::string_view member, bool fallback) {
    const json::Value* const value = input.find(member);
    return value != nullptr && value->is_boolean() ? value->as_boolean() : fallback;
}

std::size_t read_half_units(std::size_t bytes, bool is_consistent) {
    return units(bytes, kReadUnitBytes) * (is_consistent ? 2 : 1);
}

std::size_t write_half_units(std::size_t bytes) {
    return units(bytes, kWriteUnitBytes) * 2;
}

void add_capacity(json::ObjectBuilder& reply, const json::Value& input, std::string_view table,
                  std::size_t half_units) {
    const std::string_view wanted = input.find_string("ReturnConsumedCapacity").value_or("NONE");
    if (wanted == "NONE") return;
    const json::Value number = units_number(half_units);
    json::ObjectBuilder capacity;
    capacity.set("TableName", table);
    capacity.set("CapacityUnits", number);
    if (wanted == "INDEXES") capacity.set("Table", json::object({{"CapacityUnits", number}}));
    reply.set("ConsumedCapacity", std::move(capacity).build());
}

}  // namespace services::dynamodb
