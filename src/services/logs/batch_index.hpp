// Which batches of events there are, of which stream, and where they lie: what reading starts from.
// Only durable ones. Keeps each group below its limit. Any thread.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "services/logs/group.hpp"

namespace services::logs {

/// What is known of a stream's events without reading them.
struct StreamFacts {
    std::optional<std::int64_t> first_ms;
    std::optional<std::int64_t> last_ms;
    std::optional<base::TimePoint> last_taken;
    std::uint64_t bytes = 0;
};

/// The batches of one stream that a reader asked for.
struct StreamBatches {
    std::string stream;
    std::vector<BatchRef> batches;
};

class BatchIndex {
public:
    /// `bytes_max`: of a group's events; the oldest go when there are more.
    explicit BatchIndex(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

    /// A batch that is durable. `expired_before`: batches that are older altogether may go.
    void add(const Batch& batch, const runtime::RecordPosition& position,
             std::optional<std::int64_t> expired_before_ms);
    void remove_stream(const StreamKey& key);
    void remove_group(const std::string& group);

    StreamFacts facts(const StreamKey& key) const;
    std::uint64_t group_bytes(const std::string& group) const;
    /// Batches with events from `from_ms` on and before `to_ms`, of those streams of the group that
    /// are wanted.
    template <class Wanted>
    std::vector<StreamBatches> find(const std::string& group, std::int64_t from_ms,
                                    std::int64_t to_ms, const Wanted& wanted) const {
        std::vector<StreamBatches> result;
        const std::shared_lock lock(mutex_);
        const auto found = groups_.find(group);
        if (found == groups_.end()) return result;
        for (const auto& [name, stream] : found->second.streams) {
            if (!wanted(name)) continue;
            auto batches = overlapping(stream, from_ms, to_ms);
            if (!batches.empty()) result.push_back({name, std::move(batches)});
        }
        return result;
    }

private:
    struct StreamState {
        std::map<std::uint64_t, BatchRef> batches;  ///< By their number.
        std::uint64_t bytes = 0;
        std::uint64_t dropped = 0;
        base::TimePoint last_taken{};
    };
    struct GroupState {
        std::map<std::string, StreamState> streams;
        std::map<std::uint64_t, std::string> order;  ///< A batch's number to its stream.
        std::uint64_t next_number = 1;
        std::uint64_t bytes = 0;
    };

    static std::vector<BatchRef> overlapping(const StreamState& stream, std::int64_t from_ms,
                                             std::int64_t to_ms);
    /// Takes the group's oldest batch away.
    static BatchRef drop_oldest(GroupState& group);

    std::uint64_t bytes_max_;
    mutable std::shared_mutex mutex_;
    std::map<std::string, GroupState> groups_;
};

}  // namespace services::logs
