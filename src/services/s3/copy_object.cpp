// CopyObject: the bytes are copied, so that each record owns its blob alone.
#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/copy_source.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/object_access.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

struct Copy {
    CopySource source;
    Metadata metadata;  ///< Of the request.
    bool replaces_metadata = false;
    Algorithm algorithm = Algorithm::none;  ///< None: that of the source.
    WriteConditions conditions;
};

base::Result<Copy, aws::Error> read_copy(const Request& request) {
    Copy copy;
    QS_TRY(copy.source, read_copy_source(request));
    QS_TRY(copy.metadata, read_metadata(request));
    QS_TRY(copy.conditions, read_write_conditions(request));
    const auto directive = request.header("x-amz-metadata-directive").value_or("COPY");
    if (directive != "COPY" && directive != "REPLACE") {
        return base::fail(
            invalid_argument("Unknown metadata directive.", "x-amz-metadata-directive", directive));
    }
    copy.replaces_metadata = directive == "REPLACE";
    if (const auto name = request.header("x-amz-checksum-algorithm")) {
        const auto algorithm = algorithm_of_name(*name);
        if (!algorithm) {
            return base::fail(
                invalid_argument("Unknown checksum algorithm.", "x-amz-checksum-algorithm", *name));
        }
        copy.algorithm = *algorithm;
    }
    const bool is_itself = copy.source.bucket == request.bucket && copy.source.key == request.key;
    if (is_itself && !copy.replaces_metadata && !request.header("x-amz-storage-class")) {
        return base::fail(s3_error("InvalidRequest",
                                   "This copy request is illegal because it is trying to copy an "
                                   "object to itself without changing "
                                   "the object's metadata, storage class, website redirect "
                                   "location or encryption attributes."));
    }
    return copy;
}

aws::HttpReply answer_to_copy(const ObjectRecord& record) {
    XmlWriter document = s3_document("CopyObjectResult");
    document.text("LastModified", base::iso8601_ms(record.modified)).text("ETag", record.etag());
    document.text(checksum_element(record.checksum.algorithm), record.checksum.value);
    document.text("ChecksumType", checksum_type_name(record.checksum.type));
    aws::HttpReply reply;
    write_encryption(reply);
    return xml_reply(std::move(document), std::move(reply));
}

void copy_opened(Storage& storage, const ExchangePtr& exchange, const Copy& copy,
                 const OpenObject& from) {
    const Request& request = exchange->request;
    const ObjectRecord& source = from.record;
    if (const auto checked = check_copy_source(request, source); !checked)
        return exchange->fail(checked.error());
    if (source.bytes > base::limits::kS3PutBytesMax) {
        return exchange->fail(
            s3_error("InvalidRequest",
                     "The specified copy source is larger than the maximum allowable size "
                     "for a copy source: 5368709120"));
    }
    const Algorithm algorithm =
        copy.algorithm != Algorithm::none ? copy.algorithm : source.checksum.algorithm;
    auto body = copy_body(storage.blobs(), from, 0, source.bytes, algorithm, false);
    if (!body) return exchange->fail(body.error());
    auto record = std::make_shared<ObjectRecord>();
    record->bucket = request.bucket;
    record->key = request.key;
    record->bytes = source.bytes;
    record->md5 = std::move(body->md5);
    record->checksum = std::move(body->checksum);
    record->blob = body->blob;
    record->body = std::move(body->inline_body);
    record->metadata = copy.replaces_metadata ? copy.metadata : source.metadata;
    record->metadata.storage_class = copy.metadata.storage_class;
    write_object(storage, exchange, record, copy.conditions, "CopyObject", answer_to_copy);
}

}  // namespace

void copy_object(Storage& storage, const ExchangePtr& exchange) {
    auto copy = read_copy(exchange->request);
    if (!copy) return exchange->fail(copy.error());
    if (!storage.directory().contains(exchange->request.bucket)) {
        return exchange->fail(no_such_bucket(exchange->request.bucket));
    }
    const CopySource source = copy->source;
    open_object(storage, source.bucket, source.key,
                [&storage, exchange, copy = *std::move(copy)](const OpenResult& from) {
                    if (!from) return exchange->fail(from.error());
                    copy_opened(storage, exchange, copy, *from);
                });
}

}  // namespace services::s3
