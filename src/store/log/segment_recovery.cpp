// Reading the log back: which segments there are, where the last one ends, and the start of a new
// epoch. A torn tail is cut, damage to synced data is named; the batch numbers tell which is which.
#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "store/disk/posix_disk.hpp"
#include "store/disk/virtual_disk.hpp"
#include "store/log/segment_log.hpp"

namespace store {

template <class D>
base::Result<std::unique_ptr<SegmentLog<D>>> SegmentLog<D>::open(D& disk, const base::Clock& clock,
                                                                 LogOptions options) {
    std::unique_ptr<SegmentLog> log(new SegmentLog(disk, clock, std::move(options)));
    QS_CHECK(disk.make_folder(log->folder_));
    QS_CHECK(disk.sync_folder(log->options_.room.data_folder));
    // A killed process may have left names that are not yet durable; what we build on must be.
    QS_CHECK(disk.sync_folder(log->folder_));
    QS_CHECK(log->room_.open());
    QS_CHECK(log->read_headers());
    QS_CHECK(log->check_order());
    if (!log->headers_.empty()) log->epoch_ = log->headers_.back().epoch + 1;
    return log;
}

template <class D>
base::Result<void> SegmentLog<D>::read_headers() {
    QS_TRY(const auto names, disk_.list(folder_));
    for (const std::string& name : names) {
        const auto number = segment_number(name);
        if (!number) continue;
        const std::string path = files_.path(*number);
        QS_TRY(const auto file, disk_.open(path, Access::read));
        std::string block(kBlockBytes, '\0');
        QS_TRY(const std::size_t got, file.read_at(0, block.data(), block.size()));
        QS_TRY(SegmentHeader header, decode_header(std::string_view(block).substr(0, got), path));
        if (header.number != *number) {
            return base::fail(base::corrupt(path + " is in truth segment " +
                                            std::to_string(header.number) +
                                            "; restore the files' names from a backup"));
        }
        if (header.cluster_id != options_.cluster_id) {
            return base::fail(base::corrupt(path + " belongs to another data folder (cluster " +
                                            header.cluster_id + ", not " + options_.cluster_id +
                                            "); restore the right file from a backup"));
        }
        files_.add(header);
        headers_.push_back(std::move(header));
    }
    return {};
}

template <class D>
base::Result<void> SegmentLog<D>::check_order() const {
    std::uint32_t expected = 1;
    for (const SegmentHeader& header : headers_) {
        if (header.number != expected) {
            return base::fail(base::corrupt(files_.path(expected) +
                                            " is missing, later segments are there; restore it "
                                            "from a backup"));
        }
        ++expected;
    }
    if (headers_.empty() && disk_.exists(begun_path())) {
        return base::fail(base::corrupt(files_.path(1) +
                                        " is missing, although this log has been written to; "
                                        "restore the folder from a backup"));
    }
    return {};
}

template <class D>
base::Result<void> SegmentLog<D>::replay(const Store::Visitor& visit) {
    QS_ASSERT(!current_);
    for (std::size_t i = 0; i < headers_.size(); ++i) {
        if (auto read = replay_segment(i, visit); !read) {
            failure_ = read.error();
            return read;
        }
    }
    auto started = start_epoch();
    if (!started) failure_ = started.error();
    return started;
}

template <class D>
base::Result<void> SegmentLog<D>::replay_segment(std::size_t index, const Store::Visitor& visit) {
    const SegmentHeader& header = headers_[index];
    const std::string path = files_.path(header.number);
    const bool is_last = index + 1 == headers_.size();
    if (is_last) {
        // What a killed process left in the page cache becomes durable before it is believed; what
        // a failed sync left there is then not on the disk, and the disk is what is read.
        QS_TRY(auto tail, disk_.open(path, Access::write));
        QS_CHECK(tail.sync());
    }
    QS_TRY(const auto file, disk_.open(path, is_last ? Access::read_from_disk : Access::read));
    QS_TRY(const std::uint64_t bytes, file.size());
    if (is_last && bytes < header.capacity) {
        return base::fail(
            damaged(header.number, bytes, 0,
                    "it is shorter than the " + std::to_string(header.capacity) +
                        " bytes it was made with, or the segment behind it is missing"));
    }
    if (index > 0 && (header.chain.next_sequence != chain_.next_sequence ||
                      header.chain.last_hash != chain_.last_hash)) {
        return base::fail(damaged(header.number, 0, header.chain.next_sequence,
                                  "it does not continue the segment before it"));
    }
    const auto end = is_last ? std::nullopt : std::optional(headers_[index + 1].previous_end);
    SegmentReader<File> reader(file, bytes, header, end);
    using Step = typename SegmentReader<File>::Step;
    for (;;) {
        QS_TRY(const Step step, reader.next());
        if (step == Step::finished) break;
        if (step == Step::bad) {
            if (is_last) {
                QS_CHECK(find_cut(reader, header));
                break;
            }
            return base::fail(
                damaged(header.number, reader.end(), reader.chain().next_sequence, reader.why()));
        }
        const StoredRecord& record = reader.record();
        const RecordKind kind{record.header.kind};
        if (kind < kFirstRecordKind) continue;
        QS_CHECK(
            visit({kind,
                   record.header.schema,
                   record.header.shard,
                   record.header.sequence,
                   record.payload,
                   {header.number, record.offset + kRecordHeaderBytes, record.header.length}}));
    }
    if (!is_last) chain_ = reader.chain();
    end_ = reader.end();
    log_bytes_ += reader.end();
    return {};
}

/// Decides whether the bad record is the torn end of a batch that nobody was told about (I3).
template <class D>
base::Result<void> SegmentLog<D>::find_cut(SegmentReader<File>& reader,
                                           const SegmentHeader& header) {
    QS_TRY(const auto proof, reader.find_later_batch());
    if (proof) {
        return base::fail(damaged(header.number, reader.end(), reader.chain().next_sequence,
                                  reader.why() +
                                      ", and what was written later is there at offset " +
                                      std::to_string(*proof) + ", so it had been synced"));
    }
    chain_ = reader.chain();
    chain_.next_batch = reader.bad_batch() + 1;
    return {};
}

/// Burns what lies behind the cut: the new segment names where the old one ends, and is durable
/// before anything is accepted.
template <class D>
base::Result<void> SegmentLog<D>::start_epoch() {
    const EpochStart start{.epoch = epoch_,
                           .cut_segment = files_.last(),
                           .cut_offset = end_,
                           .cut_sequence = chain_.next_sequence - 1,
                           .cut_hash = chain_.last_hash};
    Record record{RecordKind{static_cast<std::uint16_t>(LogKind::epoch_start)}, 0,
                  encode_epoch_start(start)};
    const std::uint64_t bytes = kRecordHeaderBytes + record.payload.size();
    std::vector<Part> first;
    first.push_back(
        {.batch = {.shard = 0, .epoch = epoch_, .records = {}}, .durable = {}, .bytes = bytes});
    first.front().batch.records.push_back(std::move(record));

    QS_TRY(auto raw, room_.take(4 * kBlockBytes, true));
    const std::uint32_t end = end_;
    const Chain chain = chain_;
    QS_CHECK(open_segment(std::move(raw), first));
    if (!headers_.empty()) {
        QS_CHECK(seal_cut_segment(headers_.back(), end, chain));
    }
    if (!disk_.exists(begun_path())) {
        QS_CHECK(write_whole_file(disk_, begun_path(), "This log has segments.\n"));
    }
    headers_.clear();
    return {};
}

/// Gives the cut segment its seal and its unused room back.
template <class D>
base::Result<void> SegmentLog<D>::seal_cut_segment(const SegmentHeader& header, std::uint32_t end,
                                                   const Chain& chain) {
    QS_TRY(auto file, disk_.open(files_.path(header.number), Access::write));
    QS_CHECK(file.truncate(block_ceiling(end) + kBlockBytes));
    return seal(file, header, end, chain);
}

template class SegmentLog<PosixDisk>;
template class SegmentLog<VirtualDisk>;

}  // namespace store
