// Scan.
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/operations.hpp"
#include "services/dynamodb/page.hpp"
#include "services/dynamodb/request.hpp"

namespace services::dynamodb {
namespace {

/// Fills the page from the first item behind `start`.
void collect(Page& page, const TableState& table, const std::optional<ItemKey>& start) {
    auto partition = table.partitions.begin();
    if (start) {
        const std::string place = partition_place(start->partition);
        partition = table.partitions.lower_bound(place);
        if (partition != table.partitions.end() && partition->first == place) {
            const Partition& items = partition->second;
            for (auto at = items.upper_bound(start->sort); at != items.end(); ++at) {
                if (!page.add(at->second)) return;
            }
            ++partition;
        }
    }
    for (; partition != table.partitions.end(); ++partition) {
        for (const auto& [sort, item] : partition->second) {
            if (!page.add(item)) return;
        }
    }
}

}  // namespace

void scan(Tables& tables, const aws::Call& call, aws::Answer answer) {
    const json::Value& input = call.input;
    const auto requested = [&]() -> base::Result<std::pair<std::string, json::Value>, aws::Error> {
        QS_CHECK(refuse_members(
            input, {"FilterExpression", "ProjectionExpression", "ScanFilter", "ConditionalOperator",
                    "AttributesToGet", "IndexName", "TotalSegments", "Segment"}));
        QS_CHECK(refuse_placeholders(input, "FilterExpression is"));
        QS_TRY(std::string table, requested_table(call));
        QS_CHECK(check_select(input));
        QS_TRY(json::Value start, start_key(input));
        return std::pair{std::move(table), std::move(start)};
    }();
    if (!requested) return answer(base::fail(requested.error()));
    tables.read(
        requested->first,
        [given = requested->second, input](const TableState& table) -> Tables::Reply {
            std::optional<ItemKey> start;
            if (!given.is_null()) {
                const auto key = key_alone(table.keys, given);
                if (!key) {
                    return base::fail(
                        validation("The provided starting key is invalid: " + key.error().message));
                }
                start = *key;
            }
            Page page(input);
            collect(page, table, start);
            return std::move(page).reply(table);
        },
        std::move(answer));
}

}  // namespace services::dynamodb
