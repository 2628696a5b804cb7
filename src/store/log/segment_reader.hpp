// Walks over the records of one segment, checks each, and finds where the good ones end.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/log/aligned_buffer.hpp"
#include "store/log/format.hpp"

namespace store {

/// A checked record; the payload lives until the next step.
struct StoredRecord {
    RecordHeader header;
    std::string_view payload;
    std::uint32_t offset = 0;  ///< Of the record in its segment.
};

/// One pass over one segment. One thread.
template <class File>
class SegmentReader {
public:
    enum class Step {
        record,    ///< `record()` is the next one.
        finished,  ///< The known end is reached.
        bad,       ///< What stands at `end()` is no record that belongs there: see `why()`.
    };

    /// `end`: where the last record ends, as the next segment's header says; empty for the last
    /// segment. Reads are such that `file` may be open with `Access::read_from_disk`.
    SegmentReader(const File& file, std::uint64_t file_bytes, const SegmentHeader& header,
                  std::optional<std::uint32_t> end);

    /// Errors: `io`; `invalid` for a record of a newer release.
    base::Result<Step> next();
    const StoredRecord& record() const { return record_; }

    /// Behind the last good record.
    std::uint32_t end() const { return offset_; }
    const Chain& chain() const { return chain_; }
    std::uint64_t records() const { return records_; }
    const std::string& why() const { return why_; }
    /// The number of the batch that the bad record belongs to.
    std::uint64_t bad_batch() const {
        return in_batch() ? chain_.next_batch - 1 : chain_.next_batch;
    }

    /// Looks on all block boundaries behind the bad record for a batch that was written after its
    /// sync returned, or for a seal: the offset of that proof of corruption. Empty: a torn tail, or
    /// the end.
    base::Result<std::optional<std::uint32_t>> find_later_batch();

private:
    bool in_batch() const { return left_in_batch_ > 0; }
    base::Result<std::string_view> bytes_at(std::uint64_t offset, std::uint64_t count);
    base::Result<Step> read_record(std::uint64_t offset);
    Step reject(std::string why);
    bool starts_batch(const StoredRecord& record);

    const File& file_;
    const std::uint64_t file_bytes_;
    const SegmentHeader header_;
    const std::uint32_t seed_;
    const std::optional<std::uint32_t> known_end_;
    Chain chain_;
    std::uint32_t offset_ = kBlockBytes;
    std::uint32_t left_in_batch_ = 0;
    std::uint64_t batch_end_ = 0;
    std::uint64_t records_ = 0;
    StoredRecord record_;
    std::string why_;

    AlignedBuffer window_;
    std::uint64_t window_begin_ = 0;
    std::uint64_t window_bytes_ = 0;
};

}  // namespace store
