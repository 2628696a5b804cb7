// Shards over worker threads: shard s belongs to thread s % threads, for good.
#include "runtime/shards.hpp"

#include <thread>

#include "base/assert.hpp"
#include "runtime/recovery.hpp"
#include "runtime/shard_worker.hpp"

namespace runtime {
namespace {

ShardWorker::Commit commit_to(store::Store& store) {
    return [&store](store::Batch batch, std::function<void(std::vector<store::Position>)> durable) {
        store.commit(std::move(batch), std::move(durable));
    };
}

class ThreadedShards final : public Shards {
public:
    ThreadedShards(store::Store& store, const base::Clock& clock, unsigned threads)
        : store_(store), clock_(clock) {
        QS_ASSERT(threads > 0);
        for (unsigned i = 0; i < threads; ++i) {
            workers_.push_back(
                std::make_unique<ShardWorker>(clock, commit_to(store), store.epoch(), ledger_));
        }
    }
    ~ThreadedShards() override { stop(); }

    bool post(store::ShardId shard, Work work) override {
        if (!store_.health().writable) return false;
        return worker(shard).post({shard, std::move(work)});
    }
    bool post_read(store::ShardId shard, Work work) override {
        return worker(shard).post({shard, std::move(work), true});
    }
    void post_urgent(store::ShardId shard, Work work) override {
        worker(shard).post_urgent({shard, std::move(work)});
    }
    void at(store::ShardId shard, base::TimePoint due, Work work) override {
        worker(shard).at(shard, due, std::move(work));
    }
    void forget(const base::EffectId& effect) override {
        const auto shard = ledger_.take(effect);
        if (!shard) return;
        post_urgent(*shard, [effect](ShardContext& context) { context.forget(effect); });
    }
    const base::Clock& clock() const override { return clock_; }
    store::Store& store() override { return store_; }

    void on_replay(store::RecordKind kind, Replayer replayer) override {
        recovery_.replayers[static_cast<std::uint16_t>(kind)] = std::move(replayer);
    }
    void on_recovered(std::function<void(ShardContext&)> action) override {
        recovery_.recovered.push_back(std::move(action));
    }
    void not_before(base::TimePoint time) override {
        for (auto& each : workers_) each->not_before(time);
    }
    void keep_answers(std::function<bool(const base::EffectId&)> is_owed) override {
        recovery_.owners_of_answers.push_back(std::move(is_owed));
    }

    base::Result<void> start() override {
        QS_CHECK(recovery_.replay(
            store_, [&](store::ShardId shard, base::EffectId effect, std::string answer) {
                worker(shard).restore_answer(shard, std::move(effect), std::move(answer));
            }));
        if (!recovery_.owners_of_answers.empty()) {
            const auto is_owed = [this](const base::EffectId& id) { return recovery_.is_owed(id); };
            for (auto& each : workers_) each->keep_answers(is_owed);
        }
        for (const auto& action : recovery_.recovered) {
            for (store::ShardId shard = 0; shard < kShards; ++shard) post_urgent(shard, action);
        }
        for (auto& each : workers_) {
            threads_.emplace_back([&worker = *each] { worker.run(); });
        }
        return {};
    }

    void stop() override {
        for (auto& each : workers_) each->stop();
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

private:
    ShardWorker& worker(store::ShardId shard) { return *workers_[shard % workers_.size()]; }

    store::Store& store_;
    const base::Clock& clock_;
    EffectLedger ledger_;
    std::vector<std::unique_ptr<ShardWorker>> workers_;
    std::vector<std::thread> threads_;
    Recovery recovery_;
};

}  // namespace

std::unique_ptr<Shards> make_shards(store::Store& store, const base::Clock& clock,
                                    unsigned threads) {
    return std::make_unique<ThreadedShards>(store, clock, threads);
}

struct InlineShards::State {
    State(store::Store& s, const base::Clock& c)
        : store(s), clock(c), worker(c, commit_to(s), s.epoch(), ledger) {}

    void pump() {
        if (pumping) return;
        pumping = true;
        while (worker.run_once()) {
        }
        pumping = false;
    }

    store::Store& store;
    const base::Clock& clock;
    EffectLedger ledger;
    ShardWorker worker;
    Recovery recovery;
    bool pumping = false;
};

InlineShards::InlineShards(store::Store& store, const base::Clock& clock)
    : state_(std::make_unique<State>(store, clock)) {}
InlineShards::~InlineShards() = default;

bool InlineShards::post(store::ShardId shard, Work work) {
    if (!state_->store.health().writable) return false;
    if (!state_->worker.post({shard, std::move(work)})) return false;
    state_->pump();
    return true;
}
bool InlineShards::post_read(store::ShardId shard, Work work) {
    if (!state_->worker.post({shard, std::move(work), true})) return false;
    state_->pump();
    return true;
}
void InlineShards::post_urgent(store::ShardId shard, Work work) {
    state_->worker.post_urgent({shard, std::move(work)});
    state_->pump();
}
void InlineShards::at(store::ShardId shard, base::TimePoint due, Work work) {
    state_->worker.at(shard, due, std::move(work));
}
void InlineShards::forget(const base::EffectId& effect) {
    const auto shard = state_->ledger.take(effect);
    if (!shard) return;
    post_urgent(*shard, [effect](ShardContext& context) { context.forget(effect); });
}
const base::Clock& InlineShards::clock() const {
    return state_->clock;
}
store::Store& InlineShards::store() {
    return state_->store;
}
void InlineShards::on_replay(store::RecordKind kind, Replayer replayer) {
    state_->recovery.replayers[static_cast<std::uint16_t>(kind)] = std::move(replayer);
}
void InlineShards::on_recovered(std::function<void(ShardContext&)> action) {
    state_->recovery.recovered.push_back(std::move(action));
}
void InlineShards::not_before(base::TimePoint time) {
    state_->worker.not_before(time);
}
void InlineShards::keep_answers(std::function<bool(const base::EffectId&)> is_owed) {
    state_->recovery.owners_of_answers.push_back(std::move(is_owed));
}
base::Result<void> InlineShards::start() {
    QS_CHECK(state_->recovery.replay(
        state_->store, [&](store::ShardId shard, base::EffectId effect, std::string answer) {
            state_->worker.restore_answer(shard, std::move(effect), std::move(answer));
        }));
    if (!state_->recovery.owners_of_answers.empty()) {
        state_->worker.keep_answers(
            [this](const base::EffectId& id) { return state_->recovery.is_owed(id); });
    }
    for (const auto& action : state_->recovery.recovered) {
        for (store::ShardId shard = 0; shard < kShards; ++shard) post_urgent(shard, action);
    }
    return {};
}
void InlineShards::run_due() {
    state_->pump();
}

}  // namespace runtime
