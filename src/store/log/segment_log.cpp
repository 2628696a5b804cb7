// Opening and writing the log. `segment_recovery.cpp` reads it back.
#include "store/log/segment_log.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "store/disk/posix_disk.hpp"
#include "store/disk/virtual_disk.hpp"

namespace store {

template <class D>
SegmentLog<D>::SegmentLog(D& disk, const base::Clock& clock, LogOptions options)
    : disk_(disk),
      clock_(clock),
      options_(std::move(options)),
      folder_(options_.room.data_folder + "/log"),
      random_(options_.seed),
      room_(disk, options_.room),
      files_(disk, folder_) {}

template <class D>
void SegmentLog<D>::enqueue(Batch batch, std::function<void(std::vector<Position>)> durable) {
    QS_ASSERT(batch.epoch == epoch_);
    for (const Record& record : batch.records) QS_ASSERT(record.kind >= kFirstRecordKind);
    queue_.push({std::move(batch), std::move(durable), 0});
}

template <class D>
base::Result<WriteOutcome> SegmentLog<D>::write_pending() {
    QS_ASSERT(current_.has_value() || failure_.has_value());
    if (failure_) return base::fail(*failure_);
    if (in_hand_.empty()) {
        // A batch that fits into an ordinary segment, so that only a giant part needs one of its
        // own.
        const std::uint64_t fits = options_.room.segment_bytes - 2ULL * kBlockBytes;
        in_hand_ = queue_.take(std::min<std::uint64_t>(fits, base::limits::kBatchBytesMax));
    }
    if (in_hand_.empty()) return WriteOutcome::nothing;
    return write(in_hand_);
}

template <class D>
base::Result<WriteOutcome> SegmentLog<D>::write_mark() {
    QS_ASSERT(current_.has_value() || failure_.has_value());
    if (failure_) return base::fail(*failure_);
    if (is_marked_ || has_pending()) return WriteOutcome::nothing;
    std::vector<Part> none;
    return write(none);
}

template <class D>
base::Result<WriteOutcome> SegmentLog<D>::write(std::vector<Part>& parts) {
    const auto failed = [this](const base::Error& error) {
        failure_ = error;  // I7: from here on nothing is acknowledged.
        return base::fail(error);
    };
    const auto has_room = make_room(batch_bytes(parts));
    if (!has_room) return failed(has_room.error());
    if (!*has_room) return WriteOutcome::stalled;
    EncodedBatch batch = encode_batch(parts, current_->header, chain_, next_offset(), buffer_);
    if (const auto appended = append(batch); !appended) return failed(appended.error());

    is_marked_ = parts.empty();
    last_batch_parts_ = parts.size();
    batches_ += 1;
    records_ += batch.records;
    // A callback may commit again: what it adds waits for the next batch.
    const std::vector<Part> durable = std::exchange(parts, {});
    for (std::size_t i = 0; i < durable.size(); ++i) {
        if (durable[i].durable) durable[i].durable(std::move(batch.positions[i]));
    }
    return WriteOutcome::written;
}

template <class D>
base::Result<void> SegmentLog<D>::append(const EncodedBatch& batch) {
    const std::uint32_t offset = next_offset();
    QS_ASSERT(offset + batch.bytes + kBlockBytes <= current_->header.capacity);
    QS_CHECK(current_->file.write_at(offset, {buffer_.data(), batch.bytes}));
    const base::Monotonic before = clock_.monotonic();
    QS_CHECK(current_->file.sync());
    const std::int64_t took = (clock_.monotonic() - before).count();
    last_sync_ns_ = took;
    longest_sync_ns_ = std::max(longest_sync_ns_.load(), took);
    QS_TRY(const std::uint64_t bytes, current_->file.size());
    if (bytes < offset + batch.bytes) {
        return base::fail(base::corrupt(files_.path(current_->header.number) +
                                        " is shorter than what was written to it; somebody else "
                                        "changed it"));
    }
    chain_ = batch.chain;
    end_ = batch.end;
    log_bytes_ += batch.bytes;
    if (end_ > current_->header.capacity / 2) room_.want_spare();
    return {};
}

/// Sees to it that the current segment has room for a batch of `bytes`; false: the disk is full.
template <class D>
base::Result<bool> SegmentLog<D>::make_room(std::uint64_t bytes) {
    if (next_offset() + bytes + kBlockBytes <= current_->header.capacity) return true;
    auto raw = room_.take(static_cast<std::uint32_t>(bytes + 2ULL * kBlockBytes));
    if (!raw) {
        if (is_full(raw.error())) return false;
        return base::fail(raw.error());
    }
    Current full = std::move(*current_);
    const std::uint32_t end = end_;
    const Chain chain = chain_;
    QS_CHECK(open_segment(*std::move(raw), {}));
    QS_CHECK(seal(full.file, full.header, end, chain));
    return true;
}

/// Turns `raw` into the next segment, with `first` as its first batch unless that is empty. The
/// name comes last: a segment that is there has a header that was synced.
template <class D>
base::Result<void> SegmentLog<D>::open_segment(RawSegment<File> raw,
                                               const std::vector<Part>& first) {
    SegmentHeader header;
    header.number = files_.last() + 1;
    header.capacity = raw.capacity;
    header.epoch = epoch_;
    header.salt = random_.next();
    header.chain = chain_;
    header.previous_end = end_;
    header.cluster_id = options_.cluster_id;
    QS_CHECK(raw.file.write_at(0, encode_header(header)));
    EncodedBatch batch{
        .bytes = 0, .end = kBlockBytes, .chain = chain_, .records = 0, .positions = {}};
    if (!first.empty()) {
        batch = encode_batch(first, header, chain_, kBlockBytes, buffer_);
        QS_CHECK(raw.file.write_at(kBlockBytes, {buffer_.data(), batch.bytes}));
    }
    QS_CHECK(raw.file.sync());
    QS_CHECK(disk_.rename(raw.path, files_.path(header.number)));
    QS_CHECK(disk_.sync_folder(folder_));
    chain_ = batch.chain;
    end_ = batch.end;
    log_bytes_ += kBlockBytes + batch.bytes;
    files_.add(header);
    current_.emplace(Current{std::move(raw.file), std::move(header)});
    return {};
}

template <class D>
base::Result<void> SegmentLog<D>::seal(File& file, const SegmentHeader& header, std::uint32_t end,
                                       const Chain& chain) {
    const Seal seal{.number = header.number,
                    .end = end,
                    .records = chain.next_sequence - header.chain.next_sequence,
                    .chain = chain};
    QS_CHECK(file.write_at(block_ceiling(end), encode_seal(seal, header)));
    return file.sync();
}

template <class D>
base::Result<std::string> SegmentLog<D>::read(Position position) const {
    QS_TRY(const auto found, files_.find(position.segment));
    const auto wrong = [&](const char* why) {
        return base::fail(damaged(position.segment, position.offset, 0, why));
    };
    if (position.offset < kBlockBytes + kRecordHeaderBytes ||
        position.length > base::limits::kRecordBytesMax) {
        return base::fail(base::not_found("there is no record at this position"));
    }
    std::string bytes(kRecordHeaderBytes + position.length, '\0');
    const std::uint64_t begin = position.offset - kRecordHeaderBytes;
    QS_TRY(const std::size_t got, found.file->read_at(begin, bytes.data(), bytes.size()));
    if (got < bytes.size()) return wrong("the file ends before the record does");
    const RecordHeader header = decode_record_header(bytes);
    if (header.length != position.length) return wrong("the record's length differs");
    if (!has_valid_checksum(header, bytes, found.seed))
        return wrong("the record's checksum differs");
    bytes.erase(0, kRecordHeaderBytes);
    return bytes;
}

template <class D>
base::Error SegmentLog<D>::damaged(std::uint32_t segment, std::uint64_t offset,
                                   std::uint64_t sequence, const std::string& why) const {
    std::string text = files_.path(segment) + " is damaged at offset " + std::to_string(offset);
    if (sequence > 0) text += " (record " + std::to_string(sequence) + ")";
    return base::corrupt(text + ": " + why +
                         ". Keep the folder as it is, and restore this file from a backup");
}

template <class D>
StoreHealth SegmentLog<D>::health() const {
    const auto room = room_.state();
    StoreHealth health;
    health.writable = room.full.empty();
    health.reason = room.full;
    health.log_bytes = log_bytes_;
    health.segments = files_.count();
    health.batches = batches_;
    health.records = records_;
    health.queued = queue_.size();
    health.last_sync = std::chrono::nanoseconds(last_sync_ns_);
    health.longest_sync = std::chrono::nanoseconds(longest_sync_ns_);
    return health;
}

template class SegmentLog<PosixDisk>;
template class SegmentLog<VirtualDisk>;

}  // namespace store
