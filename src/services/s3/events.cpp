// Events as AWS shapes them.
#include "services/s3/events.hpp"

namespace services::s3 {

std::string sequencer(std::uint64_t version) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text(18, '0');
    for (std::size_t i = 0; i < 16; ++i) text[17 - i] = kDigits[(version >> (4 * i)) & 0xF];
    return text;
}

json::Value object_event(const ObjectChange& change, std::string_view id) {
    json::ObjectBuilder object;
    object.set("key", change.key);
    if (change.is_created) object.set_integer("size", static_cast<std::int64_t>(change.bytes));
    object.set("etag", change.etag);
    object.set("sequencer", std::string_view(sequencer(change.version)));

    json::ObjectBuilder detail;
    detail.set("version", "0");
    detail.set("bucket", json::object({{"name", json::Value::string(change.bucket)}}));
    detail.set("object", std::move(object).build());
    detail.set("request-id", change.request_id);
    detail.set("requester", change.account);
    detail.set("source-ip-address", change.source_ip);
    detail.set("reason", change.reason);
    if (!change.is_created) detail.set("deletion-type", "Permanently Deleted");

    json::ObjectBuilder event;
    event.set("version", "0");
    event.set("id", id);
    event.set("detail-type", change.is_created ? "Object Created" : "Object Deleted");
    event.set("source", "aws.s3");
    event.set("account", change.account);
    event.set("time", std::string_view(base::iso8601_seconds(change.time)));
    event.set("region", change.region);
    event.set("resources",
              json::array({json::Value::string("arn:aws:s3:::" + std::string(change.bucket))}));
    event.set("detail", std::move(detail).build());
    return std::move(event).build();
}

}  // namespace services::s3
