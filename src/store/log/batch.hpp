// What shards hand over, and the bytes that one sync makes of it.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "store/log/aligned_buffer.hpp"
#include "store/log/format.hpp"
#include "store/store.hpp"

namespace store {

/// One `Store::commit` that waits for its sync.
struct Part {
    Batch batch;
    std::function<void(std::vector<Position>)> durable;
    std::uint64_t bytes = 0;  ///< Encoded, headers included.
};

/// What `parts` need in a file, batch start and padding included.
std::uint64_t batch_bytes(const std::vector<Part>& parts);

/// A batch ready to be written at `offset` of its segment.
struct EncodedBatch {
    std::uint32_t bytes = 0;  ///< In the buffer; whole blocks.
    std::uint32_t end = 0;    ///< Where the last record ends in the segment.
    Chain chain;              ///< Behind the batch.
    std::uint64_t records = 0;
    std::vector<std::vector<Position>> positions;  ///< One list a part.
};

/// Encodes into `buffer`, which grows as needed. No parts make a mark.
EncodedBatch encode_batch(const std::vector<Part>& parts, const SegmentHeader& segment, Chain chain,
                          std::uint32_t offset, AlignedBuffer& buffer);

/// Parts in the order of the commits. Any thread pushes, the writer takes. Its length is bounded by
/// the shards' inboxes: a shard hands over what it took, and its callers are throttled there.
class CommitQueue {
public:
    void push(Part part);
    /// Takes parts up to `bytes_max` encoded bytes, at least one if there is any.
    std::vector<Part> take(std::uint64_t bytes_max);
    std::uint64_t size() const { return size_.load(std::memory_order_acquire); }

private:
    std::mutex mutex_;
    std::vector<Part> parts_;
    std::uint64_t bytes_ = 0;              ///< Of all parts.
    std::atomic<std::uint64_t> size_ = 0;  ///< To be looked at without the lock.
};

}  // namespace store
