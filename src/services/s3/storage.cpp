// Changing buckets on their shards: the record first, then the memory.
#include "services/s3/storage.hpp"

#include <algorithm>
#include <mutex>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "runtime/record_kinds.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/events.hpp"

namespace services::s3 {

namespace kinds = runtime::record_kinds;

namespace {

/// An answer to a change: its body is a document or nothing.
std::string encode_reply(const aws::HttpReply& reply) {
    json::ObjectBuilder headers;
    for (const auto& [name, value] : reply.headers.all()) headers.set(name, value);
    json::ObjectBuilder made;
    made.set_integer("status", reply.status);
    made.set("headers", std::move(headers).build());
    made.set("body", std::get<std::string>(reply.body));
    return json::print(std::move(made).build());
}

base::Result<aws::HttpReply> decode_reply(std::string_view text) {
    QS_TRY(const json::Value kept, json::parse(text));
    aws::HttpReply reply;
    const json::Value* const status = kept.find("status");
    const json::Value* const headers = kept.find("headers");
    if (status == nullptr || headers == nullptr || !headers->is_object()) {
        return base::fail(base::corrupt("A remembered answer of S3 cannot be read."));
    }
    reply.status = static_cast<int>(status->as_integer().value_or(200));
    for (const json::Member& field : headers->members()) {
        reply.headers.add(std::string(field.key()), std::string(field.value.as_string()));
    }
    reply.body = std::string(kept.find_string("body").value_or(""));
    return reply;
}

}  // namespace

void BucketDirectory::add(const std::string& name, const Bucket& bucket) {
    const std::unique_lock lock(mutex_);
    items_.insert_or_assign(name, Item{name, bucket.region, bucket.created});
}

void BucketDirectory::remove(const std::string& name) {
    const std::unique_lock lock(mutex_);
    items_.erase(name);
}

bool BucketDirectory::contains(std::string_view name) const {
    const std::shared_lock lock(mutex_);
    return items_.contains(name);
}

std::vector<BucketDirectory::Item> BucketDirectory::list() const {
    const std::shared_lock lock(mutex_);
    std::vector<Item> items;
    for (const auto& [name, item] : items_) items.push_back(item);
    return items;
}

void release_error(runtime::ShardContext& context, const ExchangePtr& exchange, aws::Error error) {
    context.release([exchange, error = std::move(error)] { exchange->fail(error); });
}

void release_change(runtime::ShardContext& context, const ExchangePtr& exchange,
                    aws::HttpReply reply) {
    if (const auto& effect = exchange->call.effect; !effect.empty()) {
        context.remember(effect, encode_reply(reply));
    }
    context.release(
        [exchange, reply = std::move(reply)]() mutable { exchange->send(std::move(reply)); });
}

void release_status(runtime::ShardContext& context, const ExchangePtr& exchange, int status) {
    aws::HttpReply reply;
    reply.status = status;
    release_change(context, exchange, std::move(reply));
}

std::optional<aws::HttpReply> answered_before(const runtime::ShardContext& context,
                                              const Exchange& exchange) {
    const std::string* const text = context.answered(exchange.call.effect);
    if (text == nullptr) return std::nullopt;
    auto reply = decode_reply(*text);
    QS_ASSERT(reply.has_value());
    return *std::move(reply);
}

Storage::Storage(runtime::Shards& shards, store::BlobStore& blobs, EventSink sink,
                 unsigned file_threads)
    : shards_(shards), blobs_(blobs), sink_(std::move(sink)), files_(file_threads) {}

store::ShardId Storage::shard_of(std::string_view bucket) {
    return runtime::shard_of("s3/" + std::string(bucket));
}

void Storage::post(const ExchangePtr& exchange, std::string_view bucket, runtime::Work work) {
    if (!shards_.post(shard_of(bucket), std::move(work))) exchange->fail(s3_error("SlowDown"));
}

bool Storage::run_file_job(const ExchangePtr& exchange, std::function<void()> job) {
    if (files_.run(std::move(job))) return true;
    exchange->fail(s3_error("SlowDown"));
    return false;
}

void Storage::with_bucket(const ExchangePtr& exchange,
                          std::function<void(runtime::ShardContext&, Bucket&)> work) {
    post(exchange, exchange->request.bucket,
         [this, exchange, work = std::move(work)](runtime::ShardContext& context) {
             if (Bucket* bucket = find(context, exchange->request.bucket))
                 return work(context, *bucket);
             release_error(context, exchange, no_such_bucket(exchange->request.bucket));
         });
}

void Storage::read_bucket(const ExchangePtr& exchange,
                          std::function<void(runtime::ShardContext&, const Bucket&)> work) {
    const std::string& name = exchange->request.bucket;
    const bool is_posted = shards_.post_read(
        shard_of(name), [this, exchange, work = std::move(work)](runtime::ShardContext& context) {
            if (const Bucket* bucket = find(context, exchange->request.bucket))
                return work(context, *bucket);
            release_error(context, exchange, no_such_bucket(exchange->request.bucket));
        });
    if (!is_posted) exchange->fail(s3_error("SlowDown"));
}

Bucket* Storage::find(const runtime::ShardContext& context, std::string_view bucket) {
    auto& buckets = state(context).buckets;
    const auto found = buckets.find(bucket);
    return found == buckets.end() ? nullptr : &found->second;
}

std::uint64_t Storage::next_version(ShardBuckets& state, base::TimePoint now) {
    // Near the clock, so that it rises even where the record of the last one is gone.
    const auto from_clock = static_cast<std::uint64_t>(base::epoch_ms(now)) << 12;
    state.last_version = std::max(state.last_version + 1, from_clock);
    return state.last_version;
}

void Storage::record_bucket(runtime::ShardContext& context, const std::string& name,
                            const Bucket& bucket) {
    context.record(kinds::kBucket, kSchema,
                   encode(BucketRecord{name, bucket.region, bucket.account, bucket.created,
                                       bucket.sends_events}));
}

void Storage::put_bucket(runtime::ShardContext& context, const std::string& name, Bucket bucket) {
    record_bucket(context, name, bucket);
    Bucket& kept = state(context).buckets[name] = std::move(bucket);
    // Only what the directory shows is copied: the bucket itself belongs to its shard.
    Bucket shown;
    shown.region = kept.region;
    shown.created = kept.created;
    context.release([this, name, shown = std::move(shown)] { directory_.add(name, shown); });
}

void Storage::set_events(runtime::ShardContext& context, const std::string& name, Bucket& bucket,
                         bool on) {
    bucket.sends_events = on;
    record_bucket(context, name, bucket);
}

void Storage::drop_bucket(runtime::ShardContext& context, const std::string& name) {
    const Bucket* bucket = find(context, name);
    QS_ASSERT(bucket != nullptr && bucket->objects.empty());
    std::vector<store::BlobId> ids;
    for (const auto& [id, upload] : bucket->uploads) {
        for (const auto& [number, part] : upload.parts) ids.push_back(part.blob.id);
    }
    context.record(kinds::kBucketDeleted, kSchema, name);
    state(context).buckets.erase(name);
    context.release([this, name] { directory_.remove(name); });
    release_blobs(context, std::move(ids));
}

void Storage::release_blobs(runtime::ShardContext& context, std::vector<store::BlobId> ids) {
    if (ids.empty()) return;
    context.release([this, ids = std::move(ids)] {
        for (const store::BlobId& id : ids) remove_blob(id);
    });
}

void Storage::remove_blob(const store::BlobId& id) {
    auto job = [this, id] {
        // What stays behind is removed at the next start.
        if (const auto removed = blobs_.remove(id); !removed) {
            base::log::warn("s3.blob_not_removed",
                            {{"blob", id.text}, {"error", removed.error().message}});
        }
    };
    if (!files_.run(job)) job();
}

std::shared_ptr<const std::string> Storage::unplaced(const runtime::ShardContext& context,
                                                     std::uint64_t version) const {
    const auto& waiting = states_[context.shard()].unplaced;
    const auto found = waiting.find(version);
    return found == waiting.end() ? nullptr : found->second;
}

void Storage::put_object(runtime::ShardContext& context, Bucket& bucket, const Exchange& exchange,
                         ObjectRecord& record, std::string_view reason) {
    ShardBuckets& shard = state(context);
    record.version = next_version(shard, context.now());
    record.modified = context.now();
    auto payload = std::make_shared<const std::string>(encode(record));
    shard.unplaced.emplace(record.version, payload);
    context.record(kinds::kObject, kSchema, *payload,
                   [&shard, name = record.bucket, key = record.key,
                    version = record.version](runtime::RecordPosition position) {
                       shard.unplaced.erase(version);
                       const auto found = shard.buckets.find(name);
                       if (found == shard.buckets.end()) return;
                       const auto entry = found->second.objects.find(key);
                       if (entry == found->second.objects.end()) return;
                       if (entry->second.version == version) entry->second.position = position;
                   });

    std::vector<store::BlobId> dropped;
    ObjectEntry& entry = bucket.objects[record.key];
    if (entry.has_blob) dropped.push_back(entry.blob_id());
    entry = entry_of(record);
    if (const auto upload = bucket.uploads.find(record.upload_id); upload != bucket.uploads.end()) {
        for (const auto& [number, part] : upload->second.parts) dropped.push_back(part.blob.id);
        bucket.uploads.erase(upload);
    }
    send_event(context, bucket, exchange, true, record, reason);
    release_blobs(context, std::move(dropped));
}

void Storage::drop_object(runtime::ShardContext& context, Bucket& bucket, const Exchange& exchange,
                          const std::string& key) {
    const auto entry = bucket.objects.find(key);
    QS_ASSERT(entry != bucket.objects.end());
    const std::uint64_t version = next_version(state(context), context.now());
    const std::string& name = exchange.request.bucket;
    context.record(kinds::kObjectDeleted, kSchema,
                   encode(ObjectDeletedRecord{name, key, version, context.now()}));
    ObjectRecord gone;
    gone.bucket = name;
    gone.key = key;
    gone.version = version;
    gone.md5.assign(entry->second.md5.data(), entry->second.md5.size());
    gone.part_bytes.resize(entry->second.parts);
    std::vector<store::BlobId> dropped;
    if (entry->second.has_blob) dropped.push_back(entry->second.blob_id());
    bucket.objects.erase(entry);
    send_event(context, bucket, exchange, false, gone, "DeleteObject");
    release_blobs(context, std::move(dropped));
}

void Storage::send_event(runtime::ShardContext& context, const Bucket& bucket,
                         const Exchange& exchange, bool is_created, const ObjectRecord& record,
                         std::string_view reason) {
    if (!bucket.sends_events || !sink_) return;
    const std::string etag = record.etag();
    ObjectChange change;
    change.is_created = is_created;
    change.bucket = record.bucket;
    change.region = bucket.region;
    change.account = bucket.account;
    change.key = record.key;
    change.bytes = record.bytes;
    change.etag = std::string_view(etag).substr(1, etag.size() - 2);
    change.version = record.version;
    change.request_id = exchange.call.request_id;
    change.source_ip = exchange.request.peer;
    change.reason = reason;
    change.time = context.now();
    sink_(context, object_event(change, base::uuid_v4()));
}

void Storage::put_upload(runtime::ShardContext& context, Bucket& bucket,
                         const UploadRecord& record) {
    context.record(kinds::kUpload, kSchema, encode(record));
    bucket.uploads[record.upload_id] = Upload{
        record.key, record.initiated, record.algorithm, record.type, record.metadata, {}, false};
}

void Storage::put_part(runtime::ShardContext& context, Bucket& bucket, const PartRecord& record) {
    context.record(kinds::kUploadPart, kSchema, encode(record));
    Part& part = bucket.uploads.at(record.upload_id).parts[record.number];
    if (!part.blob.id.text.empty()) release_blobs(context, {part.blob.id});
    part = Part{record.modified, record.bytes, record.md5, record.checksum, record.blob};
}

void Storage::drop_upload(runtime::ShardContext& context, const std::string& bucket_name,
                          Bucket& bucket, const std::string& upload_id) {
    context.record(kinds::kUploadAborted, kSchema,
                   encode(UploadEndedRecord{bucket_name, upload_id}));
    const auto upload = bucket.uploads.find(upload_id);
    std::vector<store::BlobId> ids;
    for (const auto& [number, part] : upload->second.parts) ids.push_back(part.blob.id);
    bucket.uploads.erase(upload);
    release_blobs(context, std::move(ids));
}

}  // namespace services::s3
