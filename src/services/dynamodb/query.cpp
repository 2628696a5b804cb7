// Query by key.
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/key_condition.hpp"
#include "services/dynamodb/operations.hpp"
#include "services/dynamodb/page.hpp"
#include "services/dynamodb/request.hpp"

namespace services::dynamodb {
namespace {

struct QueryRequest {
    std::string table;
    KeyConditions conditions;
    json::Value start;  ///< ExclusiveStartKey, or null.
    bool is_forward = true;
};

base::Result<KeyConditions, aws::Error> requested_conditions(const json::Value& input) {
    const auto expression = input.find_string("KeyConditionExpression");
    const json::Value* const conditions = find(input, "KeyConditions");
    if (expression && conditions != nullptr) {
        return base::fail(validation(
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {KeyConditions} Expression parameters: "
            "{KeyConditionExpression}"));
    }
    if (expression) {
        return parse_key_condition(*expression, find(input, "ExpressionAttributeNames"),
                                   find(input, "ExpressionAttributeValues"));
    }
    QS_CHECK(refuse_placeholders(input, "FilterExpression and KeyConditionExpression are"));
    if (conditions == nullptr) {
        return base::fail(
            validation("Either the KeyConditions or KeyConditionExpression parameter "
                       "must be specified in the request."));
    }
    return read_key_conditions(*conditions);
}

base::Result<QueryRequest, aws::Error> requested(const aws::Call& call) {
    const json::Value& input = call.input;
    QS_CHECK(refuse_members(input, {"FilterExpression", "ProjectionExpression", "QueryFilter",
                                    "ConditionalOperator", "AttributesToGet", "IndexName"}));
    QueryRequest request;
    QS_TRY(request.table, requested_table(call));
    QS_CHECK(check_select(input));
    QS_TRY(request.start, start_key(input));
    QS_TRY(request.conditions, requested_conditions(input));
    request.is_forward = is_true(input, "ScanIndexForward", true);
    return request;
}

/// The sort key behind which to go on.
base::Result<std::optional<std::string>, aws::Error> start_of(const QueryRequest& request,
                                                              const KeySchema& keys,
                                                              const KeyRange& range) {
    if (request.start.is_null()) return std::nullopt;
    const auto key = key_alone(keys, request.start);
    if (!key) return base::fail(validation("The provided starting key is invalid"));
    if (key->partition != range.partition || !range.contains(key->sort)) {
        return base::fail(
            validation("The provided starting key is outside query boundaries based "
                       "on provided conditions"));
    }
    return key->sort;
}

void collect(Page& page, const Partition& partition, const KeyRange& range,
             const std::optional<std::string>& start, bool is_forward) {
    auto low =
        range.is_low_open ? partition.upper_bound(range.low) : partition.lower_bound(range.low);
    auto high = !range.high          ? partition.end()
                : range.is_high_open ? partition.lower_bound(*range.high)
                                     : partition.upper_bound(*range.high);
    // A range may be empty from the start: "sk > 5" with a last item of 3.
    if (start && is_forward) low = partition.upper_bound(*start);
    if (start && !is_forward) high = partition.lower_bound(*start);
    if (is_forward) {
        while (low != high && page.add(low->second)) ++low;
    } else {
        while (low != high && page.add((--high)->second)) {
        }
    }
}

}  // namespace

void query(Tables& tables, const aws::Call& call, aws::Answer answer) {
    auto request = requested(call);
    if (!request) return answer(base::fail(request.error()));
    const std::string table_arn = request->table;
    tables.read(
        table_arn,
        [request = *std::move(request),
         input = call.input](const TableState& table) -> Tables::Reply {
            QS_TRY(const KeyRange range, key_range(table.keys, request.conditions));
            QS_TRY(const auto start, start_of(request, table.keys, range));
            Page page(input);
            const auto partition = table.partitions.find(partition_place(range.partition));
            if (partition != table.partitions.end()) {
                collect(page, partition->second, range, start, request.is_forward);
            }
            return std::move(page).reply(table);
        },
        std::move(answer));
}

}  // namespace services::dynamodb
