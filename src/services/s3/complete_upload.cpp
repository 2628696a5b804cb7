// CompleteMultipartUpload: the parts become one blob, then one record makes the object and ends the
// upload.
#include <charconv>

#include "base/limits.hpp"
#include "services/s3/body.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/object_access.hpp"
#include "services/s3/operations.hpp"
#include "services/s3/uploads.hpp"

namespace services::s3 {
namespace {

/// One completion on its way.
struct Completion {
    std::string upload_id;
    std::vector<ListedPart> listed;
    WriteConditions conditions;
    Checksum claimed;  ///< Of the whole object; algorithm none: the client says nothing.
    std::optional<std::uint64_t> claimed_bytes;
    // From the upload:
    std::vector<Part> parts;
    Algorithm algorithm = Algorithm::none;
    ChecksumType type = ChecksumType::full_object;
    std::shared_ptr<ObjectRecord> record = std::make_shared<ObjectRecord>();
};
using CompletionPtr = std::shared_ptr<Completion>;

// Here a checksum header is of the object, not of the document, so it must not be compared with
// that.
base::Result<CompletionPtr, aws::Error> read_completion(Request& request) {
    auto completion = std::make_shared<Completion>();
    completion->upload_id = request.parameter("uploadId").value_or("");
    QS_TRY(completion->conditions, read_write_conditions(request));
    for (const Algorithm algorithm : {Algorithm::crc32, Algorithm::crc32c, Algorithm::sha1,
                                      Algorithm::sha256, Algorithm::crc64nvme}) {
        const auto value = request.headers.find(checksum_header(algorithm));
        if (!value) continue;
        completion->claimed = {algorithm, ChecksumType::full_object, std::string(*value)};
        request.headers.remove(checksum_header(algorithm));
    }
    request.headers.remove("x-amz-sdk-checksum-algorithm");
    if (const auto text = request.header("x-amz-mp-object-size")) {
        std::uint64_t bytes = 0;
        const auto [end, problem] =
            std::from_chars(text->data(), text->data() + text->size(), bytes);
        if (problem != std::errc() || end != text->data() + text->size()) {
            return base::fail(
                invalid_argument("The object size is no number.", "x-amz-mp-object-size", *text));
        }
        completion->claimed_bytes = bytes;
    }
    return completion;
}

base::Result<void, aws::Error> check_claims(const Completion& completion,
                                            const JoinedBody& joined) {
    if (completion.claimed_bytes && *completion.claimed_bytes != joined.blob.bytes) {
        return base::fail(
            s3_error("InvalidRequest",
                     "The provided 'x-amz-mp-object-size' header does not match what was "
                     "computed."));
    }
    const Checksum& claimed = completion.claimed;
    if (claimed.algorithm == Algorithm::none) return {};
    if (claimed.algorithm == joined.checksum.algorithm && claimed.value == joined.checksum.value)
        return {};
    return base::fail(
        s3_error("BadDigest", "The " + std::string(algorithm_name(claimed.algorithm)) +
                                  " you specified did not match the calculated checksum."));
}

aws::HttpReply answer_to_completion(const Request& request, const ObjectRecord& record) {
    XmlWriter document = s3_document("CompleteMultipartUploadResult");
    const std::string host(request.headers.find("host").value_or("localhost"));
    document.text("Location", "http://" + host + request.resource);
    document.text("Bucket", record.bucket).text("Key", record.key).text("ETag", record.etag());
    if (record.checksum.algorithm != Algorithm::none) {
        document.text(checksum_element(record.checksum.algorithm), record.checksum.value);
        document.text("ChecksumType", checksum_type_name(record.checksum.type));
    }
    aws::HttpReply reply;
    write_encryption(reply);
    return xml_reply(std::move(document), std::move(reply));
}

// A client that lost the first answer asks again, and gets it.
void answer_repeated(Storage& storage, const ExchangePtr& exchange, const aws::Error& error) {
    const Request& request = exchange->request;
    open_object(storage, request.bucket, request.key, [exchange, error](const OpenResult& object) {
        const auto id = exchange->request.parameter("uploadId").value_or("");
        if (!object || object->record.upload_id != id || id.empty()) return exchange->fail(error);
        exchange->send(answer_to_completion(exchange->request, object->record));
    });
}

void leave_open(Storage& storage, const ExchangePtr& exchange, const aws::Error& error) {
    storage.shards().post_urgent(
        Storage::shard_of(exchange->request.bucket),
        [&storage, exchange, error](runtime::ShardContext& context) {
            if (Bucket* bucket = storage.find(context, exchange->request.bucket)) {
                const auto upload =
                    bucket->uploads.find(exchange->request.parameter("uploadId").value_or(""));
                if (upload != bucket->uploads.end()) upload->second.is_completing = false;
            }
            release_error(context, exchange, error);
        });
}

void record_completed(Storage& storage, const ExchangePtr& exchange,
                      const CompletionPtr& completion) {
    const auto work = [&storage, exchange, completion](runtime::ShardContext& context) {
        ObjectRecord& record = *completion->record;
        const auto give_up = [&](const aws::Error& error) {
            context.release([&storage, id = record.blob->id] { storage.remove_blob(id); });
            leave_open(storage, exchange, error);
        };
        Bucket* bucket = storage.find(context, record.bucket);
        if (bucket == nullptr) return give_up(no_such_bucket(record.bucket));
        if (!bucket->uploads.contains(record.upload_id)) return give_up(s3_error("NoSuchUpload"));
        const auto checked = check_write(completion->conditions, *bucket, record.key);
        if (!checked) return give_up(checked.error());
        storage.put_object(context, *bucket, *exchange, record, "CompleteMultipartUpload");
        release_change(context, exchange, answer_to_completion(exchange->request, record));
    };
    storage.shards().post_urgent(Storage::shard_of(completion->record->bucket), work);
}

void join(Storage& storage, const ExchangePtr& exchange, const CompletionPtr& completion) {
    auto joined =
        join_parts(storage.blobs(), completion->parts, completion->algorithm, completion->type);
    if (!joined) return leave_open(storage, exchange, joined.error());
    if (const auto checked = check_claims(*completion, *joined); !checked) {
        storage.remove_blob(joined->blob.id);
        return leave_open(storage, exchange, checked.error());
    }
    ObjectRecord& record = *completion->record;
    record.bytes = joined->blob.bytes;
    record.md5 = std::move(joined->md5);
    record.part_bytes = std::move(joined->part_bytes);
    record.checksum = std::move(joined->checksum);
    record.blob = joined->blob;
    record_completed(storage, exchange, completion);
}

void begin(Storage& storage, const ExchangePtr& exchange, const CompletionPtr& completion) {
    const auto work = [&storage, exchange, completion](runtime::ShardContext& context) {
        const auto found = find_upload(storage, context, exchange->request);
        if (!found) {
            return context.release([&storage, exchange, error = found.error()] {
                if (error.code != "NoSuchUpload") return exchange->fail(error);
                answer_repeated(storage, exchange, error);
            });
        }
        Upload& upload = *found->upload;
        auto parts = choose_parts(upload, completion->listed);
        if (!parts) return release_error(context, exchange, parts.error());
        const auto checked = check_write(completion->conditions, *found->bucket, upload.key);
        if (!checked) return release_error(context, exchange, checked.error());
        completion->parts = *std::move(parts);
        completion->algorithm = upload.algorithm;
        completion->type = upload.type;
        completion->record->bucket = exchange->request.bucket;
        completion->record->key = upload.key;
        completion->record->metadata = upload.metadata;
        completion->record->upload_id = found->id;
        upload.is_completing = true;
        context.release([&storage, exchange, completion] {
            const bool is_queued = storage.files().run(
                [&storage, exchange, completion] { join(storage, exchange, completion); });
            if (!is_queued) leave_open(storage, exchange, s3_error("SlowDown"));
        });
    };
    storage.post(exchange, exchange->request.bucket, work);
}

}  // namespace

void complete_multipart_upload(Storage& storage, const ExchangePtr& exchange) {
    auto completion = read_completion(exchange->request);
    if (!completion) return exchange->fail(completion.error());
    receive_body(storage.blobs(), exchange, Placement::memory, base::limits::kS3DocumentBytesMax,
                 [&storage, exchange, completion = *completion](const ReceivedPtr& received) {
                     auto listed = read_listed_parts(received->inline_body);
                     if (!listed) return exchange->fail(listed.error());
                     completion->listed = *std::move(listed);
                     begin(storage, exchange, completion);
                 });
}

}  // namespace services::s3
