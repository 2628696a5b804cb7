// CreateMultipartUpload, UploadPart, UploadPartCopy, AbortMultipartUpload. Parts are blobs of their
// own until the upload is completed (complete_upload.cpp).
#include "base/limits.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "services/s3/body.hpp"
#include "services/s3/copy_source.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/object_access.hpp"
#include "services/s3/operations.hpp"
#include "services/s3/range.hpp"
#include "services/s3/uploads.hpp"

namespace services::s3 {
namespace {

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html: a
// SHA cannot be computed over the whole from its parts, CRC64NVME only so.
base::Result<void, aws::Error> read_checksum_choice(const Request& request, UploadRecord& upload) {
    if (const auto name = request.header("x-amz-checksum-algorithm")) {
        const auto algorithm = algorithm_of_name(*name);
        if (!algorithm) {
            return base::fail(
                s3_error("InvalidRequest", "Checksum algorithm provided is unsupported."));
        }
        upload.algorithm = *algorithm;
        upload.type = upload.algorithm == Algorithm::crc64nvme ? ChecksumType::full_object
                                                               : ChecksumType::composite;
    }
    const auto type = request.header("x-amz-checksum-type");
    if (!type) return {};
    upload.type = *type == "COMPOSITE" ? ChecksumType::composite : ChecksumType::full_object;
    const bool is_sha =
        upload.algorithm == Algorithm::sha1 || upload.algorithm == Algorithm::sha256;
    const bool fits =
        upload.type == ChecksumType::composite ? upload.algorithm != Algorithm::crc64nvme : !is_sha;
    if (fits && (*type == "COMPOSITE" || *type == "FULL_OBJECT")) return {};
    return base::fail(s3_error("InvalidRequest", "The " + std::string(*type) +
                                                     " checksum type cannot be used with the " +
                                                     std::string(algorithm_name(upload.algorithm)) +
                                                     " checksum algorithm."));
}

base::Result<std::uint32_t, aws::Error> read_part_number(const Request& request) {
    QS_TRY(const auto number, request.number("partNumber"));
    if (number && *number >= 1 && *number <= base::limits::kS3PartsMax) return *number;
    return base::fail(
        invalid_argument("Part number must be an integer between 1 and 10000, inclusive",
                         "partNumber", request.parameter("partNumber").value_or("")));
}

using PartPtr = std::shared_ptr<PartRecord>;
using AnswerPart = std::function<aws::HttpReply(const PartRecord&)>;

// With a finished blob: records the part on its shard.
void record_part(Storage& storage, const ExchangePtr& exchange, const PartPtr& part,
                 AnswerPart answer) {
    const auto give_up = [&storage, exchange, part](const aws::Error& error) {
        storage.remove_blob(part->blob.id);
        exchange->fail(error);
    };
    const bool is_posted = storage.shards().post(
        Storage::shard_of(part->bucket),
        [&storage, exchange, part, give_up,
         answer = std::move(answer)](runtime::ShardContext& context) {
            const auto found = find_upload(storage, context, exchange->request);
            if (!found)
                return context.release([give_up, error = found.error()] { give_up(error); });
            part->modified = context.now();
            storage.put_part(context, *found->bucket, *part);
            release_change(context, exchange, answer(*part));
        });
    if (!is_posted) give_up(s3_error("SlowDown"));
}

PartPtr new_part(const Request& request, std::uint32_t number) {
    auto part = std::make_shared<PartRecord>();
    part->bucket = request.bucket;
    part->upload_id = request.parameter("uploadId").value_or("");
    part->number = number;
    return part;
}

aws::HttpReply answer_to_part(const PartRecord& part) {
    aws::HttpReply reply;
    write_encryption(reply);
    reply.headers.set("ETag", etag_text(part.md5, 0));
    reply.headers.set(checksum_header(part.checksum.algorithm), part.checksum.value);
    return reply;
}

aws::HttpReply answer_to_part_copy(const PartRecord& part) {
    XmlWriter document = s3_document("CopyPartResult");
    document.text("LastModified", base::iso8601_ms(part.modified))
        .text("ETag", etag_text(part.md5, 0));
    document.text(checksum_element(part.checksum.algorithm), part.checksum.value);
    aws::HttpReply reply;
    write_encryption(reply);
    return xml_reply(std::move(document), std::move(reply));
}

base::Result<ByteRange, aws::Error> copy_range(const Request& request, const ObjectRecord& source) {
    const auto header = request.header("x-amz-copy-source-range");
    if (!header) return ByteRange{0, source.bytes};
    QS_TRY(const auto range, parse_range(*header, source.bytes));
    if (range) return *range;
    return base::fail(
        invalid_argument("The x-amz-copy-source-range value must be of the form "
                         "bytes=first-last where first and last are the zero-based offsets of "
                         "the first and last bytes to copy",
                         "x-amz-copy-source-range", *header));
}

void copy_part(Storage& storage, const ExchangePtr& exchange, const PartPtr& part,
               const OpenObject& from) {
    const Request& request = exchange->request;
    if (const auto checked = check_copy_source(request, from.record); !checked) {
        return exchange->fail(checked.error());
    }
    const auto range = copy_range(request, from.record);
    if (!range) return exchange->fail(range.error());
    if (range->bytes > base::limits::kS3PutBytesMax)
        return exchange->fail(s3_error("EntityTooLarge"));
    auto body =
        copy_body(storage.blobs(), from, range->first, range->bytes, Algorithm::crc64nvme, true);
    if (!body) return exchange->fail(body.error());
    part->bytes = range->bytes;
    part->md5 = std::move(body->md5);
    part->checksum = std::move(body->checksum);
    part->blob = *body->blob;
    record_part(storage, exchange, part, answer_to_part_copy);
}

aws::HttpReply answer_to_start(const UploadRecord& started) {
    XmlWriter document = s3_document("InitiateMultipartUploadResult");
    document.text("Bucket", started.bucket).text("Key", started.key);
    document.text("UploadId", started.upload_id);
    aws::HttpReply reply;
    write_encryption(reply);
    reply.headers.set("x-amz-checksum-algorithm", std::string(algorithm_name(started.algorithm)));
    reply.headers.set("x-amz-checksum-type", std::string(checksum_type_name(started.type)));
    return xml_reply(std::move(document), std::move(reply));
}

}  // namespace

void create_multipart_upload(Storage& storage, const ExchangePtr& exchange) {
    const Request& request = exchange->request;
    UploadRecord upload;
    upload.bucket = request.bucket;
    upload.key = request.key;
    upload.upload_id = base::hex(base::random_bytes(24));
    auto metadata = read_metadata(request);
    if (!metadata) return exchange->fail(metadata.error());
    upload.metadata = *std::move(metadata);
    if (const auto read = read_checksum_choice(request, upload); !read)
        return exchange->fail(read.error());
    storage.with_bucket(exchange, [&storage, exchange, upload = std::move(upload)](
                                      runtime::ShardContext& context, Bucket& bucket) {
        if (bucket.uploads.size() >= base::limits::kS3UploadsMax) {
            return release_error(context, exchange, s3_error("TooManyUploads"));
        }
        UploadRecord started = upload;
        started.initiated = context.now();
        storage.put_upload(context, bucket, started);
        release_change(context, exchange, answer_to_start(started));
    });
}

void upload_part(Storage& storage, const ExchangePtr& exchange) {
    const auto number = read_part_number(exchange->request);
    if (!number) return exchange->fail(number.error());
    if (!storage.directory().contains(exchange->request.bucket)) {
        return exchange->fail(no_such_bucket(exchange->request.bucket));
    }
    const PartPtr part = new_part(exchange->request, *number);
    receive_body(storage.blobs(), exchange, Placement::blob, base::limits::kS3PutBytesMax,
                 [&storage, exchange, part](const ReceivedPtr& received) {
                     part->bytes = received->bytes;
                     part->md5 = received->md5;
                     part->checksum = received->checksum;
                     finish_blob(storage, exchange, *std::move(received->blob),
                                 [&storage, exchange, part](const store::Blob& blob) {
                                     part->blob = blob;
                                     record_part(storage, exchange, part, answer_to_part);
                                 });
                 });
}

void upload_part_copy(Storage& storage, const ExchangePtr& exchange) {
    const auto number = read_part_number(exchange->request);
    if (!number) return exchange->fail(number.error());
    const auto source = read_copy_source(exchange->request);
    if (!source) return exchange->fail(source.error());
    open_object(
        storage, source->bucket, source->key,
        [&storage, exchange, part = new_part(exchange->request, *number)](const OpenResult& from) {
            if (!from) return exchange->fail(from.error());
            copy_part(storage, exchange, part, *from);
        });
}

void abort_multipart_upload(Storage& storage, const ExchangePtr& exchange) {
    storage.with_bucket(
        exchange, [&storage, exchange](runtime::ShardContext& context, const Bucket&) {
            const auto found = find_upload(storage, context, exchange->request);
            if (!found) return release_error(context, exchange, found.error());
            storage.drop_upload(context, exchange->request.bucket, *found->bucket, found->id);
            release_status(context, exchange, 204);
        });
}

}  // namespace services::s3
