// The loop of a shard thread. It runs at its own pace: while one batch is being synced the next
// gathers.
#include "runtime/shard_worker.hpp"

#include <exception>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "runtime/codec/bytes.hpp"
#include "runtime/record_group.hpp"
#include "runtime/record_kinds.hpp"

namespace runtime {

store::ShardId shard_of(std::string_view owner) {
    return static_cast<store::ShardId>(base::xxh3(owner) % kShards);
}

void EffectLedger::add(const base::EffectId& effect, store::ShardId shard) {
    const std::lock_guard lock(mutex_);
    shards_.insert_or_assign(effect, shard);
}

std::optional<store::ShardId> EffectLedger::take(const base::EffectId& effect) {
    const std::lock_guard lock(mutex_);
    const auto node = shards_.extract(effect);
    if (node.empty()) return std::nullopt;
    return node.mapped();
}

class ShardWorker::Context final : public ShardContext {
public:
    Context(ShardWorker& worker, const Posted& posted, ShardState& state)
        : worker_(worker), shard_(posted.shard), only_reads_(posted.only_reads), state_(state) {}

    base::TimePoint now() const override { return worker_.now(); }
    store::ShardId shard() const override { return shard_; }

    void record(store::RecordKind kind, std::uint16_t schema, std::string payload,
                Placed placed) override {
        QS_ASSERT(!only_reads_);
        records_.push_back({kind, schema, std::move(payload)});
        placed_.push_back(std::move(placed));
    }

    void release(std::function<void()> action) override {
        state_.open.releases.push_back(std::move(action));
    }

    const std::string* answered(const base::EffectId& effect) const override {
        const auto found = state_.answers.find(effect);
        return found == state_.answers.end() ? nullptr : &found->second;
    }

    void remember(const base::EffectId& effect, std::string answer) override {
        codec::Writer writer;
        writer.text(effect.text());
        writer.text(answer);
        record(record_kinds::kEffectAnswer, 1, std::move(writer).take(), {});
        worker_.restore_answer(shard_, effect, std::move(answer));
    }

    void forget(const base::EffectId& effect) override { state_.answers.erase(effect); }

    /// The work is done: its records become one.
    void close() {
        if (records_.empty()) return;
        state_.open.records.push_back(records_.size() == 1 ? std::move(records_.front())
                                                           : join_records(records_));
        state_.open.placed.push_back(std::move(placed_));
    }

private:
    ShardWorker& worker_;
    store::ShardId shard_;
    bool only_reads_;
    ShardState& state_;
    std::vector<store::Record> records_;
    std::vector<Placed> placed_;
};

ShardWorker::ShardWorker(const base::Clock& clock, Commit commit, std::uint64_t epoch,
                         EffectLedger& ledger)
    : clock_(clock), commit_(std::move(commit)), epoch_(epoch), ledger_(ledger) {}

bool ShardWorker::post(Posted posted) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || inbox_.size() >= base::limits::kShardInboxMax) return false;
        inbox_.push_back(std::move(posted));
    }
    wake_.notify_one();
    return true;
}

void ShardWorker::post_urgent(Posted posted) {
    {
        const std::lock_guard lock(mutex_);
        urgent_.push_back(std::move(posted));
    }
    wake_.notify_one();
}

void ShardWorker::at(store::ShardId shard, base::TimePoint due, Work work) {
    {
        const std::lock_guard lock(mutex_);
        timers_.emplace(due, Timer{shard, std::move(work)});
    }
    wake_.notify_one();
}

void ShardWorker::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
}

void ShardWorker::not_before(base::TimePoint time) {
    last_stamp_ = std::max(last_stamp_, time);
}

void ShardWorker::restore_answer(store::ShardId shard, base::EffectId effect, std::string answer) {
    ledger_.add(effect, shard);
    shards_[shard].answers.insert_or_assign(std::move(effect), std::move(answer));
}

void ShardWorker::keep_answers(const std::function<bool(const base::EffectId&)>& is_owed) {
    for (auto& [id, shard] : shards_) {
        std::erase_if(shard.answers, [&](const auto& entry) {
            if (is_owed(entry.first)) return false;
            (void)ledger_.take(entry.first);
            return true;
        });
    }
}

