#include "services/dynamodb/tables.hpp"

#include "aws/arn.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"
#include "services/answer_once.hpp"
#include "services/dynamodb/attribute.hpp"
#include "services/dynamodb/errors.hpp"

namespace services::dynamodb {
namespace {

namespace codec = runtime::codec;
namespace kinds = runtime::record_kinds;

constexpr std::uint16_t kSchema = 1;

/// kItem: the whole item. kItemDeleted: its key attributes.
struct ItemRecord {
    std::string table_arn;
    json::Value item;

    static constexpr auto fields() { return std::tuple{&ItemRecord::table_arn, &ItemRecord::item}; }
};

store::ShardId shard_of_account(std::string_view account) {
    return runtime::shard_of("dynamodb/" + std::string(account));
}

std::string account_of(const std::string& arn) {
    const auto parsed = aws::parse_arn(arn);
    QS_ASSERT(parsed.has_value());
    return parsed->account;
}

std::optional<StoredItem> put_item(TableState& table, const ItemKey& key, StoredItem item) {
    std::optional<StoredItem> before;
    table.bytes += item.bytes;
    StoredItem& place = table.partitions[partition_place(key.partition)][key.sort];
    if (place.item.is_null()) {
        ++table.items;
    } else {
        table.bytes -= place.bytes;
        before = std::move(place);
    }
    place = std::move(item);
    return before;
}

std::optional<StoredItem> erase_item(TableState& table, const ItemKey& key) {
    const auto partition = table.partitions.find(partition_place(key.partition));
    if (partition == table.partitions.end()) return std::nullopt;
    auto node = partition->second.extract(key.sort);
    if (node.empty()) return std::nullopt;
    if (partition->second.empty()) table.partitions.erase(partition);
    --table.items;
    table.bytes -= node.mapped().bytes;
    return std::move(node.mapped());
}

aws::Error no_such_table(std::string_view arn) {
    return aws::error("ResourceNotFoundException", "Requested resource not found: Table: " +
                                                       std::string(table_name(arn)) + " not found");
}

}  // namespace

std::string partition_place(std::string_view partition_key) {
    const std::uint64_t hash = base::xxh3(partition_key);
    std::string place;
    for (int shift = 56; shift >= 0; shift -= 8) place += static_cast<char>((hash >> shift) & 0xFF);
    return place.append(partition_key);
}

Tables::Tables(runtime::Shards& shards) : shards_(shards) {
    for (const auto kind : {kinds::kTable, kinds::kTableDeleted}) {
        shards.on_replay(kind, [this](const auto& record) { return replay(record); });
    }
    for (const auto kind : {kinds::kItem, kinds::kItemDeleted}) {
        shards.on_replay(kind, [this](const auto& record) { return replay_item(record); });
    }
}

base::Result<void> Tables::replay(const runtime::ReplayedRecord& record) {
    TablesByArn& tables = tables_[record.shard];
    if (record.kind == kinds::kTableDeleted) {
        QS_TRY(const auto arn, codec::decode<std::string>(record.payload));
        tables.erase(arn);
        return {};
    }
    TableState state;
    QS_TRY(state.table, codec::decode<Table>(record.payload));
    state.keys = key_schema_of(state.table);
    tables.insert_or_assign(state.table.arn, std::move(state));
    return {};
}

base::Result<void> Tables::replay_item(const runtime::ReplayedRecord& record) {
    QS_TRY(ItemRecord stored, codec::decode<ItemRecord>(record.payload));
    TablesByArn& tables = tables_[record.shard];
    const auto table = tables.find(stored.table_arn);
    if (table == tables.end()) {
        return base::fail(
            base::corrupt("an item belongs to a table that is not there: " + stored.table_arn));
    }
    const auto key = key_in_item(table->second.keys, stored.item);
    if (!key) {
        return base::fail(base::corrupt("an item of " + stored.table_arn +
                                        " does not fit its table: " + key.error().message));
    }
    if (record.kind == kinds::kItemDeleted) {
        erase_item(table->second, *key);
        return {};
    }
    const std::size_t bytes = item_bytes(stored.item);
    put_item(table->second, *key, {std::move(stored.item), bytes});
    return {};
}

void Tables::post(Access access, std::string_view account, const base::EffectId& effect, Work work,
                  aws::Answer answer) {
    const store::ShardId shard = shard_of_account(account);
    auto on_shard = [this, effect, work = std::move(work), answer](runtime::ShardContext& context) {
        answer_once(
            context, effect, [&] { return work(context, tables_[context.shard()]); }, answer);
    };
    const bool posted = access == Access::read ? shards_.post_read(shard, std::move(on_shard))
                                               : shards_.post(shard, std::move(on_shard));
    if (!posted) answer(base::fail(aws::throttled()));
}

void Tables::read(const std::string& arn, Read read, aws::Answer answer) {
    post(
        Access::read, account_of(arn), {},
        [arn, read = std::move(read)](runtime::ShardContext&, TablesByArn& tables) -> Reply {
            const auto found = tables.find(arn);
            if (found == tables.end()) return base::fail(table_not_found());
            return read(found->second);
        },
        std::move(answer));
}

void Tables::read_all(const std::string& account, ReadAll read, aws::Answer answer) {
    post(
        Access::read, account, {},
        [read = std::move(read)](runtime::ShardContext&, TablesByArn& tables) {
            return read(tables);
        },
        std::move(answer));
}

void Tables::write(const std::string& arn, const base::EffectId& effect, Write write,
                   aws::Answer answer) {
    post(
        Access::write, account_of(arn), effect,
        [arn, write = std::move(write)](runtime::ShardContext& context,
                                        TablesByArn& tables) -> Reply {
            const auto found = tables.find(arn);
            if (found == tables.end()) return base::fail(table_not_found());
            return write(context, found->second);
        },
        std::move(answer));
}

void Tables::create(Table table, const base::EffectId& effect, aws::Answer answer) {
    const std::string account = account_of(table.arn);
    post(
        Access::write, account, effect,
        [table = std::move(table)](runtime::ShardContext& context, TablesByArn& tables) -> Reply {
            if (tables.contains(table.arn)) {
                return base::fail(
                    aws::error("ResourceInUseException", "Table already exists: " + table.name));
            }
            if (tables.size() >= base::limits::kDynamoTablesMax) {
                return base::fail(aws::error("LimitExceededException",
                                             "Subscriber limit exceeded: There is a limit of " +
                                                 std::to_string(base::limits::kDynamoTablesMax) +
                                                 " tables per subscriber"));
            }
            TableState state;
            state.table = table;
            state.table.creation_date = context.now();
            state.keys = key_schema_of(table);
            context.record(kinds::kTable, kSchema, codec::encode(state.table));
            json::Value description = describe(state.table, "ACTIVE", 0, 0);
            tables.emplace(table.arn, std::move(state));
            return json::object({{"TableDescription", std::move(description)}});
        },
        std::move(answer));
}

void Tables::remove(const std::string& arn, const base::EffectId& effect, aws::Answer answer) {
    post(
        Access::write, account_of(arn), effect,
        [arn](runtime::ShardContext& context, TablesByArn& tables) -> Reply {
            const auto found = tables.find(arn);
            if (found == tables.end()) return base::fail(no_such_table(arn));
            const TableState& state = found->second;
            if (state.table.is_protected) {
                return base::fail(
                    validation("Resource cannot be deleted as it is currently protected against "
                               "deletion. Disable deletion protection first."));
            }
            json::Value description = describe(state.table, "DELETING", state.items, state.bytes);
            context.record(kinds::kTableDeleted, kSchema, codec::encode(arn));
            tables.erase(found);
            return json::object({{"TableDescription", std::move(description)}});
        },
        std::move(answer));
}

std::optional<StoredItem> Tables::put(runtime::ShardContext& context, TableState& table,
                                      const ItemKey& key, StoredItem item) {
    context.record(kinds::kItem, kSchema, codec::encode(ItemRecord{table.table.arn, item.item}));
    return put_item(table, key, std::move(item));
}

std::optional<StoredItem> Tables::erase(runtime::ShardContext& context, TableState& table,
                                        const ItemKey& key, const json::Value& key_attributes) {
    auto before = erase_item(table, key);
    // Deleting what is not there is a success and leaves no trace.
    if (before) {
        context.record(kinds::kItemDeleted, kSchema,
                       codec::encode(ItemRecord{table.table.arn, key_attributes}));
    }
    return before;
}

}  // namespace services::dynamodb
