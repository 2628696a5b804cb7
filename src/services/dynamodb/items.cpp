// PutItem, GetItem and DeleteItem.
#include <algorithm>

#include "json/value.hpp"
#include "services/dynamodb/attribute.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/operations.hpp"
#include "services/dynamodb/request.hpp"

namespace services::dynamodb {
namespace {

/// What PutItem and DeleteItem ask for alike. ReturnItemCollectionMetrics is accepted and gives
/// nothing, as on AWS for a table without local secondary indexes.
struct WriteRequest {
    std::string table;
    json::Value attributes;  ///< The item or the key; normal, and sharing nothing.
    bool wants_old = false;
};

base::Result<WriteRequest, aws::Error> requested_write(const aws::Call& call,
                                                       std::string_view attributes) {
    const json::Value& input = call.input;
    QS_CHECK(refuse_members(input, {"ConditionExpression", "Expected", "ConditionalOperator"}));
    QS_CHECK(refuse_placeholders(input, "ConditionExpression is"));
    WriteRequest request;
    QS_TRY(request.table, requested_table(call));
    QS_TRY(request.wants_old, wants_old_item(input));
    QS_TRY(const json::Value normal, normal_item(*input.find(attributes)));
    request.attributes = json::compact(normal);
    return request;
}

json::Value write_reply(const json::Value& input, const WriteRequest& request,
                        const std::optional<StoredItem>& before, std::size_t bytes) {
    json::ObjectBuilder reply;
    if (request.wants_old && before) reply.set("Attributes", before->item);
    const std::size_t larger = std::max(bytes, before ? before->bytes : 0);
    add_capacity(reply, input, table_name(request.table), write_half_units(larger));
    return std::move(reply).build();
}

}  // namespace

void put_item(Tables& tables, const aws::Call& call, aws::Answer answer) {
    const auto request = requested_write(call, "Item");
    if (!request) return answer(base::fail(request.error()));
    tables.write(
        request->table, call.effect,
        [&tables, request = *request, input = call.input](runtime::ShardContext& context,
                                                          TableState& table) -> Tables::Reply {
            QS_TRY(const ItemKey key, key_in_item(table.keys, request.attributes));
            const std::size_t bytes = item_bytes(request.attributes);
            const auto before = tables.put(context, table, key, {request.attributes, bytes});
            return write_reply(input, request, before, bytes);
        },
        std::move(answer));
}

void delete_item(Tables& tables, const aws::Call& call, aws::Answer answer) {
    const auto request = requested_write(call, "Key");
    if (!request) return answer(base::fail(request.error()));
    tables.write(
        request->table, call.effect,
        [&tables, request = *request, input = call.input](runtime::ShardContext& context,
                                                          TableState& table) -> Tables::Reply {
            QS_TRY(const ItemKey key, key_alone(table.keys, request.attributes));
            const auto before = tables.erase(context, table, key, request.attributes);
            return write_reply(input, request, before, 0);
        },
        std::move(answer));
}

void get_item(Tables& tables, const aws::Call& call, aws::Answer answer) {
    const json::Value& input = call.input;
    const auto requested = [&]() -> base::Result<std::pair<std::string, json::Value>, aws::Error> {
        QS_CHECK(refuse_members(input, {"ProjectionExpression", "AttributesToGet"}));
        QS_CHECK(refuse_placeholders(input, ""));
        QS_TRY(std::string table, requested_table(call));
        QS_TRY(json::Value key, normal_item(*input.find("Key")));
        return std::pair{std::move(table), std::move(key)};
    }();
    if (!requested) return answer(base::fail(requested.error()));
    tables.read(
        requested->first,
        [given = requested->second, input](const TableState& table) -> Tables::Reply {
            QS_TRY(const ItemKey key, key_alone(table.keys, given));
            json::ObjectBuilder reply;
            std::size_t bytes = 0;
            const auto partition = table.partitions.find(partition_place(key.partition));
            if (partition != table.partitions.end()) {
                const auto found = partition->second.find(key.sort);
                if (found != partition->second.end()) {
                    reply.set("Item", found->second.item);
                    bytes = found->second.bytes;
                }
            }
            add_capacity(reply, input, table.table.name,
                         read_half_units(bytes, is_true(input, "ConsistentRead")));
            return std::move(reply).build();
        },
        std::move(answer));
}

}  // namespace services::dynamodb
