// PutObject: receive, sync, record, answer.
#include "base/limits.hpp"
#include "services/s3/body.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/object_access.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

aws::HttpReply answer_to_put(const ObjectRecord& record) {
    aws::HttpReply reply;
    write_encryption(reply);
    reply.headers.set("ETag", record.etag());
    reply.headers.set(checksum_header(record.checksum.algorithm), record.checksum.value);
    reply.headers.set("x-amz-checksum-type", std::string(checksum_type_name(record.checksum.type)));
    return reply;
}

struct Put {
    std::shared_ptr<ObjectRecord> record = std::make_shared<ObjectRecord>();
    WriteConditions conditions;
};

base::Result<Put, aws::Error> read_put(const Request& request) {
    Put put;
    QS_TRY(put.conditions, read_write_conditions(request));
    QS_TRY(put.record->metadata, read_metadata(request));
    put.record->bucket = request.bucket;
    put.record->key = request.key;
    return put;
}

void record_put(Storage& storage, const ExchangePtr& exchange, const Put& put) {
    write_object(storage, exchange, put.record, put.conditions, "PutObject", answer_to_put);
}

}  // namespace

void put_object(Storage& storage, const ExchangePtr& exchange) {
    const auto put = read_put(exchange->request);
    if (!put) return exchange->fail(put.error());
    // Before the body is read: nobody wants to send gigabytes to a bucket that is not there.
    if (!storage.directory().contains(exchange->request.bucket)) {
        return exchange->fail(no_such_bucket(exchange->request.bucket));
    }
    receive_body(storage.blobs(), exchange, Placement::automatic, base::limits::kS3PutBytesMax,
                 [&storage, exchange, put = *put](const ReceivedPtr& received) {
                     put.record->bytes = received->bytes;
                     put.record->md5 = received->md5;
                     put.record->checksum = received->checksum;
                     if (!received->blob) {
                         put.record->body = std::move(received->inline_body);
                         return record_put(storage, exchange, put);
                     }
                     finish_blob(storage, exchange, *std::move(received->blob),
                                 [&storage, exchange, put](const store::Blob& blob) {
                                     put.record->blob = blob;
                                     record_put(storage, exchange, put);
                                 });
                 });
}

}  // namespace services::s3
