#include "services/logs/logs.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"
#include "services/logs/errors.hpp"

namespace services::logs {
namespace {

namespace codec = runtime::codec;
namespace kinds = runtime::record_kinds;

constexpr std::uint16_t kSchema = 1;
constexpr std::int64_t kDayMs = 24 * 3'600 * 1'000;

aws::Error limit_exceeded(const std::string& what) {
    return aws::error("LimitExceededException",
                      "There are as many log " + what + " as there may be; delete some.");
}

}  // namespace

Logs::Logs(runtime::Shards& shards, std::uint64_t group_bytes_max)
    : shards_(shards), index_(group_bytes_max) {
    for (const auto kind : {kinds::kLogGroup, kinds::kLogGroupDeleted}) {
        shards.on_replay(kind, [this](const auto& record) { return replay(record); });
    }
    for (const auto kind : {kinds::kLogStream, kinds::kLogStreamDeleted}) {
        shards.on_replay(kind, [this](const auto& record) { return replay_stream(record); });
    }
    shards.on_replay(kinds::kLogEvents,
                     [this](const auto& record) { return replay_events(record); });
}

base::Result<void> Logs::replay(const runtime::ReplayedRecord& record) {
    if (record.kind == kinds::kLogGroupDeleted) {
        QS_TRY(const auto arn, codec::decode<std::string>(record.payload));
        for (const StreamPtr& stream : newest_streams(record.shard, arn)) {
            streams_.restore(record.shard, stream->key, nullptr);
        }
        groups_.restore(record.shard, arn, nullptr);
        index_.remove_group(arn);
        return {};
    }
    QS_TRY(auto group, codec::decode<Group>(record.payload));
    const auto shared = std::make_shared<const Group>(std::move(group));
    groups_.restore(record.shard, shared->arn, shared);
    return {};
}

base::Result<void> Logs::replay_stream(const runtime::ReplayedRecord& record) {
    if (record.kind == kinds::kLogStreamDeleted) {
        QS_TRY(const auto key, codec::decode<StreamKey>(record.payload));
        streams_.restore(record.shard, key, nullptr);
        index_.remove_stream(key);
        return {};
    }
    QS_TRY(auto stream, codec::decode<Stream>(record.payload));
    const auto shared = std::make_shared<const Stream>(std::move(stream));
    streams_.restore(record.shard, shared->key, shared);
    return {};
}

base::Result<void> Logs::replay_events(const runtime::ReplayedRecord& record) {
    QS_TRY(const auto batch, codec::decode<Batch>(record.payload));
    if (batch.events.empty()) return base::fail(base::corrupt("a batch of log events is empty"));
    const GroupPtr group = groups_.newest(record.shard, batch.key.group);
    if (group == nullptr) {
        return base::fail(
            base::corrupt("log events belong to a group that is not there: " + batch.key.group));
    }
    index_.add(batch, record.position, expired_before_ms(*group));
    return {};
}

store::ShardId Logs::shard_of_group(const std::string& arn) {
    return runtime::shard_of("logs/" + arn);
}

void Logs::change(const std::string& group, const aws::Call& call, ShardWork work,
                  aws::Answer answer) {
    post_once(shards_, shard_of_group(group), call.effect, std::move(work), std::move(answer));
}

GroupPtr Logs::newest(const std::string& arn) const {
    return groups_.newest(shard_of_group(arn), arn);
}

StreamPtr Logs::newest(const StreamKey& key) const {
    return streams_.newest(shard_of_group(key.group), key);
}

base::Result<void, aws::Error> Logs::create(runtime::ShardContext& context, Group group) {
    if (newest(group.arn) != nullptr) return base::fail(group_exists());
    if (groups_.size() >= base::limits::kLogGroupsMax) return base::fail(limit_exceeded("groups"));
    group.created = context.now();
    set(context, std::move(group));
    return {};
}

void Logs::set(runtime::ShardContext& context, Group group) {
    const auto shared = std::make_shared<const Group>(std::move(group));
    context.record(kinds::kLogGroup, kSchema, codec::encode(*shared));
    groups_.set(context, shared->arn, shared);
}

void Logs::remove(runtime::ShardContext& context, const std::string& arn) {
    context.record(kinds::kLogGroupDeleted, kSchema, codec::encode(arn));
    for (const StreamPtr& stream : newest_streams(context.shard(), arn)) {
        streams_.set(context, stream->key, nullptr);
    }
    groups_.set(context, arn, nullptr, [this, arn] { index_.remove_group(arn); });
}

base::Result<void, aws::Error> Logs::create(runtime::ShardContext& context, const StreamKey& key) {
    QS_ASSERT(newest(key.group) != nullptr);
    if (newest(key) != nullptr) return base::fail(stream_exists());
    if (streams_.count(context.shard()) >= base::limits::kLogStreamsMax) {
        return base::fail(limit_exceeded("streams"));
    }
    const auto stream = std::make_shared<const Stream>(Stream{key, context.now()});
    context.record(kinds::kLogStream, kSchema, codec::encode(*stream));
    streams_.set(context, key, stream);
    return {};
}

void Logs::remove(runtime::ShardContext& context, const StreamKey& key) {
    context.record(kinds::kLogStreamDeleted, kSchema, codec::encode(key));
    streams_.set(context, key, nullptr, [this, key] { index_.remove_stream(key); });
}

void Logs::append(runtime::ShardContext& context, Batch batch) {
    QS_ASSERT(newest(batch.key) != nullptr);
    batch.taken = context.now();
    const auto expired = expired_before_ms(*newest(batch.key.group));
    const auto shared = std::make_shared<const Batch>(std::move(batch));
    const auto place = std::make_shared<runtime::RecordPosition>();
    context.record(kinds::kLogEvents, kSchema, codec::encode(*shared),
                   [place](runtime::RecordPosition position) { *place = position; });
    // Released, so that it comes in the order of what else happens to the stream.
    context.release([this, shared, place, expired] { index_.add(*shared, *place, expired); });
}

std::vector<StreamPtr> Logs::newest_streams(store::ShardId shard, const std::string& group) const {
    return streams_.newest_list(shard, StreamKey{group, ""},
                                [&group](const StreamKey& key) { return key.group == group; });
}

std::vector<GroupPtr> Logs::groups(const std::string& prefix, const std::string& behind,
                                   std::size_t most) const {
    std::vector<GroupPtr> result;
    // The prefix itself may be the ARN of a group.
    if (behind < prefix) {
        if (GroupPtr group = groups_.find(prefix)) result.push_back(std::move(group));
    }
    for (GroupPtr& group :
         groups_.list(std::max(prefix, behind), most,
                      [&prefix](const std::string& arn) { return arn.starts_with(prefix); })) {
        if (result.size() < most) result.push_back(std::move(group));
    }
    return result;
}

std::vector<StreamPtr> Logs::streams(const std::string& group, const std::string& prefix,
                                     const std::string& behind, std::size_t most) const {
    std::vector<StreamPtr> result;
    const StreamKey first{group, prefix};
    const StreamKey start{group, behind};
    if (start < first) {
        if (StreamPtr stream = streams_.find(first)) result.push_back(std::move(stream));
    }
    const auto belongs = [&](const StreamKey& key) {
        return key.group == group && key.stream.starts_with(prefix);
    };
    for (StreamPtr& stream : streams_.list(std::max(first, start), most, belongs)) {
        if (result.size() < most) result.push_back(std::move(stream));
    }
    return result;
}

std::optional<std::int64_t> Logs::expired_before_ms(const Group& group) const {
    if (!group.retention_days) return std::nullopt;
    return base::epoch_ms(shards_.clock().now()) - *group.retention_days * kDayMs;
}

}  // namespace services::logs