base::TimePoint ShardWorker::now() {
    last_stamp_ = std::max(last_stamp_, clock_.now());
    return last_stamp_;
}

// An exception that leaves work would leave state that all share half changed; only the process's
// end and a recovery from the log make it right again.
void ShardWorker::run() noexcept {
    std::unique_lock lock(mutex_);
    for (;;) {
        wait_for_work(lock);
        lock.unlock();
        while (run_once()) {
        }
        lock.lock();
        const bool drained = inbox_.empty() && urgent_.empty() && durable_.empty();
        if (stopping_ && drained && is_idle()) return;
    }
}

void ShardWorker::wait_for_work(std::unique_lock<std::mutex>& lock) {
    const auto has_work = [this] {
        return !inbox_.empty() || !urgent_.empty() || !durable_.empty() || (stopping_ && is_idle());
    };
    while (!has_work()) {
        if (timers_.empty()) {
            wake_.wait(lock);
            continue;
        }
        const base::Milliseconds left = timers_.begin()->first - clock_.now();
        if (left.count() <= 0) return;
        // A wall clock that is set forwards must not delay a timer by more than this look.
        wake_.wait_for(lock, std::min(left, base::Milliseconds{1'000}));
    }
}

bool ShardWorker::is_idle() const {
    return batches_in_flight_ == 0;
}

bool ShardWorker::take(std::vector<Durable>& durable, std::vector<Posted>& posted) {
    const std::lock_guard lock(mutex_);
    durable.swap(durable_);
    posted.swap(urgent_);
    const base::TimePoint time = clock_.now();
    while (!stopping_ && !timers_.empty() && timers_.begin()->first <= time) {
        auto due = timers_.extract(timers_.begin());
        posted.push_back({due.mapped().shard, std::move(due.mapped().work)});
    }
    for (Posted& item : inbox_) posted.push_back(std::move(item));
    inbox_.clear();
    return !durable.empty() || !posted.empty();
}

bool ShardWorker::run_once() {
    std::vector<Durable> durable;
    std::vector<Posted> posted;
    if (!take(durable, posted)) return false;
    for (Durable& batch : durable) on_durable(std::move(batch));
    std::vector<bool> touched(kShards, false);
    for (Posted& item : posted) {
        touched[item.shard] = true;
        run_work(item);
    }
    for (store::ShardId shard = 0; shard < kShards; ++shard) {
        if (touched[shard]) hand_over(shard);
    }
    return true;
}

void ShardWorker::run_work(Posted& posted) {
    Context context(*this, posted, shards_[posted.shard]);
    posted.work(context);
    context.close();
}

void ShardWorker::hand_over(store::ShardId shard) {
    ShardState& state = shards_[shard];
    ShardState::Open open = std::exchange(state.open, {});
    if (open.records.empty()) {
        if (open.releases.empty()) return;
        if (!state.in_flight.empty()) {
            // The newest state that was read is not durable yet: the answer waits for it.
            for (auto& release : open.releases) {
                state.in_flight.back().releases.push_back(std::move(release));
            }
            return;
        }
        for (auto& release : open.releases) release();
        return;
    }
    state.in_flight.push_back({std::move(open.placed), std::move(open.releases)});
    ++batches_in_flight_;
    commit_(store::Batch{shard, epoch_, std::move(open.records)},
            [this, shard](std::vector<store::Position> positions) {
                {
                    const std::lock_guard lock(mutex_);
                    durable_.push_back({shard, std::move(positions)});
                }
                wake_.notify_one();
            });
}

void ShardWorker::on_durable(Durable durable) {
    ShardState& state = shards_[durable.shard];
    QS_ASSERT(!state.in_flight.empty());
    ShardState::InFlight batch = std::move(state.in_flight.front());
    state.in_flight.pop_front();
    --batches_in_flight_;
    QS_ASSERT(batch.placed.size() == durable.positions.size());
    for (std::size_t i = 0; i < batch.placed.size(); ++i) {
        const auto parts = static_cast<std::uint32_t>(batch.placed[i].size());
        for (std::uint32_t part = 0; part < parts; ++part) {
            const Placed& placed = batch.placed[i][part];
            if (placed) placed({durable.positions[i], part, parts});
        }
    }
    for (auto& release : batch.releases) release();
}

}  // namespace runtime
