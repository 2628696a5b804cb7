// DeleteObject and DeleteObjects.
#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/body.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/names.hpp"
#include "services/s3/object_access.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

struct Batch {
    std::vector<std::string> keys;
    bool is_quiet = false;
};

base::Result<Batch, aws::Error> read_batch(std::string_view text) {
    const auto document = parse_xml(text);
    if (!document || document->name != "Delete") return base::fail(s3_error("MalformedXML"));
    Batch batch;
    batch.is_quiet = base::equals_ignoring_case(document->text_of("Quiet"), "true");
    for (const XmlElement& element : document->children) {
        if (element.name != "Object") continue;
        const XmlElement* key = element.child("Key");
        if (key == nullptr || key->text.empty()) return base::fail(s3_error("MalformedXML"));
        batch.keys.push_back(key->text);
    }
    if (batch.keys.empty() || batch.keys.size() > base::limits::kS3DeleteKeysMax) {
        return base::fail(s3_error("MalformedXML"));
    }
    return batch;
}

// All keys are one work: the log has the whole batch or none of it.
XmlWriter delete_all(Storage& storage, runtime::ShardContext& context, Bucket& bucket,
                     const Exchange& exchange, const Batch& batch) {
    XmlWriter document = s3_document("DeleteResult");
    for (const std::string& key : batch.keys) {
        if (const auto checked = check_key(key); !checked) {
            document.open("Error").text("Key", key).text("Code", checked.error().code);
            document.text("Message", checked.error().message).close();
            continue;
        }
        if (bucket.objects.contains(key)) storage.drop_object(context, bucket, exchange, key);
        if (!batch.is_quiet) document.open("Deleted").text("Key", key).close();
    }
    return document;
}

}  // namespace

void delete_object(Storage& storage, const ExchangePtr& exchange) {
    const auto conditions = read_write_conditions(exchange->request);
    if (!conditions) return exchange->fail(conditions.error());
    storage.with_bucket(exchange, [&storage, exchange, conditions = *conditions](
                                      runtime::ShardContext& context, Bucket& bucket) {
        const std::string& key = exchange->request.key;
        if (conditions.if_match) {
            const auto checked = check_write(conditions, bucket, key);
            if (!checked) return release_error(context, exchange, checked.error());
        }
        // Deleting what is not there succeeds, as in AWS.
        if (bucket.objects.contains(key)) storage.drop_object(context, bucket, *exchange, key);
        release_status(context, exchange, 204);
    });
}

void delete_objects(Storage& storage, const ExchangePtr& exchange) {
    receive_body(
        storage.blobs(), exchange, Placement::memory, base::limits::kS3DocumentBytesMax,
        [&storage, exchange](const ReceivedPtr& received) {
            const auto batch = read_batch(received->inline_body);
            if (!batch) return exchange->fail(batch.error());
            storage.with_bucket(exchange, [&storage, exchange, batch = *batch](
                                              runtime::ShardContext& context, Bucket& bucket) {
                auto document = delete_all(storage, context, bucket, *exchange, batch);
                context.release(
                    [exchange, document = std::move(document)] { exchange->send_xml(document); });
            });
        });
}

}  // namespace services::s3
