// DescribeTable, ListTables and DeleteTable.
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/operations.hpp"
#include "services/dynamodb/request.hpp"

namespace services::dynamodb {

void describe_table(Tables& tables, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_table(call);
    if (!arn) return answer(base::fail(arn.error()));
    tables.read(
        *arn,
        [](const TableState& state) -> Tables::Reply {
            return json::object(
                {{"Table", describe(state.table, "ACTIVE", state.items, state.bytes)}});
        },
        [arn = *arn, answer](Tables::Reply reply) {
            // The one operation on a table whose error names it.
            if (!reply && reply.error().code == "ResourceNotFoundException") {
                reply.error().message += ": Table: " + std::string(table_name(arn)) + " not found";
            }
            answer(std::move(reply));
        });
}

void list_tables(Tables& tables, const aws::Call& call, aws::Answer answer) {
    constexpr std::int64_t kPageMax = 100;
    const json::Value* const limit = find(call.input, "Limit");
    const auto most = static_cast<std::size_t>(
        limit == nullptr ? kPageMax : limit->as_integer().value_or(kPageMax));
    const std::string prefix = table_arn_prefix(call);
    const std::string behind =
        prefix + std::string(call.input.find_string("ExclusiveStartTableName").value_or(""));
    tables.read_all(
        call.account,
        [prefix, behind, most](const Tables::TablesByArn& all) -> Tables::Reply {
            std::vector<json::Value> names;
            json::ObjectBuilder reply;
            for (auto at = all.upper_bound(behind);
                 at != all.end() && at->first.starts_with(prefix); ++at) {
                if (names.size() == most) {
                    reply.set("LastEvaluatedTableName", names.back());
                    break;
                }
                names.push_back(json::Value::string(at->second.table.name));
            }
            reply.set("TableNames", json::Value::array(names));
            return std::move(reply).build();
        },
        std::move(answer));
}

void delete_table(Tables& tables, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_table(call);
    if (!arn) return answer(base::fail(arn.error()));
    tables.remove(*arn, call.effect, std::move(answer));
}

}  // namespace services::dynamodb
