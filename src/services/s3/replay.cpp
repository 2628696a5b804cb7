// Taking buckets back from the log at the start, in log order, before any work runs.
#include <algorithm>

#include "runtime/record_kinds.hpp"
#include "services/s3/storage.hpp"

namespace services::s3 {

namespace kinds = runtime::record_kinds;

namespace {

base::Result<void> check_schema(const runtime::ReplayedRecord& record) {
    if (record.schema == kSchema) return {};
    return base::fail(base::corrupt("A record of S3 has schema " + std::to_string(record.schema) +
                                    ", which a newer release wrote; start that one."));
}

base::Error orphan(std::string_view bucket) {
    return base::corrupt("A record of S3 belongs to the bucket " + std::string(bucket) +
                         ", which no record made.");
}

}  // namespace

void Storage::register_replay() {
    using Replay = base::Result<void> (Storage::*)(const runtime::ReplayedRecord&);
    const auto take = [this](store::RecordKind kind, Replay replay) {
        shards_.on_replay(
            kind, [this, replay](const runtime::ReplayedRecord& record) -> base::Result<void> {
                QS_CHECK(check_schema(record));
                return (this->*replay)(record);
            });
    };
    take(kinds::kBucket, &Storage::replay_bucket);
    take(kinds::kBucketDeleted, &Storage::replay_bucket_deleted);
    take(kinds::kObject, &Storage::replay_object);
    take(kinds::kObjectDeleted, &Storage::replay_object_deleted);
    take(kinds::kUpload, &Storage::replay_upload);
    take(kinds::kUploadPart, &Storage::replay_part);
    take(kinds::kUploadAborted, &Storage::replay_upload_aborted);
}

base::Result<Bucket*> Storage::replayed_bucket(const runtime::ReplayedRecord& record,
                                               std::string_view name) {
    auto& buckets = states_[record.shard].buckets;
    const auto found = buckets.find(name);
    if (found == buckets.end()) return base::fail(orphan(name));
    return &found->second;
}

base::Result<void> Storage::replay_bucket(const runtime::ReplayedRecord& record) {
    QS_TRY(const BucketRecord stored, decode_bucket(record.payload));
    Bucket& bucket = states_[record.shard].buckets[stored.name];
    bucket.region = stored.region;
    bucket.account = stored.account;
    bucket.created = stored.created;
    bucket.sends_events = stored.sends_events;
    directory_.add(stored.name, bucket);
    return {};
}

base::Result<void> Storage::replay_bucket_deleted(const runtime::ReplayedRecord& record) {
    const std::string name(record.payload);
    states_[record.shard].buckets.erase(name);
    directory_.remove(name);
    return {};
}

base::Result<void> Storage::replay_object(const runtime::ReplayedRecord& record) {
    QS_TRY(const ObjectRecord stored, decode_object(record.payload, false));
    QS_TRY(Bucket* const bucket, replayed_bucket(record, stored.bucket));
    ObjectEntry& entry = bucket->objects[stored.key];
    entry = entry_of(stored);
    entry.position = record.position;
    if (!stored.upload_id.empty()) bucket->uploads.erase(stored.upload_id);
    std::uint64_t& last = states_[record.shard].last_version;
    last = std::max(last, stored.version);
    shards_.not_before(stored.modified);
    return {};
}

base::Result<void> Storage::replay_object_deleted(const runtime::ReplayedRecord& record) {
    QS_TRY(const ObjectDeletedRecord stored, decode_object_deleted(record.payload));
    QS_TRY(Bucket* const bucket, replayed_bucket(record, stored.bucket));
    bucket->objects.erase(stored.key);
    std::uint64_t& last = states_[record.shard].last_version;
    last = std::max(last, stored.version);
    shards_.not_before(stored.deleted);
    return {};
}

base::Result<void> Storage::replay_upload(const runtime::ReplayedRecord& record) {
    QS_TRY(UploadRecord stored, decode_upload(record.payload));
    QS_TRY(Bucket* const bucket, replayed_bucket(record, stored.bucket));
    bucket->uploads[stored.upload_id] = Upload{std::move(stored.key),
                                               stored.initiated,
                                               stored.algorithm,
                                               stored.type,
                                               std::move(stored.metadata),
                                               {},
                                               false};
    return {};
}

base::Result<void> Storage::replay_part(const runtime::ReplayedRecord& record) {
    QS_TRY(PartRecord stored, decode_part(record.payload));
    QS_TRY(Bucket* const bucket, replayed_bucket(record, stored.bucket));
    const auto upload = bucket->uploads.find(stored.upload_id);
    if (upload == bucket->uploads.end()) return base::fail(orphan(stored.bucket));
    upload->second.parts[stored.number] = Part{stored.modified, stored.bytes, std::move(stored.md5),
                                               std::move(stored.checksum), stored.blob};
    return {};
}

base::Result<void> Storage::replay_upload_aborted(const runtime::ReplayedRecord& record) {
    QS_TRY(const UploadEndedRecord stored, decode_upload_ended(record.payload));
    QS_TRY(Bucket* const bucket, replayed_bucket(record, stored.bucket));
    bucket->uploads.erase(stored.upload_id);
    return {};
}

std::unordered_set<std::string> Storage::named_blobs() const {
    std::unordered_set<std::string> ids;
    for (const ShardBuckets& shard : states_) {
        for (const auto& [name, bucket] : shard.buckets) {
            for (const auto& [key, entry] : bucket.objects) {
                if (entry.has_blob) ids.insert(entry.blob_id().text);
            }
            for (const auto& [id, upload] : bucket.uploads) {
                for (const auto& [number, part] : upload.parts) ids.insert(part.blob.id.text);
            }
        }
    }
    return ids;
}

}  // namespace services::s3
