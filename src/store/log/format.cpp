// Fixed offsets, little-endian, a checksum over each block and record.
#include "store/log/format.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace store {
namespace {

static_assert(std::endian::native == std::endian::little, "the log is little-endian");

constexpr std::string_view kHeaderMagic = "QSLOGv01";
constexpr std::string_view kSealMagic = "QSSEALv1";
constexpr std::size_t kClusterIdBytes = 40;
constexpr std::size_t kMagicBytes = 8;

/// Writes plain numbers one behind the other.
class Writer {
public:
    explicit Writer(char* out) : out_(out) {}
    template <class T>
    Writer& put(T value) {
        static_assert(std::is_integral_v<T>);
        std::memcpy(out_, &value, sizeof value);
        out_ += sizeof value;
        return *this;
    }

private:
    char* out_;
};

/// Reads them back. The caller has checked the length.
class Reader {
public:
    explicit Reader(const char* in) : in_(in) {}
    template <class T>
    Reader& get(T& value) {
        static_assert(std::is_integral_v<T>);
        std::memcpy(&value, in_, sizeof value);
        in_ += sizeof value;
        return *this;
    }

private:
    const char* in_;
};

/// The last four bytes of a block hold the checksum of the rest.
void sign_block(std::string& block, std::uint32_t seed) {
    const std::size_t at = kBlockBytes - sizeof(std::uint32_t);
    const std::uint32_t checksum = base::crc32c(std::string_view(block).substr(0, at), seed);
    std::memcpy(block.data() + at, &checksum, sizeof checksum);
}

bool is_signed(std::string_view block, std::uint32_t seed) {
    if (block.size() != kBlockBytes) return false;
    const std::size_t at = kBlockBytes - sizeof(std::uint32_t);
    std::uint32_t checksum = 0;
    std::memcpy(&checksum, block.data() + at, sizeof checksum);
    return checksum == base::crc32c(block.substr(0, at), seed);
}

}  // namespace

std::string encode_header(const SegmentHeader& header) {
    QS_ASSERT(header.cluster_id.size() <= kClusterIdBytes);
    std::string block(kBlockBytes, '\0');
    block.replace(0, kMagicBytes, kHeaderMagic);
    Writer(block.data() + kMagicBytes)
        .put(kFormatVersion)
        .put(header.number)
        .put(header.capacity)
        .put(header.previous_end)
        .put(header.epoch)
        .put(header.salt)
        .put(header.chain.next_sequence)
        .put(header.chain.next_batch)
        .put(header.chain.last_hash);
    block.replace(64 + kMagicBytes, header.cluster_id.size(), header.cluster_id);
    sign_block(block, 0);
    return block;
}

base::Result<SegmentHeader> decode_header(std::string_view block, const std::string& file) {
    if (!is_signed(block, 0) || block.substr(0, kMagicBytes) != kHeaderMagic) {
        return base::fail(base::corrupt(file + " is damaged at offset 0: its header does not match "
                                               "its checksum; restore this file from a backup"));
    }
    SegmentHeader header;
    std::uint32_t version = 0;
    Reader(block.data() + kMagicBytes)
        .get(version)
        .get(header.number)
        .get(header.capacity)
        .get(header.previous_end)
        .get(header.epoch)
        .get(header.salt)
        .get(header.chain.next_sequence)
        .get(header.chain.next_batch)
        .get(header.chain.last_hash);
    if (version != kFormatVersion) {
        return base::fail(base::invalid(
            file + " has log format " + std::to_string(version) + ", this release reads format " +
            std::to_string(kFormatVersion) + "; start the release that wrote it"));
    }
    const std::string_view id = block.substr(64 + kMagicBytes, kClusterIdBytes);
    header.cluster_id = id.substr(0, id.find('\0'));
    return header;
}

std::string encode_seal(const Seal& seal, const SegmentHeader& header) {
    std::string block(kBlockBytes, '\0');
    block.replace(0, kMagicBytes, kSealMagic);
    Writer(block.data() + kMagicBytes)
        .put(seal.number)
        .put(seal.end)
        .put(seal.records)
        .put(seal.chain.next_sequence)
        .put(seal.chain.next_batch)
        .put(seal.chain.last_hash);
    sign_block(block, checksum_seed(header));
    return block;
}

