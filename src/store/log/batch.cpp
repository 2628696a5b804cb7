// Encoding of batches: start record, records, zeros up to the next block.
#include "store/log/batch.hpp"

#include <cstring>
#include <iterator>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace store {
namespace {

std::uint64_t encoded_bytes(const Batch& batch) {
    std::uint64_t sum = 0;
    for (const Record& record : batch.records) {
        sum += kRecordHeaderBytes + record.payload.size();
    }
    return sum;
}

constexpr std::uint64_t kStartBytes = kRecordHeaderBytes + kBatchStartBytes;

}  // namespace

std::uint64_t batch_bytes(const std::vector<Part>& parts) {
    std::uint64_t sum = kStartBytes;
    for (const Part& part : parts) sum += part.bytes;
    return block_ceiling(sum);
}

EncodedBatch encode_batch(const std::vector<Part>& parts, const SegmentHeader& segment, Chain chain,
                          std::uint32_t offset, AlignedBuffer& buffer) {
    BatchStart start{.bytes = kStartBytes, .records = 0};
    for (const Part& part : parts) {
        start.bytes += part.bytes;
        start.records += static_cast<std::uint32_t>(part.batch.records.size());
    }
    const std::uint64_t padded = block_ceiling(start.bytes);
    buffer.reserve(padded);
    const std::uint32_t seed = checksum_seed(segment);
    const std::uint64_t batch = chain.next_batch++;
    std::uint64_t at = 0;
    const auto append = [&](RecordHeader header, std::string_view payload) {
        header.batch = batch;
        header.sequence = chain.next_sequence++;
        header.previous_hash = chain.last_hash;
        chain.last_hash = encode_record(header, payload, seed, buffer.data() + at);
        at += kRecordHeaderBytes + payload.size();
    };

    EncodedBatch encoded;
    RecordHeader header;
    header.kind = static_cast<std::uint16_t>(LogKind::batch_start);
    header.shard_epoch = segment.epoch;
    append(header, encode_batch_start(start));
    encoded.positions.reserve(parts.size());
    for (const Part& part : parts) {
        auto& positions = encoded.positions.emplace_back();
        positions.reserve(part.batch.records.size());
        header.shard = part.batch.shard;
        header.shard_epoch = part.batch.epoch;
        for (const Record& record : part.batch.records) {
            header.kind = static_cast<std::uint16_t>(record.kind);
            header.schema = record.schema;
            positions.push_back({segment.number,
                                 static_cast<std::uint32_t>(offset + at + kRecordHeaderBytes),
                                 static_cast<std::uint32_t>(record.payload.size())});
            append(header, record.payload);
        }
    }
    QS_ASSERT(at == start.bytes);
    std::memset(buffer.data() + at, 0, padded - at);
    encoded.bytes = static_cast<std::uint32_t>(padded);
    encoded.end = static_cast<std::uint32_t>(offset + at);
    encoded.chain = chain;
    encoded.records = start.records;
    return encoded;
}

void CommitQueue::push(Part part) {
    for (const Record& record : part.batch.records) {
        QS_ASSERT(record.payload.size() <= base::limits::kRecordBytesMax);
    }
    part.bytes = encoded_bytes(part.batch);
    const std::lock_guard lock(mutex_);
    bytes_ += part.bytes;
    parts_.push_back(std::move(part));
    size_.store(parts_.size(), std::memory_order_release);
}

std::vector<Part> CommitQueue::take(std::uint64_t bytes_max) {
    const std::lock_guard lock(mutex_);
    std::vector<Part> taken;
    if (kStartBytes + bytes_ <= bytes_max) {
        taken.swap(parts_);
        bytes_ = 0;
    } else {
        std::uint64_t bytes = kStartBytes;
        std::size_t count = 0;
        while (count < parts_.size() && (count == 0 || bytes + parts_[count].bytes <= bytes_max)) {
            bytes += parts_[count++].bytes;
        }
        const auto end = parts_.begin() + static_cast<std::ptrdiff_t>(count);
        taken.assign(std::move_iterator(parts_.begin()), std::move_iterator(end));
        parts_.erase(parts_.begin(), end);
        if (count > 0) bytes_ -= bytes - kStartBytes;
    }
    size_.store(parts_.size(), std::memory_order_release);
    return taken;
}

}  // namespace store
