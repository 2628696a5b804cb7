// Where everything is: the buckets of each shard, the blobs, the log, the threads for files.
// Handlers post their work to the bucket's shard and change buckets there only.
#pragma once
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "runtime/runtime.hpp"
#include "services/s3/bucket.hpp"
#include "services/s3/file_threads.hpp"
#include "services/s3/request.hpp"
#include "services/s3/service.hpp"
#include "store/blobs/blob_store.hpp"

namespace services::s3 {

/// The buckets whose records are durable, for what must not wait for a shard. Any thread.
class BucketDirectory {
public:
    struct Item {
        std::string name;
        std::string region;
        base::TimePoint created{};
    };
    void add(const std::string& name, const Bucket& bucket);
    void remove(const std::string& name);
    bool contains(std::string_view name) const;
    /// By name.
    std::vector<Item> list() const;

private:
    mutable std::shared_mutex mutex_;
    std::map<std::string, Item, std::less<>> items_;
};

/// Answers when everything that the work has seen is durable.
void release_error(runtime::ShardContext& context, const ExchangePtr& exchange, aws::Error error);
/// The same for the success of a change. A task's effect keeps its answer with the change's
/// records: repeated, it changes nothing and gets that answer (durability.md, section 8).
void release_change(runtime::ShardContext& context, const ExchangePtr& exchange,
                    aws::HttpReply reply);
/// The same for an answer without a body.
void release_status(runtime::ShardContext& context, const ExchangePtr& exchange, int status);
/// What the shard answered to the effect of this exchange before, if it did.
std::optional<aws::HttpReply> answered_before(const runtime::ShardContext& context,
                                              const Exchange& exchange);

class Storage {
public:
    Storage(runtime::Shards& shards, store::BlobStore& blobs, EventSink sink,
            unsigned file_threads);

    /// Registers what takes records back at the start.
    void register_replay();
    /// The ids of all blobs that records name. After the replay and before the first request.
    std::unordered_set<std::string> named_blobs() const;

    /// Runs work on the bucket's shard; a full inbox is answered with SlowDown.
    void post(const ExchangePtr& exchange, std::string_view bucket, runtime::Work work);
    /// Runs work on the shard of the request's bucket; without the bucket the answer is
    /// NoSuchBucket.
    void with_bucket(const ExchangePtr& exchange,
                     std::function<void(runtime::ShardContext&, Bucket&)> work);
    /// The same for work that only reads, which a full disk does not refuse.
    void read_bucket(const ExchangePtr& exchange,
                     std::function<void(runtime::ShardContext&, const Bucket&)> work);
    /// Runs a job on a file thread; a full queue is answered with SlowDown. False: it was answered.
    bool run_file_job(const ExchangePtr& exchange, std::function<void()> job);
    static store::ShardId shard_of(std::string_view bucket);

    // On the thread of the bucket's shard only:
    Bucket* find(const runtime::ShardContext& context, std::string_view bucket);
    /// Writes the bucket's record and makes or changes the bucket.
    void put_bucket(runtime::ShardContext& context, const std::string& name, Bucket bucket);
    void set_events(runtime::ShardContext& context, const std::string& name, Bucket& bucket,
                    bool on);
    void drop_bucket(runtime::ShardContext& context, const std::string& name);
    /// Gives the record its version and time, writes it, and changes the bucket. The event, if the
    /// bucket sends them, is recorded with it. The blobs it replaces go when it is durable.
    void put_object(runtime::ShardContext& context, Bucket& bucket, const Exchange& exchange,
                    ObjectRecord& record, std::string_view reason);
    /// The same for a deletion. Precondition: the key is there.
    void drop_object(runtime::ShardContext& context, Bucket& bucket, const Exchange& exchange,
                     const std::string& key);
    void put_upload(runtime::ShardContext& context, Bucket& bucket, const UploadRecord& record);
    void put_part(runtime::ShardContext& context, Bucket& bucket, const PartRecord& record);
    void drop_upload(runtime::ShardContext& context, const std::string& bucket_name, Bucket& bucket,
                     const std::string& upload_id);
    /// The bytes of a record that is not durable yet; otherwise nothing, and they are in the log.
    std::shared_ptr<const std::string> unplaced(const runtime::ShardContext& context,
                                                std::uint64_t version) const;

    /// Removes a blob on a file thread. Any thread.
    void remove_blob(const store::BlobId& id);

    runtime::Shards& shards() { return shards_; }
    store::BlobStore& blobs() { return blobs_; }
    BucketDirectory& directory() { return directory_; }
    FileThreads& files() { return files_; }

private:
    struct alignas(64) ShardBuckets {
        std::map<std::string, Bucket, std::less<>> buckets;
        std::uint64_t last_version = 0;
        std::unordered_map<std::uint64_t, std::shared_ptr<const std::string>> unplaced;
    };
    ShardBuckets& state(const runtime::ShardContext& context) { return states_[context.shard()]; }
    std::uint64_t next_version(ShardBuckets& state, base::TimePoint now);
    void record_bucket(runtime::ShardContext& context, const std::string& name,
                       const Bucket& bucket);
    void send_event(runtime::ShardContext& context, const Bucket& bucket, const Exchange& exchange,
                    bool is_created, const ObjectRecord& record, std::string_view reason);
    void release_blobs(runtime::ShardContext& context, std::vector<store::BlobId> ids);

    base::Result<void> replay_bucket(const runtime::ReplayedRecord& record);
    base::Result<void> replay_bucket_deleted(const runtime::ReplayedRecord& record);
    base::Result<void> replay_object(const runtime::ReplayedRecord& record);
    base::Result<void> replay_object_deleted(const runtime::ReplayedRecord& record);
    base::Result<void> replay_upload(const runtime::ReplayedRecord& record);
    base::Result<void> replay_part(const runtime::ReplayedRecord& record);
    base::Result<void> replay_upload_aborted(const runtime::ReplayedRecord& record);
    base::Result<Bucket*> replayed_bucket(const runtime::ReplayedRecord& record,
                                          std::string_view name);

    runtime::Shards& shards_;
    store::BlobStore& blobs_;
    EventSink sink_;
    std::array<ShardBuckets, runtime::kShards> states_;
    BucketDirectory directory_;
    FileThreads files_;  // Dies first: its jobs use everything above.
};

}  // namespace services::s3
