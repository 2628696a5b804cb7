// The log on the machine's disk: one thread that writes and syncs, one that makes room ahead.
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "store/disk/posix_disk.hpp"
#include "store/log/segment_log.hpp"

namespace store {
namespace {

/// How long the log must be quiet before it is marked as synced.
constexpr std::chrono::seconds kQuiet{1};
/// How often a full disk is looked at again.
constexpr std::chrono::milliseconds kFullDiskPause{500};
/// Between two pieces of a spare, so that commits do not queue behind its writes.
constexpr std::chrono::milliseconds kPiecePause{5};

/// A look at the queue takes some 5 us, about what a shard needs to wake up and hand something
/// over.
constexpr int kLookPauses = 128;

inline void pause_processor() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    std::atomic_signal_fence(std::memory_order_seq_cst);
#endif
}

[[noreturn]] void end_process(const base::Error& error) {
    base::log::error(
        "log_write_failed",
        {{"error", error.message},
         {"advice", "nothing that was answered is lost; check the disk, start again"}});
    // Not `exit`: nothing may be answered, flushed or tidied up after a failed sync.
    ::_exit(EX_IOERR);
}

/// A thread that works until it is told to stop, and sleeps on a condition in between.
class Alarm {
public:
    /// Cheap while the thread has not yet answered the last ring.
    void ring() {
        if (rung_.exchange(true)) return;
        // Between the sleeper's look at `rung_` and its sleep nobody may ring unheard.
        {
            const std::lock_guard lock(mutex_);
        }
        condition_.notify_one();
    }
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        condition_.notify_all();
    }
    /// True: it rang, or it is time to stop. False: the time is over.
    bool wait(std::chrono::milliseconds at_most) {
        std::unique_lock lock(mutex_);
        const bool woken = condition_.wait_for(lock, at_most, [&] { return rung_ || stopping_; });
        rung_ = false;
        return woken;
    }
    bool is_stopping() const {
        const std::lock_guard lock(mutex_);
        return stopping_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable condition_;
    std::atomic<bool> rung_ = false;
    bool stopping_ = false;
};

class LogStore final : public Store {
public:
    explicit LogStore(std::function<void(const base::Error&)> on_failure)
        : on_failure_(on_failure ? std::move(on_failure) : end_process) {}

    base::Result<void> open(LogOptions options) {
        QS_TRY(log_, SegmentLog<PosixDisk>::open(disk_, base::system_clock(), std::move(options)));
        return {};
    }

    ~LogStore() override {
        work_.stop();
        if (writer_.joinable()) writer_.join();
        chores_.stop();
        if (keeper_.joinable()) keeper_.join();
    }

    void commit(Batch batch, std::function<void(std::vector<Position>)> durable) override {
        log_->enqueue(std::move(batch), std::move(durable));
        work_.ring();
    }

    base::Result<std::string> read(Position position) const override {
        return log_->read(position);
    }

    base::Result<void> replay(const Visitor& visit) override {
        QS_ASSERT(!writer_.joinable());
        QS_CHECK(log_->replay(visit));
        writer_ = std::thread([this] { write_until_stopped(); });
        keeper_ = std::thread([this] { make_room_until_stopped(); });
        return {};
    }

    std::uint64_t epoch() const override { return log_->epoch(); }
    StoreHealth health() const override { return log_->health(); }

private:
    void write_until_stopped() {
        for (;;) {
            gather();
            const auto outcome = log_->write_pending();
            if (!outcome) {
                on_failure_(outcome.error());
                return;
            }
            if (*outcome == WriteOutcome::written) {
                expected_ = log_->last_batch_parts() + log_->queued();
                ring_once_for_room();
                continue;
            }
            const bool is_stopping = work_.is_stopping();
            if (*outcome == WriteOutcome::stalled) {
                if (is_stopping) return;
                work_.wait(kFullDiskPause);
                continue;
            }
            if (is_stopping || !work_.wait(kQuiet)) {
                if (const auto marked = log_->write_mark(); !marked) {
                    on_failure_(marked.error());
                    return;
                }
                if (is_stopping && !log_->has_pending()) return;
            }
        }
    }

    /// Those who were just answered come back at once, and who misses this batch waits for two
    /// syncs: half of all writers would always be late. So the writer looks on while the queue
    /// grows towards the number that took part of late. No timer: a queue that stands still costs
    /// two looks, and a lone writer none.
    void gather() const {
        std::uint64_t before = 0;
        for (int idle_looks = 0; idle_looks < 2;) {
            const std::uint64_t now = log_->queued();
            if (now == 0 || now >= expected_) return;
            idle_looks = now > before ? 0 : idle_looks + 1;
            before = now;
            for (int i = 0; i < kLookPauses; ++i) pause_processor();
        }
    }

    /// Not after each batch: waking the other thread costs a commit.
    void ring_once_for_room() {
        const bool wants_room = log_->wants_spare();
        if (wants_room && !has_rung_) chores_.ring();
        has_rung_ = wants_room;
    }

    void make_room_until_stopped() {
        while (!chores_.is_stopping()) {
            const auto more = log_->tend();
            if (!more) {
                on_failure_(more.error());
                return;
            }
            if (*more) work_.ring();
            chores_.wait(*more ? kPiecePause : kFullDiskPause);
        }
    }

    PosixDisk disk_;
    std::function<void(const base::Error&)> on_failure_;
    std::unique_ptr<SegmentLog<PosixDisk>> log_;
    Alarm work_;
    Alarm chores_;
    bool has_rung_ = false;
    std::uint64_t expected_ = 0;  ///< Parts that the next batch may gather; the writer's own.
    std::thread writer_;
    std::thread keeper_;
};

/// Keeps spare and reserve in proportion on small disks.
base::Result<RoomOptions> room_for(const std::string& folder, const OpenOptions& options) {
    PosixDisk disk;
    QS_TRY(const Space space, disk.space(folder));
    constexpr std::uint64_t kLeastSegmentBytes = 1 << 20;
    const std::uint64_t segment = std::min<std::uint64_t>(
        options.segment_bytes, std::max(kLeastSegmentBytes, block_ceiling(space.total / 32)));
    return RoomOptions{
        .data_folder = folder,
        .segment_bytes = static_cast<std::uint32_t>(segment),
        .small_segment_bytes = static_cast<std::uint32_t>(std::min(segment, kLeastSegmentBytes)),
        .reserve_bytes = std::min(options.reserve_bytes, block_ceiling(space.total / 16))};
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_log(const std::string& folder,
                                              const OpenOptions& options) {
    QS_ASSERT(options.segment_bytes >= 4 * kBlockBytes);
    QS_TRY(RoomOptions room, room_for(folder, options));
    auto store = std::make_unique<LogStore>(options.on_failure);
    QS_CHECK(store->open(
        {.room = std::move(room), .cluster_id = options.cluster_id, .seed = base::random_seed()}));
    return store;
}

}  // namespace store
