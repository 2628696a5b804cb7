// The tables and their items. An account's tables live on one shard, which alone touches them;
// every read goes through it too, so that nobody sees what a crash could take back.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/operation.hpp"
#include "runtime/runtime.hpp"
#include "services/answer_once.hpp"
#include "services/dynamodb/key.hpp"
#include "services/dynamodb/table.hpp"

namespace services::dynamodb {

struct StoredItem {
    json::Value item;  ///< Normal; shares nothing with the request.
    std::size_t bytes = 0;
};
/// The items of one partition, by their sort key.
using Partition = std::map<std::string, StoredItem>;

/// A table with what is in it.
struct TableState {
    Table table;
    KeySchema keys;
    /// By hash and partition key: a scan gives them in an order as arbitrary as AWS's, but always
    /// the same.
    std::map<std::string, Partition> partitions;
    std::size_t items = 0;
    std::uint64_t bytes = 0;
};

/// The place of a partition in TableState::partitions.
std::string partition_place(std::string_view partition_key);

class Tables {
public:
    /// Registers for its records with `shards`.
    explicit Tables(runtime::Shards& shards);

    using Reply = services::Reply;
    using Read = std::function<Reply(const TableState&)>;
    using Write = std::function<Reply(runtime::ShardContext&, TableState&)>;
    using TablesByArn = std::map<std::string, TableState, std::less<>>;
    using ReadAll = std::function<Reply(const TablesByArn&)>;

    /// Runs `read` on the table's shard and answers when all that it saw is durable. Without such a
    /// table: ResourceNotFoundException.
    void read(const std::string& arn, Read read, aws::Answer answer);
    /// The same for all tables on the shard of an account.
    void read_all(const std::string& account, ReadAll read, aws::Answer answer);
    /// Runs `write`, whose records and whose answer to `effect` are one; a repeated effect gets the
    /// first answer. An error changes nothing and is not remembered: asked again, it may succeed.
    void write(const std::string& arn, const base::EffectId& effect, Write write,
               aws::Answer answer);

    /// Errors: ResourceInUseException, LimitExceededException.
    void create(Table table, const base::EffectId& effect, aws::Answer answer);
    /// Errors: ResourceNotFoundException, ValidationException for a protected table.
    void remove(const std::string& arn, const base::EffectId& effect, aws::Answer answer);

    // Within `write`: changes the table and records the change. They give what was there before.
    std::optional<StoredItem> put(runtime::ShardContext& context, TableState& table,
                                  const ItemKey& key, StoredItem item);
    std::optional<StoredItem> erase(runtime::ShardContext& context, TableState& table,
                                    const ItemKey& key, const json::Value& key_attributes);

private:
    using Work = std::function<Reply(runtime::ShardContext&, TablesByArn&)>;
    enum class Access { read, write };

    base::Result<void> replay(const runtime::ReplayedRecord& record);
    base::Result<void> replay_item(const runtime::ReplayedRecord& record);
    void post(Access access, std::string_view account, const base::EffectId& effect, Work work,
              aws::Answer answer);

    runtime::Shards& shards_;
    /// Each touched by its shard's thread only.
    std::array<TablesByArn, runtime::kShards> tables_;
};

}  // namespace services::dynamodb
