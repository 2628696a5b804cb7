#include "services/dynamodb/page.hpp"

#include <limits>

#include "base/limits.hpp"
#include "services/dynamodb/attribute.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/request.hpp"

namespace services::dynamodb {
namespace {

std::size_t items_max(const json::Value& input) {
    const json::Value* const limit = find(input, "Limit");
    const auto number = limit == nullptr ? std::nullopt : limit->as_integer();
    return number ? static_cast<std::size_t>(*number) : std::numeric_limits<std::size_t>::max();
}

}  // namespace

Page::Page(const json::Value& input)
    : input_(input),
      items_max_(items_max(input)),
      is_count_(input.find_string("Select") == "COUNT") {}

bool Page::add(const StoredItem& item) {
    ++count_;
    bytes_ += item.bytes;
    if (!is_count_) items_.push_back(item.item);
    last_ = item.item;
    // The item that passes 1 MB still belongs to the page, as on AWS; and a page of exactly Limit
    // items has a LastEvaluatedKey even if nothing comes behind it.
    is_full_ = count_ >= items_max_ || bytes_ >= base::limits::kDynamoPageBytesMax;
    return !is_full_;
}

json::Value Page::reply(const TableState& table) && {
    json::ObjectBuilder reply;
    if (!is_count_) reply.set("Items", json::Value::take_array(std::move(items_)));
    reply.set_integer("Count", static_cast<std::int64_t>(count_));
    reply.set_integer("ScannedCount", static_cast<std::int64_t>(count_));
    if (is_full_) reply.set("LastEvaluatedKey", key_attributes(table.keys, last_));
    add_capacity(reply, input_, table.table.name,
                 read_half_units(bytes_, is_true(input_, "ConsistentRead")));
    return std::move(reply).build();
}

base::Result<void, aws::Error> check_select(const json::Value& input) {
    const std::string_view select = input.find_string("Select").value_or("ALL_ATTRIBUTES");
    if (select == "ALL_PROJECTED_ATTRIBUTES") {
        return base::fail(invalid_parameter(
            "Select type ALL_PROJECTED_ATTRIBUTES is not supported for a table without IndexName"));
    }
    if (select == "SPECIFIC_ATTRIBUTES") {
        return base::fail(
            invalid_parameter("Must specify the AttributesToGet or ProjectionExpression when "
                              "choosing to get SPECIFIC_ATTRIBUTES"));
    }
    return {};
}

base::Result<json::Value, aws::Error> start_key(const json::Value& input) {
    const json::Value* const key = find(input, "ExclusiveStartKey");
    if (key == nullptr) return json::Value();
    auto normal = normal_item(*key);
    if (!normal) {
        return base::fail(
            validation("The provided starting key is invalid: " + normal.error().message));
    }
    return normal;
}

}  // namespace services::dynamodb
