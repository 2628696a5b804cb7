// A map that is changed on shards and read by everyone: a change counts for the shard at once, and
// for all others when it is durable, so that nobody sees what a crash could take back.
#pragma once
#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "runtime/runtime.hpp"

namespace services {

/// Values are immutable and shared. Every key belongs to one shard.
template <class Key, class Value>
class DurableMap {
public:
    using Pointer = std::shared_ptr<const Value>;

    // On the key's shard.

    /// What the last change made of it, durable or not; null if there is none.
    Pointer newest(store::ShardId shard, const Key& key) const {
        const auto found = newest_[shard].find(key);
        return found == newest_[shard].end() ? nullptr : found->second;
    }
    /// How many the shard has.
    std::size_t count(store::ShardId shard) const { return newest_[shard].size(); }
    /// In the order of their keys those from `from` on, up to the first whose key does not belong
    /// to the list.
    template <class Belongs>
    std::vector<Pointer> newest_list(store::ShardId shard, const Key& from,
                                     const Belongs& belongs) const {
        std::vector<Pointer> result;
        auto at = newest_[shard].lower_bound(from);
        for (; at != newest_[shard].end() && belongs(at->first); ++at) {
            result.push_back(at->second);
        }
        return result;
    }
    /// Changes it; null erases it. All see it when what the work recorded so far is durable, and
    /// then `seen` runs.
    void set(runtime::ShardContext& context, const Key& key, Pointer value,
             std::function<void()> seen = {}) {
        put(newest_[context.shard()], key, value);
        context.release([this, key, value = std::move(value), seen = std::move(seen)] {
            publish(key, value);
            if (seen) seen();
        });
    }
    /// During the replay: a change that is durable.
    void restore(store::ShardId shard, const Key& key, const Pointer& value) {
        put(newest_[shard], key, value);
        publish(key, value);
    }

    // Any thread; what is durable.

    Pointer find(const Key& key) const {
        const std::shared_lock lock(mutex_);
        const auto found = durable_.find(key);
        return found == durable_.end() ? nullptr : found->second;
    }
    std::size_t size() const {
        const std::shared_lock lock(mutex_);
        return durable_.size();
    }
    /// In the order of their keys those behind `behind`, up to the first whose key does not belong
    /// to the list, at most `most`.
    template <class Belongs>
    std::vector<Pointer> list(const Key& behind, std::size_t most, const Belongs& belongs) const {
        const std::shared_lock lock(mutex_);
        std::vector<Pointer> result;
        auto at = durable_.upper_bound(behind);
        for (; at != durable_.end() && result.size() < most && belongs(at->first); ++at) {
            result.push_back(at->second);
        }
        return result;
    }
    template <class Wanted>
    bool any(const Wanted& wanted) const {
        const std::shared_lock lock(mutex_);
        for (const auto& [key, value] : durable_) {
            if (wanted(*value)) return true;
        }
        return false;
    }

private:
    using Map = std::map<Key, Pointer>;

    static void put(Map& map, const Key& key, Pointer value) {
        if (value == nullptr) {
            map.erase(key);
        } else {
            map.insert_or_assign(key, std::move(value));
        }
    }
    void publish(const Key& key, const Pointer& value) {
        const std::unique_lock lock(mutex_);
        put(durable_, key, value);
    }

    /// Each touched by its shard's thread only.
    std::array<Map, runtime::kShards> newest_;
    mutable std::shared_mutex mutex_;
    Map durable_;
};

}  // namespace services
