// One thread and the shards it owns: takes work, runs it, hands over batches, and releases what
// they held back once the store says they are durable. Not for use outside `runtime`; see
// runtime.hpp.
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "runtime/runtime.hpp"

namespace runtime {

using Placed = std::function<void(RecordPosition)>;

/// The state of one shard; touched by its thread only.
struct ShardState {
    /// Records and releases gathered since the last hand-over.
    struct Open {
        std::vector<store::Record> records;  ///< One a work.
        std::vector<std::vector<Placed>> placed;
        std::vector<std::function<void()>> releases;
    };
    /// A batch that the store has not reported as durable yet.
    struct InFlight {
        std::vector<std::vector<Placed>> placed;
        std::vector<std::function<void()>> releases;
    };
    Open open;
    std::deque<InFlight> in_flight;
    /// What this shard answered to effects whose outcome is not yet recorded (durability.md,
    /// section 8).
    std::unordered_map<base::EffectId, std::string> answers;
};

/// Which shard remembers an answer to which effect. Any thread.
class EffectLedger {
public:
    void add(const base::EffectId& effect, store::ShardId shard);
    /// Takes it out.
    std::optional<store::ShardId> take(const base::EffectId& effect);

private:
    std::mutex mutex_;
    std::unordered_map<base::EffectId, store::ShardId> shards_;
};

/// Work with the shard that it is for.
struct Posted {
    store::ShardId shard;
    Work work;
    bool only_reads = false;
};

class ShardWorker {
public:
    /// `committed` hands a shard's batch to the store.
    using Commit =
        std::function<void(store::Batch, std::function<void(std::vector<store::Position>)>)>;

    ShardWorker(const base::Clock& clock, Commit commit, std::uint64_t epoch, EffectLedger& ledger);

    /// Any thread. False: the inbox is full.
    bool post(Posted posted);
    void post_urgent(Posted posted);
    void at(store::ShardId shard, base::TimePoint due, Work work);

    /// Runs until `stop`; everything posted before it is finished and durable.
    void run() noexcept;
    void stop();
    /// For tests: one round without waiting. False: there was nothing to do.
    bool run_once();

    /// Stamps never fall below this; call before work runs.
    void not_before(base::TimePoint time);
    /// Before `run`: takes an answer back from the log.
    void restore_answer(store::ShardId shard, base::EffectId effect, std::string answer);
    /// Drops the answers for which `is_owed` is false; on the worker's thread or before it runs.
    void keep_answers(const std::function<bool(const base::EffectId&)>& is_owed);

private:
    class Context;
    struct Timer {
        store::ShardId shard;
        Work work;
    };
    struct Durable {
        store::ShardId shard;
        std::vector<store::Position> positions;
    };

    base::TimePoint now();
    void run_work(Posted& posted);
    void hand_over(store::ShardId shard);
    void on_durable(Durable durable);
    bool is_idle() const;
    bool take(std::vector<Durable>& durable, std::vector<Posted>& posted);
    void wait_for_work(std::unique_lock<std::mutex>& lock);

    const base::Clock& clock_;
    Commit commit_;
    std::uint64_t epoch_;
    EffectLedger& ledger_;
    base::TimePoint last_stamp_{};
    std::unordered_map<store::ShardId, ShardState> shards_;
    std::size_t batches_in_flight_ = 0;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Posted> inbox_;     // New work; bounded.
    std::vector<Posted> urgent_;    // Completions of running work; before new work.
    std::vector<Durable> durable_;  // Batches that the store reported.
    std::multimap<base::TimePoint, Timer> timers_;
    bool stopping_ = false;
};

}  // namespace runtime
