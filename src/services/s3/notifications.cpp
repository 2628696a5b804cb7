// PutBucketNotificationConfiguration and its sister. Of the targets only EventBridge exists here.
#include "base/limits.hpp"
#include "services/s3/body.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

// Whether the document switches EventBridge on. Errors: MalformedXML, NotImplemented.
base::Result<bool, aws::Error> read_configuration(std::string_view text) {
    const auto document = parse_xml(text);
    if (!document || document->name != "NotificationConfiguration") {
        return base::fail(s3_error("MalformedXML"));
    }
    bool is_on = false;
    for (const XmlElement& element : document->children) {
        if (element.name == "EventBridgeConfiguration") {
            is_on = true;
        } else if (element.name == "TopicConfiguration" || element.name == "QueueConfiguration" ||
                   element.name == "CloudFunctionConfiguration") {
            return base::fail(not_implemented("PutBucketNotificationConfiguration with a " +
                                              element.name + " (EventBridgeConfiguration is)"));
        } else {
            return base::fail(s3_error("MalformedXML"));
        }
    }
    return is_on;
}

}  // namespace

void put_bucket_notification_configuration(Storage& storage, const ExchangePtr& exchange) {
    receive_body(storage.blobs(), exchange, Placement::memory, base::limits::kS3DocumentBytesMax,
                 [&storage, exchange](const ReceivedPtr& received) {
                     const auto is_on = read_configuration(received->inline_body);
                     if (!is_on) return exchange->fail(is_on.error());
                     storage.with_bucket(
                         exchange, [&storage, exchange, on = *is_on](runtime::ShardContext& context,
                                                                     Bucket& bucket) {
                             storage.set_events(context, exchange->request.bucket, bucket, on);
                             release_status(context, exchange, 200);
                         });
                 });
}

void get_bucket_notification_configuration(Storage& storage, const ExchangePtr& exchange) {
    storage.read_bucket(exchange, [exchange](runtime::ShardContext& context, const Bucket& bucket) {
        context.release([exchange, is_on = bucket.sends_events] {
            XmlWriter document = s3_document("NotificationConfiguration");
            if (is_on) document.text("EventBridgeConfiguration", "");
            exchange->send_xml(std::move(document));
        });
    });
}

}  // namespace services::s3
