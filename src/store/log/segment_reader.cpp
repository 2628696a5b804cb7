// Reading of segments through a window of whole blocks.
#include "store/log/segment_reader.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "store/disk/posix_disk.hpp"
#include "store/disk/virtual_disk.hpp"
#include "store/store.hpp"

namespace store {
namespace {

constexpr std::uint64_t kWindowBytes = 1 << 20;
constexpr auto kBatchStartKind = static_cast<std::uint16_t>(LogKind::batch_start);
constexpr auto kNewestLogKind = static_cast<std::uint16_t>(LogKind::epoch_start);

}  // namespace

template <class File>
SegmentReader<File>::SegmentReader(const File& file, std::uint64_t file_bytes,
                                   const SegmentHeader& header, std::optional<std::uint32_t> end)
    : file_(file),
      file_bytes_(file_bytes),
      header_(header),
      seed_(checksum_seed(header)),
      known_end_(end),
      chain_(header.chain) {}

template <class File>
base::Result<std::string_view> SegmentReader<File>::bytes_at(std::uint64_t offset,
                                                             std::uint64_t count) {
    if (offset < window_begin_ || offset + count > window_begin_ + window_bytes_) {
        const std::uint64_t begin = offset / kBlockBytes * kBlockBytes;
        const std::uint64_t wanted = std::max(std::min(kWindowBytes, block_ceiling(file_bytes_)),
                                              block_ceiling(offset - begin + count));
        window_.reserve(wanted);
        QS_TRY(window_bytes_, file_.read_at(begin, window_.data(), wanted));
        window_begin_ = begin;
    }
    if (offset >= window_begin_ + window_bytes_) return std::string_view{};
    return std::string_view(window_.data(), window_bytes_).substr(offset - window_begin_, count);
}

template <class File>
auto SegmentReader<File>::reject(std::string why) -> Step {
    why_ = std::move(why);
    return Step::bad;
}

template <class File>
auto SegmentReader<File>::next() -> base::Result<Step> {
    if (known_end_ && offset_ == *known_end_) return Step::finished;
    const std::uint64_t at = in_batch() ? offset_ : block_ceiling(offset_);
    if (known_end_ && at >= *known_end_) return reject("the record that should end here does not");
    QS_TRY(const Step step, read_record(at));
    if (step != Step::record) return step;
    const std::uint64_t end = at + kRecordHeaderBytes + record_.header.length;
    if (left_in_batch_ == 1 && end != batch_end_) {
        return reject("the batch's length differs from its records");
    }
    if (in_batch()) {
        --left_in_batch_;
    } else if (!starts_batch(record_)) {
        return Step::bad;
    }
    offset_ = static_cast<std::uint32_t>(end);
    ++chain_.next_sequence;
    ++records_;
    const char* begin = record_.payload.data() - kRecordHeaderBytes;
    chain_.last_hash = record_hash({begin, kRecordHeaderBytes + record_.payload.size()});
    return Step::record;
}

/// Reads and checks the record at `offset` against the chain.
template <class File>
auto SegmentReader<File>::read_record(std::uint64_t offset) -> base::Result<Step> {
    const std::uint64_t limit = in_batch() ? batch_end_ : header_.capacity;
    if (offset + kRecordHeaderBytes > limit) return reject("there is no room for a record");
    QS_TRY(const std::string_view head, bytes_at(offset, kRecordHeaderBytes));
    if (head.size() < kRecordHeaderBytes) return reject("the file ends here");
    const RecordHeader header = decode_record_header(head);
    const std::uint64_t size = std::uint64_t{kRecordHeaderBytes} + header.length;
    if (header.length > base::limits::kRecordBytesMax || offset + size > limit) {
        return reject("the record's length is impossible");
    }
    QS_TRY(const std::string_view bytes, bytes_at(offset, size));
    if (!has_valid_checksum(header, bytes, seed_)) return reject("the record's checksum differs");
    const std::uint64_t batch = in_batch() ? chain_.next_batch - 1 : chain_.next_batch;
    if (header.batch != batch) return reject("the record belongs to another batch");
    if (header.sequence != chain_.next_sequence) return reject("the record's sequence differs");
    if (header.previous_hash != chain_.last_hash) return reject("the chain of records is broken");
    if ((header.kind == kBatchStartKind) == in_batch()) {
        return reject("the record is not of the kind that belongs here");
    }
    const bool is_log_kind = header.kind < static_cast<std::uint16_t>(kFirstRecordKind);
    if (header.frame_version != kFrameVersion || (is_log_kind && header.kind > kNewestLogKind)) {
        return base::fail(base::invalid(
            segment_name(header_.number) + " holds at offset " + std::to_string(offset) +
            " a record of a newer release; start the release that wrote it"));
    }
    record_ = {header, bytes.substr(kRecordHeaderBytes), static_cast<std::uint32_t>(offset)};
    return Step::record;
}

/// Takes the batch start in `record` in. Its length may lead beyond a file that was shortened at a
/// cut, but never beyond what the file was made with. False and a reason when it cannot be one.
template <class File>
bool SegmentReader<File>::starts_batch(const StoredRecord& record) {
    const auto start = decode_batch_start(record.payload);
    const std::uint64_t least = kRecordHeaderBytes + kBatchStartBytes;
    if (!start || start->bytes < least || start->bytes > header_.capacity - record.offset ||
        (start->records == 0 && start->bytes != least)) {
        reject("the batch start is impossible");
        return false;
    }
    left_in_batch_ = start->records;
    batch_end_ = record.offset + start->bytes;
    ++chain_.next_batch;
    return true;
}

template <class File>
base::Result<std::optional<std::uint32_t>> SegmentReader<File>::find_later_batch() {
    const std::uint64_t bad = bad_batch();
    for (std::uint64_t at = block_ceiling(offset_); at + kBlockBytes <= file_bytes_;
         at += kBlockBytes) {
        QS_TRY(const std::string_view block, bytes_at(at, kBlockBytes));
        if (block.size() < kBlockBytes) break;
        const auto found = static_cast<std::uint32_t>(at);
        if (decode_seal(block, header_)) return std::optional(found);
        const RecordHeader header = decode_record_header(block);
        if (header.kind == kBatchStartKind && header.length == kBatchStartBytes &&
            header.batch > bad && has_valid_checksum(header, block, seed_)) {
            return std::optional(found);
        }
    }
    return std::optional<std::uint32_t>{};
}

template class SegmentReader<PosixDisk::File>;
template class SegmentReader<VirtualDisk::File>;

}  // namespace store
