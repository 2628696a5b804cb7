// DeleteObject and DeleteObjects.
#include <algorithm>
#include <memory>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/body.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/names.hpp"
#include "services/s3/object_access.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

/// Keys that one work deletes: with the events of each they must fit in one record of the log.
constexpr std::size_t kKeysPerWork = 100;

struct Batch {
    std::vector<std::string> keys;
    bool is_quiet = false;
    std::size_t done = 0;
    XmlWriter answer = s3_document("DeleteResult");
};
using BatchPtr = std::shared_ptr<Batch>;

base::Result<BatchPtr, aws::Error> read_batch(std::string_view text) {
    const auto document = parse_xml(text);
    if (!document || document->name != "Delete") return base::fail(s3_error("MalformedXML"));
    auto batch = std::make_shared<Batch>();
    batch->is_quiet = base::equals_ignoring_case(document->text_of("Quiet"), "true");
    for (const XmlElement& element : document->children) {
        if (element.name != "Object") continue;
        const XmlElement* key = element.child("Key");
        if (key == nullptr || key->text.empty()) return base::fail(s3_error("MalformedXML"));
        // To delete the only version there is, when another one was meant, would lose data.
        const auto version = element.text_of("VersionId");
        if (!version.empty() && version != "null") {
            return base::fail(
                invalid_argument("Invalid version id specified", "versionId", version));
        }
        batch->keys.push_back(key->text);
    }
    if (batch->keys.empty() || batch->keys.size() > base::limits::kS3DeleteKeysMax) {
        return base::fail(s3_error("MalformedXML"));
    }
    return batch;
}

void delete_some(Storage& storage, runtime::ShardContext& context, Bucket& bucket,
                 const Exchange& exchange, Batch& batch) {
    const std::size_t end = std::min(batch.done + kKeysPerWork, batch.keys.size());
    for (; batch.done < end; ++batch.done) {
        const std::string& key = batch.keys[batch.done];
        if (const auto checked = check_key(key); !checked) {
            batch.answer.open("Error").text("Key", key).text("Code", checked.error().code);
            batch.answer.text("Message", checked.error().message).close();
            continue;
        }
        if (bucket.objects.contains(key)) storage.drop_object(context, bucket, exchange, key);
        if (!batch.is_quiet) batch.answer.open("Deleted").text("Key", key).close();
    }
}

void delete_batch(Storage& storage, const ExchangePtr& exchange, const BatchPtr& batch) {
    storage.with_bucket(
        exchange, [&storage, exchange, batch](runtime::ShardContext& context, Bucket& bucket) {
            delete_some(storage, context, bucket, *exchange, *batch);
            if (batch->done < batch->keys.size()) return delete_batch(storage, exchange, batch);
            release_change(context, exchange, xml_reply(std::move(batch->answer)));
        });
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
    receive_body(storage.blobs(), exchange, Placement::memory, base::limits::kS3DocumentBytesMax,
                 [&storage, exchange](const ReceivedPtr& received) {
                     const auto batch = read_batch(received->inline_body);
                     if (!batch) return exchange->fail(batch.error());
                     delete_batch(storage, exchange, *batch);
                 });
}

}  // namespace services::s3
