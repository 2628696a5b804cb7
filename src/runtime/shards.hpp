// The two kinds of Shards: with threads, and without for tests.
#pragma once
#include <memory>

#include "runtime/runtime.hpp"

namespace runtime {

/// The real one. `threads` is at least 1; every shard belongs to the thread `shard % threads`.
std::unique_ptr<Shards> make_shards(store::Store& store, const base::Clock& clock,
                                    unsigned threads);

/// Without threads, for tests: work that is posted runs before `post` returns (unless it is posted
/// by work), and its releases as soon as the store calls back. Timers wait for `run_due`.
class InlineShards final : public Shards {
public:
    InlineShards(store::Store& store, const base::Clock& clock);
    ~InlineShards() override;

    bool post(store::ShardId shard, Work work) override;
    bool post_read(store::ShardId shard, Work work) override;
    void post_urgent(store::ShardId shard, Work work) override;
    void at(store::ShardId shard, base::TimePoint due, Work work) override;
    void forget(const base::EffectId& effect) override;
    const base::Clock& clock() const override;
    store::Store& store() override;
    void on_replay(store::RecordKind kind, Replayer replayer) override;
    void on_recovered(std::function<void(ShardContext&)> action) override;
    void not_before(base::TimePoint time) override;
    void keep_answers(std::function<bool(const base::EffectId&)> is_owed) override;
    base::Result<void> start() override;
    void stop() override {}

    /// Runs the timers that are due and what follows from them, and what the store reported
    /// meanwhile.
    void run_due();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace runtime