std::optional<Seal> decode_seal(std::string_view block, const SegmentHeader& header) {
    if (block.substr(0, kMagicBytes) != kSealMagic || !is_signed(block, checksum_seed(header))) {
        return std::nullopt;
    }
    Seal seal;
    Reader(block.data() + kMagicBytes)
        .get(seal.number)
        .get(seal.end)
        .get(seal.records)
        .get(seal.chain.next_sequence)
        .get(seal.chain.next_batch)
        .get(seal.chain.last_hash);
    return seal;
}

std::uint32_t checksum_seed(const SegmentHeader& header) {
    char bytes[20];
    Writer(bytes).put(header.number).put(header.epoch).put(header.salt);
    return base::crc32c({bytes, sizeof bytes});
}

std::uint64_t encode_record(RecordHeader header, std::string_view payload, std::uint32_t seed,
                            char* out) {
    header.length = static_cast<std::uint32_t>(payload.size());
    Writer(out + 4)
        .put(header.length)
        .put(header.kind)
        .put(header.schema)
        .put(header.shard)
        .put(header.frame_version)
        .put(header.shard_epoch)
        .put(header.batch)
        .put(header.sequence)
        .put(header.previous_hash);
    if (!payload.empty()) std::memcpy(out + kRecordHeaderBytes, payload.data(), payload.size());
    const std::string_view record(out, kRecordHeaderBytes + payload.size());
    header.checksum = base::crc32c(record.substr(4), seed);
    std::memcpy(out, &header.checksum, sizeof header.checksum);
    return record_hash(record);
}

RecordHeader decode_record_header(std::string_view bytes) {
    QS_ASSERT(bytes.size() >= kRecordHeaderBytes);
    RecordHeader header;
    Reader(bytes.data())
        .get(header.checksum)
        .get(header.length)
        .get(header.kind)
        .get(header.schema)
        .get(header.shard)
        .get(header.frame_version)
        .get(header.shard_epoch)
        .get(header.batch)
        .get(header.sequence)
        .get(header.previous_hash);
    return header;
}

bool has_valid_checksum(const RecordHeader& header, std::string_view bytes, std::uint32_t seed) {
    const std::uint64_t size = std::uint64_t{kRecordHeaderBytes} + header.length;
    if (bytes.size() < size) return false;
    return base::crc32c(bytes.substr(4, size - 4), seed) == header.checksum;
}

std::uint64_t record_hash(std::string_view record) {
    return base::xxh3(record);
}

std::string encode_batch_start(const BatchStart& start) {
    std::string payload(kBatchStartBytes, '\0');
    Writer(payload.data()).put(start.bytes).put(start.records);
    return payload;
}

std::optional<BatchStart> decode_batch_start(std::string_view payload) {
    if (payload.size() != kBatchStartBytes) return std::nullopt;
    BatchStart start;
    Reader(payload.data()).get(start.bytes).get(start.records);
    return start;
}

std::string encode_epoch_start(const EpochStart& start) {
    std::string payload(32, '\0');
    Writer(payload.data())
        .put(start.epoch)
        .put(start.cut_segment)
        .put(start.cut_offset)
        .put(start.cut_sequence)
        .put(start.cut_hash);
    return payload;
}

std::string segment_name(std::uint32_t number) {
    const std::string digits = std::to_string(number);
    return std::string(20 - digits.size(), '0') + digits + ".log";
}

std::optional<std::uint32_t> segment_number(std::string_view name) {
    if (name.size() != 24 || name.substr(20) != ".log") return std::nullopt;
    std::uint64_t number = 0;
    for (const char digit : name.substr(0, 20)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(digit - '0');
        if (number > UINT32_MAX) return std::nullopt;
    }
    if (number == 0) return std::nullopt;
    return static_cast<std::uint32_t>(number);
}

}  // namespace store
