// The log groups of the account, their streams and events. Everything of a group happens on the
// shard of its ARN and becomes visible when it is durable; events stay in the log of the server and
// are read from there. Lookups are for any thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "aws/operation.hpp"
#include "base/limits.hpp"
#include "runtime/runtime.hpp"
#include "services/answer_once.hpp"
#include "services/durable_map.hpp"
#include "services/logs/batch_index.hpp"
#include "services/logs/group.hpp"

namespace services::logs {

class Logs {
public:
    /// Registers for its records with `shards`. `group_bytes_max`: tests make it small.
    explicit Logs(runtime::Shards& shards,
                  std::uint64_t group_bytes_max = base::limits::kLogGroupBytesMax);

    /// Runs `work` on the shard of a group, once for each effect; its result is answered when all
    /// it recorded is durable.
    void change(const std::string& group, const aws::Call& call, ShardWork work,
                aws::Answer answer);
    static store::ShardId shard_of_group(const std::string& arn);

    // On the group's shard.

    /// Null: there is none.
    GroupPtr newest(const std::string& arn) const;
    StreamPtr newest(const StreamKey& key) const;
    /// Errors: ResourceAlreadyExistsException, LimitExceededException.
    base::Result<void, aws::Error> create(runtime::ShardContext& context, Group group);
    /// Stores what became of a group that is there.
    void set(runtime::ShardContext& context, Group group);
    /// With its streams and events.
    void remove(runtime::ShardContext& context, const std::string& arn);
    /// In a group that is there. Errors: ResourceAlreadyExistsException, LimitExceededException.
    base::Result<void, aws::Error> create(runtime::ShardContext& context, const StreamKey& key);
    void remove(runtime::ShardContext& context, const StreamKey& key);
    /// To a stream that is there; at least one event, in the order of their time.
    void append(runtime::ShardContext& context, Batch batch);

    // Any thread; what is durable.

    GroupPtr find(const std::string& arn) const { return groups_.find(arn); }
    StreamPtr find(const StreamKey& key) const { return streams_.find(key); }
    /// By name: those whose ARN begins with `prefix` and comes behind `behind`.
    std::vector<GroupPtr> groups(const std::string& prefix, const std::string& behind,
                                 std::size_t most) const;
    /// By name: streams of a group whose names begin with `prefix` and come behind `behind`.
    std::vector<StreamPtr> streams(const std::string& group, const std::string& prefix,
                                   const std::string& behind, std::size_t most) const;
    const BatchIndex& index() const { return index_; }
    /// Events from before this instant are not shown any more; nothing: all are.
    std::optional<std::int64_t> expired_before_ms(const Group& group) const;
    runtime::Shards& shards() const { return shards_; }

private:
    base::Result<void> replay(const runtime::ReplayedRecord& record);
    base::Result<void> replay_stream(const runtime::ReplayedRecord& record);
    base::Result<void> replay_events(const runtime::ReplayedRecord& record);
    std::vector<StreamPtr> newest_streams(store::ShardId shard, const std::string& group) const;

    runtime::Shards& shards_;
    DurableMap<std::string, Group> groups_;
    DurableMap<StreamKey, Stream> streams_;
    BatchIndex index_;
};

}  // namespace services::logs
