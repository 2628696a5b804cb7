// The log over any disk, without threads: each step is a call, so that a test decides what happens
// when. `log_store.cpp` gives it its two threads.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/log/batch.hpp"
#include "store/log/format.hpp"
#include "store/log/segment_files.hpp"
#include "store/log/segment_reader.hpp"
#include "store/log/spare_room.hpp"
#include "store/store.hpp"

namespace store {

struct LogOptions {
    RoomOptions room;
    std::string cluster_id;
    std::uint64_t seed = 0;  ///< For the segments' salts.
};

enum class WriteOutcome {
    nothing,  ///< Nothing had gathered.
    written,  ///< One batch is durable and its callbacks have run.
    stalled,  ///< The disk is full; the batch waits, and the call may be repeated.
};

/// `enqueue`, `read`, `health` and `epoch`: any thread. `tend`: one thread, also while another
/// writes. All else: one thread.
template <class D>
class SegmentLog {
public:
    using File = typename D::File;

    /// Reads the headers of all segments in `options.room.data_folder`/log and checks their order.
    static base::Result<std::unique_ptr<SegmentLog>> open(D& disk, const base::Clock& clock,
                                                          LogOptions options);

    base::Result<void> replay(const Store::Visitor& visit);

    void enqueue(Batch batch, std::function<void(std::vector<Position>)> durable);
    /// Writes what has gathered as one batch, with one sync. After an error nothing is ever
    /// acknowledged again: every later call gives the same error.
    base::Result<WriteOutcome> write_pending();
    /// Says durably that the last batch was synced, if it does not say so yet.
    base::Result<WriteOutcome> write_mark();
    /// Makes room ahead; true: there is more to do at once.
    base::Result<bool> tend() { return room_.tend(); }

    base::Result<std::string> read(Position position) const;
    std::uint64_t epoch() const { return epoch_; }
    StoreHealth health() const;
    bool wants_spare() const { return room_.wants_spare(); }
    /// How many parts the last batch joined.
    std::uint64_t last_batch_parts() const { return last_batch_parts_; }
    std::uint64_t queued() const { return queue_.size(); }
    bool has_pending() const { return !in_hand_.empty() || queue_.size() > 0; }

private:
    SegmentLog(D& disk, const base::Clock& clock, LogOptions options);

    base::Result<void> read_headers();
    base::Result<void> check_order() const;
    base::Result<void> replay_segment(std::size_t index, const Store::Visitor& visit);
    base::Result<void> find_cut(SegmentReader<File>& reader, const SegmentHeader& header);
    base::Result<void> start_epoch();
    base::Result<void> open_segment(RawSegment<File> raw, const std::vector<Part>& first);
    base::Result<void> seal(File& file, const SegmentHeader& header, std::uint32_t end,
                            const Chain& chain);
    base::Result<void> seal_cut_segment(const SegmentHeader& header, std::uint32_t end,
                                        const Chain& chain);
    base::Result<WriteOutcome> write(std::vector<Part>& parts);
    base::Result<bool> make_room(std::uint64_t bytes);
    base::Result<void> append(const EncodedBatch& batch);
    base::Error damaged(std::uint32_t segment, std::uint64_t offset, std::uint64_t sequence,
                        const std::string& why) const;
    /// Tells a log whose only segment was deleted from one that never was.
    std::string begun_path() const { return folder_ + "/BEGUN"; }
    std::uint32_t next_offset() const { return static_cast<std::uint32_t>(block_ceiling(end_)); }

    struct Current {
        File file;
        SegmentHeader header;
    };

    D& disk_;
    const base::Clock& clock_;
    const LogOptions options_;
    const std::string folder_;
    base::SeededRandom random_;
    SpareRoom<D> room_;
    SegmentFiles<D> files_;
    CommitQueue queue_;
    std::vector<SegmentHeader> headers_;  ///< As found at the start; emptied by `replay`.

    std::uint64_t epoch_ = 1;
    std::optional<Current> current_;
    std::optional<base::Error> failure_;
    std::vector<Part> in_hand_;  ///< Taken from the queue, waiting for room.
    std::uint64_t last_batch_parts_ = 0;
    AlignedBuffer buffer_;
    Chain chain_;
    std::uint32_t end_ =
        0;  ///< Behind the last record of the current (while replaying: last) segment.
    bool is_marked_ = true;  ///< The last batch is known to have been synced.

    std::atomic<std::uint64_t> log_bytes_ = 0;
    std::atomic<std::uint64_t> batches_ = 0;
    std::atomic<std::uint64_t> records_ = 0;
    std::atomic<std::int64_t> last_sync_ns_ = 0;
    std::atomic<std::int64_t> longest_sync_ns_ = 0;
};

}  // namespace store
