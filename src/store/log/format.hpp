// The log's bytes: segment header, record header, seal. Little-endian, as all machines we run on
// are. `README.md` of this floor draws the layout. Everything that is decoded here is checked;
// nothing here touches a disk.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace store {

/// Batches begin on block boundaries, so that no sector is written again once it was synced.
inline constexpr std::uint32_t kBlockBytes = 4096;
inline constexpr std::uint32_t kRecordHeaderBytes = 48;
inline constexpr std::uint16_t kFrameVersion = 1;
inline constexpr std::uint32_t kFormatVersion = 1;

constexpr std::uint64_t block_ceiling(std::uint64_t offset) {
    return (offset + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
}

/// The log's own kinds, below `kFirstRecordKind`.
enum class LogKind : std::uint16_t {
    none = 0,
    batch_start = 1,  ///< First of each batch; a batch without more is a mark.
    epoch_start = 2,  ///< First after each start: names the cut.
};

/// Where a log goes on: what the next record must carry.
struct Chain {
    std::uint64_t next_sequence = 1;
    std::uint64_t next_batch = 1;
    std::uint64_t last_hash = 0;  ///< XXH3 of the record before, which covers all before it.

    bool operator==(const Chain&) const = default;
};

/// The first block of a segment.
struct SegmentHeader {
    std::uint32_t number = 0;
    std::uint32_t capacity = 0;  ///< The file's size as made.
    std::uint64_t epoch = 0;
    std::uint64_t salt = 0;  ///< Random, mixed into each checksum: nobody can forge a record.
    Chain chain;             ///< The chain at the segment's begin.
    std::uint32_t previous_end = 0;  ///< Where the last record of the segment before ends; 0: none.
    std::string cluster_id;          ///< 36 characters at most.

    bool operator==(const SegmentHeader&) const = default;
};

/// One block, exactly `kBlockBytes` long.
std::string encode_header(const SegmentHeader& header);
/// `file` is for the message. Errors: `corrupt`; `invalid` for a newer format.
base::Result<SegmentHeader> decode_header(std::string_view block, const std::string& file);

/// The block behind a segment's last batch. It is written once the next segment exists, so a sealed
/// segment without a successor means that a file is missing.
struct Seal {
    std::uint32_t number = 0;
    std::uint32_t end = 0;  ///< Where the last record ends.
    std::uint64_t records = 0;
    Chain chain;  ///< The chain at the segment's end; its hash covers every record.

    bool operator==(const Seal&) const = default;
};
std::string encode_seal(const Seal& seal, const SegmentHeader& header);
std::optional<Seal> decode_seal(std::string_view block, const SegmentHeader& header);

/// What stands before each payload.
struct RecordHeader {
    std::uint32_t checksum = 0;
    std::uint32_t length = 0;
    std::uint16_t kind = 0;
    std::uint16_t schema = 0;
    std::uint16_t shard = 0;
    std::uint16_t frame_version = kFrameVersion;
    std::uint64_t shard_epoch = 0;
    std::uint64_t batch = 0;
    std::uint64_t sequence = 0;
    std::uint64_t previous_hash = 0;
};

/// What is mixed into each checksum of a segment without being stored in the record.
std::uint32_t checksum_seed(const SegmentHeader& header);

/// Appends header and payload to `out`; the checksum is computed. Gives the record's hash.
std::uint64_t encode_record(RecordHeader header, std::string_view payload, std::uint32_t seed,
                            char* out);
/// `bytes` has at least `kRecordHeaderBytes`. Checks nothing.
RecordHeader decode_record_header(std::string_view bytes);
/// Whether header and payload are what was written. `bytes` begins with the header and holds at
/// least the payload too.
bool has_valid_checksum(const RecordHeader& header, std::string_view bytes, std::uint32_t seed);
std::uint64_t record_hash(std::string_view record);

/// The payload of a batch start.
struct BatchStart {
    std::uint64_t bytes = 0;    ///< From this record's begin to the last record's end.
    std::uint32_t records = 0;  ///< Behind this one.
};
inline constexpr std::uint32_t kBatchStartBytes = 12;
std::string encode_batch_start(const BatchStart& start);
std::optional<BatchStart> decode_batch_start(std::string_view payload);

/// The payload of an epoch start.
struct EpochStart {
    std::uint64_t epoch = 0;
    std::uint32_t cut_segment = 0;  ///< 0: the log's very begin.
    std::uint32_t cut_offset = 0;
    std::uint64_t cut_sequence = 0;
    std::uint64_t cut_hash = 0;
};
std::string encode_epoch_start(const EpochStart& start);

/// "00000000000000000042.log".
std::string segment_name(std::uint32_t number);
/// The number of a segment's file name; empty for any other name.
std::optional<std::uint32_t> segment_number(std::string_view name);

}  // namespace store
