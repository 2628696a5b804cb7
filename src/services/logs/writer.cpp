#include "services/logs/writer.hpp"

#include <algorithm>

#include "aws/arn.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"

namespace services::logs {
namespace {

/// How long lines are gathered.
constexpr base::Milliseconds kGatherTime{2};

std::size_t bytes_of(const LogEvent& event) {
    return event.message.size() + kEventOverheadBytes;
}

Group group_of(const std::string& arn) {
    const auto parts = aws::parse_arn(arn);
    QS_ASSERT(parts.has_value());
    Group group;
    group.arn = arn;
    group.name = parts->resource.substr(parts->resource.find(':') + 1);
    group.log_class = "STANDARD";
    return group;
}

}  // namespace

void Writer::write(const std::string& group, const std::string& stream,
                   std::vector<LogEvent> events, Missing missing) {
    if (events.empty()) return;
    std::size_t bytes = 0;
    for (const LogEvent& event : events) bytes += bytes_of(event);
    {
        const std::lock_guard lock(mutex_);
        const auto [found, is_first] = pending_.try_emplace(group);
        Pending& pending = found->second;
        pending.missing = missing;
        auto& lines = pending.streams[stream];
        if (pending.bytes + bytes > base::limits::kLogPendingBytesMax) {
            pending.dropped += events.size();
        } else {
            pending.bytes += bytes;
            lines.insert(lines.end(), std::make_move_iterator(events.begin()),
                         std::make_move_iterator(events.end()));
        }
        if (!is_first) return;
    }
    runtime::Shards& shards = logs_.shards();
    shards.at(Logs::shard_of_group(group), shards.clock().now() + kGatherTime,
              [this, group](runtime::ShardContext& context) { store(context, group); });
}

void Writer::flush() {
    std::vector<std::string> groups;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [group, pending] : pending_) groups.push_back(group);
    }
    for (const std::string& group : groups) {
        logs_.shards().post_urgent(
            Logs::shard_of_group(group),
            [this, group](runtime::ShardContext& context) { store(context, group); });
    }
}

void Writer::store(runtime::ShardContext& context, const std::string& group) {
    Pending pending;
    {
        const std::lock_guard lock(mutex_);
        const auto found = pending_.find(group);
        if (found == pending_.end()) return;
        pending = std::move(found->second);
        pending_.erase(found);
    }
    if (logs_.newest(group) == nullptr) {
        if (pending.missing == Missing::drop) return;
        if (const auto made = logs_.create(context, group_of(group)); !made) {
            base::log::warn("log lines are dropped",
                            {{"group", group}, {"reason", made.error().message}});
            return;
        }
    }
    for (auto& [stream, events] : pending.streams) {
        if (pending.dropped > 0) {
            events.push_back({base::epoch_ms(context.now()),
                              "[quickstep] " + std::to_string(pending.dropped) +
                                  " log events were dropped: they came faster than they could be "
                                  "stored"});
            pending.dropped = 0;
        }
        store_stream(context, {group, stream}, std::move(events));
    }
}

void Writer::store_stream(runtime::ShardContext& context, const StreamKey& key,
                          std::vector<LogEvent> events) {
    if (events.empty()) return;
    if (logs_.newest(key) == nullptr) {
        if (const auto made = logs_.create(context, key); !made) {
            base::log::warn(
                "log lines are dropped",
                {{"group", key.group}, {"stream", key.stream}, {"reason", made.error().message}});
            return;
        }
    }
    // Shards hand in side by side, so what came together may be a little out of order.
    std::ranges::stable_sort(events, {}, &LogEvent::timestamp_ms);
    Batch batch{.key = key};
    std::size_t bytes = 0;
    for (LogEvent& event : events) {
        if (!batch.events.empty() && bytes + bytes_of(event) > base::limits::kLogBatchBytesMax) {
            logs_.append(context, std::exchange(batch, Batch{.key = key}));
            bytes = 0;
        }
        bytes += bytes_of(event);
        batch.events.push_back(std::move(event));
    }
    logs_.append(context, std::move(batch));
}

}  // namespace services::logs
