// Shards: the only owners of state that changes. There are 64, fixed when a data folder is made and
// spread over as many threads as there are cores; a shard is touched by its thread only. Executions
// and embedded services keep their data by the same means: work is posted to the shard that owns
// the thing, adds records to that shard's batch, and what it answers leaves only when the batch is
// durable.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace runtime {

inline constexpr store::ShardId kShards = 64;

/// The shard that owns a name: a bucket, a table's account, an execution. The same in every run.
store::ShardId shard_of(std::string_view owner);

/// Where a record lies. All records of one work are one record of the log, so that they survive a
/// crash together or not at all; `part` says which of them it is.
struct RecordPosition {
    store::Position position;
    std::uint32_t part = 0;
    std::uint32_t parts = 1;  ///< 1: the log's record is this record itself.

    bool operator==(const RecordPosition&) const = default;
};

/// The payload of a record. Any thread. Errors: those of `Store::read`.
base::Result<std::string> read_record(const store::Store& store, const RecordPosition& position);

/// A record as it comes back at the start; `payload` lives until the replayer returns.
struct ReplayedRecord {
    store::RecordKind kind{};
    std::uint16_t schema = 0;
    store::ShardId shard = 0;
    std::string_view payload;
    RecordPosition position;
};

/// What work sees while it runs on its shard. Lives only during the call.
class ShardContext {
public:
    virtual ~ShardContext() = default;
    /// The engine's clock: follows the wall clock forwards and never goes back.
    virtual base::TimePoint now() const = 0;
    virtual store::ShardId shard() const = 0;

    /// Adds a record. All records of one work are atomic: after a crash all of them are there or
    /// none. `placed` (optional) runs on the shard's thread once they are durable.
    virtual void record(store::RecordKind kind, std::uint16_t schema, std::string payload,
                        std::function<void(RecordPosition)> placed = {}) = 0;
    /// Runs on the shard's thread when everything this shard has recorded so far is durable, in the
    /// order of the calls: answers first, then effects. So a reader never sees what a crash could
    /// take back.
    virtual void release(std::function<void()> action) = 0;

    /// Exactly once for effects: the answer that this shard gave for the id, if it did already.
    /// Otherwise nothing, and the work must call `remember` with the answer it gives.
    virtual const std::string* answered(const base::EffectId& effect) const = 0;
    /// Stores the answer with the batch, so that a repeated effect gets it again.
    virtual void remember(const base::EffectId& effect, std::string answer) = 0;
    /// The effect's outcome is durable, so it will never be asked again.
    virtual void forget(const base::EffectId& effect) = 0;
};

/// Work runs once, on the shard's thread; it must be short and must not block.
using Work = std::function<void(ShardContext&)>;

/// Takes one record of its kinds back at the start, in log order, before any work runs.
using Replayer = std::function<base::Result<void>(const ReplayedRecord&)>;

/// The threads and their shards. Implementations: the real one, and one without threads for tests.
class Shards {
public:
    virtual ~Shards() = default;
    /// False: the inbox is full, or new work is refused because the disk is full; the caller gets
    /// AWS's throttling error. Never blocks. Any thread.
    [[nodiscard]] virtual bool post(store::ShardId shard, Work work) = 0;
    /// For work that only reads, which a full disk must not refuse: false only for a full inbox.
    /// Such work may release answers and must not record anything. Any thread.
    [[nodiscard]] virtual bool post_read(store::ShardId shard, Work work) = 0;
    /// For work that must not be lost because something waits for it (task outcomes, timers,
    /// deliveries): never refused, goes before new work.
    virtual void post_urgent(store::ShardId shard, Work work) = 0;
    /// Runs the work on the shard at `due` (wall clock), or at once if that is past. Not durable:
    /// who needs it after a restart asks again. Any thread.
    virtual void at(store::ShardId shard, base::TimePoint due, Work work) = 0;
    /// The outcome of an effect is on its way to its execution: whichever shard remembers an answer
    /// to it may forget it. Any thread.
    virtual void forget(const base::EffectId& effect) = 0;
    virtual const base::Clock& clock() const = 0;
    virtual store::Store& store() = 0;

    /// Before `start`: who takes back the records of a kind.
    virtual void on_replay(store::RecordKind kind, Replayer replayer) = 0;
    /// Before `start`: runs on each shard's thread after the replay, before any other work: what
    /// recovery owes.
    virtual void on_recovered(std::function<void(ShardContext&)> action) = 0;
    /// During the replay: no stamp will be earlier than this.
    virtual void not_before(base::TimePoint time) = 0;
    /// Before `start`: says which remembered effects may still be asked again; those that nobody
    /// says so of are forgotten. Without any such function all are kept.
    virtual void keep_answers(std::function<bool(const base::EffectId&)> is_owed) = 0;
    /// Replays the log, then starts the threads.
    virtual base::Result<void> start() = 0;
    /// Stops accepting, finishes what is queued and durable, joins the threads.
    virtual void stop() = 0;
};

}  // namespace runtime
