// A store without a disk, for tests of the floors above: syncs can be held back, and a restart with
// and without what was not yet synced can be played.
#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>

#include "store/store.hpp"

namespace store {

/// When a commit becomes durable.
enum class Durability {
    at_once,    ///< The callback runs inside `commit`.
    on_finish,  ///< The callback runs inside `finish`.
};

/// Any thread may commit and read.
class MemoryStore final : public Store {
public:
    explicit MemoryStore(Durability durability = Durability::at_once) : durability_(durability) {}

    void commit(Batch batch, std::function<void(std::vector<Position>)> durable) override;
    base::Result<std::string> read(Position position) const override;
    base::Result<void> replay(const Visitor& visit) override;
    std::uint64_t epoch() const override { return epoch_; }
    StoreHealth health() const override;

    /// Makes everything durable that was committed before the call, as one sync; gives the number
    /// of parts. What the callbacks commit waits for the next `finish`.
    std::size_t finish();
    /// Plays a crash and a restart: what was not durable is gone, the epoch rises, `replay` may be
    /// called again.
    void restart();
    void set_writable(bool writable) { writable_ = writable; }
    /// How often something became durable: the number of syncs a disk would have seen.
    std::uint64_t syncs() const { return syncs_; }

private:
    struct Stored {
        ShardId shard;
        Record record;
    };
    struct Part {
        Batch batch;
        std::function<void(std::vector<Position>)> durable;
    };
    void make_durable(std::vector<Part> parts);

    const Durability durability_;
    mutable std::mutex mutex_;
    std::deque<Stored> records_;
    std::vector<Part> pending_;
    std::atomic<std::uint64_t> epoch_ = 1;
    std::atomic<std::uint64_t> syncs_ = 0;
    bool replayed_ = false;
    std::atomic<bool> writable_ = true;
};

}  // namespace store
