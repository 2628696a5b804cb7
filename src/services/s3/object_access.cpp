// Looking up on the shard, reading on a file thread, writing on the shard again.
#include "services/s3/object_access.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/errors.hpp"

namespace services::s3 {
namespace {

constexpr int kOpenTriesMax = 5;
constexpr std::size_t kCopyPieceBytes = 256 * 1024;

struct Lookup {
    std::string bucket;
    std::string key;
    std::function<void(OpenResult)> then;
    int tries = 0;
};
using LookupPtr = std::shared_ptr<Lookup>;

void look_up(Storage& storage, const LookupPtr& lookup);

// Nothing: the blob was removed because the object was replaced meanwhile; the newer one is there.
std::optional<OpenResult> read_object(Storage& storage, const runtime::RecordPosition& position,
                                      const std::shared_ptr<const std::string>& unplaced) {
    base::Result<std::string> payload =
        unplaced ? *unplaced : runtime::read_record(storage.shards().store(), position);
    if (!payload) return base::fail(storage_error(payload.error()));
    auto record = decode_object(*payload, true);
    if (!record) return base::fail(storage_error(record.error()));
    OpenObject object{*std::move(record), nullptr};
    if (!object.record.blob) return object;
    auto blob = storage.blobs().open_blob(object.record.blob->id);
    if (!blob && blob.error().kind == base::ErrorKind::not_found) return std::nullopt;
    if (!blob) return base::fail(storage_error(blob.error()));
    if (blob->bytes() != object.record.bytes) {
        return base::fail(storage_error(base::corrupt(
            "Blob " + object.record.blob->id.text + " of object " +
            base::printable(object.record.key) + " has not the length that was recorded.")));
    }
    object.blob = std::make_shared<const store::BlobReader>(*std::move(blob));
    return object;
}

void open_on_file_thread(Storage& storage, const LookupPtr& lookup,
                         const runtime::RecordPosition& position,
                         const std::shared_ptr<const std::string>& unplaced) {
    auto result = read_object(storage, position, unplaced);
    if (result) return lookup->then(*std::move(result));
    if (++lookup->tries < kOpenTriesMax) return look_up(storage, lookup);
    lookup->then(base::fail(
        storage_error(base::corrupt("The body of object " + base::printable(lookup->key) + " in " +
                                    lookup->bucket + " is missing."))));
}

void look_up(Storage& storage, const LookupPtr& lookup) {
    const auto work = [&storage, lookup](runtime::ShardContext& context) {
        const Bucket* bucket = storage.find(context, lookup->bucket);
        const auto answer = [&](aws::Error error) {
            context.release(
                [lookup, error = std::move(error)] { lookup->then(base::fail(error)); });
        };
        if (bucket == nullptr) return answer(no_such_bucket(lookup->bucket));
        const auto entry = bucket->objects.find(lookup->key);
        if (entry == bucket->objects.end()) return answer(no_such_key(lookup->key));
        auto unplaced = storage.unplaced(context, entry->second.version);
        context.release(
            [&storage, lookup, position = entry->second.position, unplaced = std::move(unplaced)] {
                const bool is_queued = storage.files().run([&storage, lookup, position, unplaced] {
                    open_on_file_thread(storage, lookup, position, unplaced);
                });
                if (!is_queued) lookup->then(base::fail(s3_error("SlowDown")));
            });
    };
    if (!storage.shards().post_read(Storage::shard_of(lookup->bucket), work)) {
        lookup->then(base::fail(s3_error("SlowDown")));
    }
}

}  // namespace

base::Result<std::string> OpenObject::read(std::uint64_t first, std::size_t bytes) const {
    if (!blob) return record.body.substr(static_cast<std::size_t>(first), bytes);
    QS_TRY(auto piece, blob->read(first, bytes));
    if (piece.size() != bytes)
        return base::fail(base::corrupt("A blob is shorter than was recorded."));
    return piece;
}

void open_object(Storage& storage, std::string bucket, std::string key,
                 std::function<void(OpenResult)> then) {
    look_up(storage, std::make_shared<Lookup>(
                         Lookup{std::move(bucket), std::move(key), std::move(then), 0}));
}

base::Result<WriteConditions, aws::Error> read_write_conditions(const Request& request) {
    WriteConditions conditions;
    if (const auto value = request.headers.find("if-none-match")) {
        if (base::trim(*value) != "*") {
            return base::fail(with(s3_error("NotImplemented"), "Header", "If-None-Match"));
        }
        conditions.wants_absent = true;
    }
    if (const auto value = request.headers.find("if-match")) conditions.if_match = *value;
    return conditions;
}

base::Result<void, aws::Error> check_write(const WriteConditions& conditions, const Bucket& bucket,
                                           const std::string& key) {
    const auto entry = bucket.objects.find(key);
    const bool is_there = entry != bucket.objects.end();
    if (conditions.wants_absent && is_there) {
        return base::fail(with(s3_error("PreconditionFailed"), "Condition", "If-None-Match"));
    }
    if (!conditions.if_match) return {};
    if (!is_there) return base::fail(no_such_key(key));
    if (names_etag(*conditions.if_match, entry->second.etag())) return {};
    return base::fail(with(s3_error("PreconditionFailed"), "Condition", "If-Match"));
}

void finish_blob(Storage& storage, const ExchangePtr& exchange, store::BlobWriter writer,
                 std::function<void(store::Blob)> then) {
    // Jobs are copied, writers cannot be.
    auto held = std::make_shared<store::BlobWriter>(std::move(writer));
    storage.run_file_job(exchange, [held, exchange, then = std::move(then)] {
        const auto blob = held->finish();
        if (!blob) return exchange->fail(storage_error(blob.error()));
        then(*blob);
    });
}

void write_object(Storage& storage, const ExchangePtr& exchange,
                  std::shared_ptr<ObjectRecord> record, WriteConditions conditions,
                  std::string_view reason,
                  std::function<aws::HttpReply(const ObjectRecord&)> answer) {
    const auto give_up = [&storage, exchange, record](const aws::Error& error) {
        if (record->blob) storage.remove_blob(record->blob->id);
        exchange->fail(error);
    };
    const bool is_posted = storage.shards().post(
        Storage::shard_of(record->bucket),
        [&storage, exchange, record, conditions = std::move(conditions), reason,
         answer = std::move(answer), give_up](runtime::ShardContext& context) {
            Bucket* bucket = storage.find(context, record->bucket);
            base::Result<void, aws::Error> checked;
            if (bucket == nullptr) {
                checked = base::fail(no_such_bucket(record->bucket));
            } else {
                checked = check_write(conditions, *bucket, record->key);
            }
            if (!checked) {
                return context.release([give_up, error = checked.error()] { give_up(error); });
            }
            storage.put_object(context, *bucket, *exchange, *record, reason);
            release_change(context, exchange, answer(*record));
        });
    if (!is_posted) give_up(s3_error("SlowDown"));
}

base::Result<CopiedBody, aws::Error> copy_body(store::BlobStore& blobs, const OpenObject& from,
                                               std::uint64_t first, std::uint64_t bytes,
                                               Algorithm algorithm, bool always_blob) {
    CopiedBody copy;
    base::Digest md5(base::DigestKind::md5);
    ChecksumDigest checksum(algorithm);
    std::optional<store::BlobWriter> writer;
    if (always_blob || bytes > base::limits::kInlineBodyBytesMax) {
        auto created = blobs.create();
        if (!created) return base::fail(storage_error(created.error()));
        writer.emplace(*std::move(created));
    }
    for (std::uint64_t done = 0; done < bytes;) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(kCopyPieceBytes, bytes - done));
        auto piece = from.read(first + done, count);
        if (!piece) return base::fail(storage_error(piece.error()));
        md5.update(*piece);
        checksum.update(*piece);
        if (!writer) {
            copy.inline_body += *piece;
        } else if (auto appended = writer->append(*piece); !appended) {
            return base::fail(storage_error(appended.error()));
        }
        done += count;
    }
    if (writer) {
        auto blob = writer->finish();
        if (!blob) return base::fail(storage_error(blob.error()));
        copy.blob = *blob;
    }
    copy.md5 = md5.finish();
    copy.checksum = {algorithm, ChecksumType::full_object, base::base64_encode(checksum.finish())};
    return copy;
}

}  // namespace services::s3
