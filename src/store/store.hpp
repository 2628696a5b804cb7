// The truth: one log of records for all shards and all embedded services. The store keeps bytes
// with a kind and a schema number; it never knows what they mean. `docs/durability.md` has the
// promise in words.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/result.hpp"

namespace store {

/// 0 to 63; a shard is the one owner of its executions, its records are in the order it committed
/// them.
using ShardId = std::uint16_t;

/// Named by the floors above; the store never interprets it. Kinds below `kFirstRecordKind` belong
/// to the log itself and may not be committed.
enum class RecordKind : std::uint16_t {};
inline constexpr RecordKind kFirstRecordKind{16};

/// Where a record's payload lies. Valid for the life of the data folder; `segment` 0 means none.
struct Position {
    std::uint32_t segment = 0;
    std::uint32_t offset = 0;
    std::uint32_t length = 0;

    bool operator==(const Position&) const = default;
};

/// One decision: it survives a crash whole or not at all. `payload` has at most
/// `base::limits::kRecordBytesMax` bytes.
struct Record {
    RecordKind kind{};
    std::uint16_t schema = 0;
    std::string payload;
};

/// A record as it is read back. `payload` lives until the visitor returns.
struct RecordView {
    RecordKind kind{};
    std::uint16_t schema = 0;
    ShardId shard = 0;
    std::uint64_t sequence = 0;  ///< Rises over the whole log; has gaps, for the log's own records.
    std::string_view payload;
    Position position;
};

/// What one shard commits at once, in order. After a crash any prefix of the records of a batch
/// that was not yet durable may be there: only a single record is atomic.
struct Batch {
    ShardId shard = 0;
    std::uint64_t epoch = 0;  ///< What `Store::epoch` says; another one is a bug.
    std::vector<Record> records;
};

/// A look at the store for `/_quickstep/health` and metrics.
struct StoreHealth {
    /// False: the disk is full. The floors above refuse new work; commits of running work still go
    /// on while the reserve lasts, and then wait, unanswered, until there is room.
    bool writable = true;
    std::string reason;  ///< Why not writable, and what to do; else empty.
    std::uint64_t log_bytes = 0;
    std::uint64_t segments = 0;
    std::uint64_t batches = 0;  ///< Written since the start.
    std::uint64_t records = 0;  ///< Committed since the start.
    std::uint64_t queued = 0;   ///< Batch parts that wait for their sync.
    std::chrono::nanoseconds last_sync{};
    std::chrono::nanoseconds longest_sync{};
};

/// One of the house's four virtual interfaces. Destruction is the clean stop: what was committed is
/// written and its callbacks run, then the threads end.
class Store {
public:
    virtual ~Store() = default;

    /// Appends a batch part. When it is durable, calls `durable` with one position a record, on the
    /// log writer's thread: it must be short (post to the shard) and must not throw. Parts become
    /// durable in the order of the calls, and so do the callbacks come. Nothing is called for a
    /// part that did not become durable: the first failed write or sync ends the process. Any
    /// thread; never blocks on the disk.
    virtual void commit(Batch batch, std::function<void(std::vector<Position>)> durable) = 0;

    /// The payload at a position that a callback or `replay` gave. Any thread. Errors: `corrupt`
    /// where the stored bytes are not what was written, with file and offset; `not_found`; `io`.
    virtual base::Result<std::string> read(Position position) const = 0;

    /// Reads every record in log order, mends a torn tail and opens the log for writing. Called
    /// exactly once, before the first commit. Errors: the visitor's own, passed on; `corrupt` where
    /// synced data is damaged, with file, offset, sequence and the next step; `io`. After an error
    /// the store can only be destroyed.
    using Visitor = std::function<base::Result<void>(const RecordView&)>;
    virtual base::Result<void> replay(const Visitor& visit) = 0;

    /// The number of this start; each start of a data folder has a higher one. Known before
    /// `replay`.
    virtual std::uint64_t epoch() const = 0;

    /// Any thread.
    virtual StoreHealth health() const = 0;
};

/// How a log is opened.
struct OpenOptions {
    /// What a full-grown segment is made with; small in tests. Disks below 2 GiB get smaller ones.
    std::uint32_t segment_bytes = 64U << 20;
    /// Room held back for running work when the disk is full; 0 for none.
    std::uint64_t reserve_bytes = 256ULL << 20;
    /// From the folder's FORMAT (`DataFolder::cluster_id`); a segment of another cluster is
    /// refused.
    std::string cluster_id;
    /// Called on the writer's thread at the first failed write or sync. Empty: log it and `_exit`.
    std::function<void(const base::Error&)> on_failure;
};

/// Opens the log in `folder`/log of a data folder that `DataFolder` holds locked. Reads the
/// segments' headers only; `replay` does the rest. Errors: `corrupt`, `io`, with the file and the
/// next step.
base::Result<std::unique_ptr<Store>> open_log(const std::string& folder,
                                              const OpenOptions& options);

/// A store in memory whose commits are durable at once, on the caller's thread. For tests of the
/// floors above, which can also hold syncs back: `store/memory/memory_store.hpp`.
std::unique_ptr<Store> memory_store();

}  // namespace store
