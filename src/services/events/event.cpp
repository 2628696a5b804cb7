#include "services/events/event.hpp"

#include "json/parse.hpp"
#include "services/events/names.hpp"

namespace services::events {
namespace {

aws::Error is_required(const std::string& member) {
    return aws::error("InvalidArgument", "Parameter " + member + " is not valid. Reason: " +
                                             member + " is a required argument.");
}

/// Epoch seconds from a JSON protocol, RFC 3339 from a task.
base::TimePoint time_of(const json::Value& entry, base::TimePoint now) {
    const json::Value* const time = entry.find("Time");
    if (time == nullptr) return now;
    if (time->is_string()) {
        const auto parsed = base::parse_iso8601(time->as_string());
        return parsed ? *parsed : now;
    }
    if (!time->is_number()) return now;
    return base::from_epoch_ms(static_cast<std::int64_t>(time->as_double() * 1000));
}

std::size_t text_bytes(const json::Value& entry, std::string_view member) {
    return entry.find_string(member).value_or("").size();
}

}  // namespace

base::Result<json::Value, aws::Error> event_of_entry(const json::Value& entry,
                                                     const aws::Call& call, std::string_view id,
                                                     base::TimePoint now) {
    for (const std::string_view member : {"Source", "DetailType", "Detail"}) {
        if (text_bytes(entry, member) == 0) return base::fail(is_required(std::string(member)));
    }
    const std::string_view source = *entry.find_string("Source");
    if (source.starts_with("aws.")) {
        return base::fail(aws::error("NotAuthorizedForSource", "Not authorized for the source."));
    }
    if (const auto bus = check_bus(entry.find_string("EventBusName"), call); !bus) {
        return base::fail(aws::error("InvalidArgument", bus.error().message));
    }
    auto detail = json::parse(*entry.find_string("Detail"));
    if (!detail || !detail->is_object()) {
        return base::fail(aws::error("MalformedDetail", "Detail is malformed."));
    }
    const json::Value* const resources = entry.find("Resources");
    json::ObjectBuilder event;
    event.set("version", "0");
    event.set("id", id);
    event.set("detail-type", *entry.find_string("DetailType"));
    event.set("source", source);
    event.set("account", call.account);
    event.set("time", std::string_view(base::iso8601_seconds(time_of(entry, now))));
    event.set("region", call.region);
    event.set("resources", resources != nullptr && resources->is_array()
                               ? *resources
                               : json::Value::empty_array());
    event.set("detail", *std::move(detail));
    return std::move(event).build();
}

json::Value with_id(const json::Value& event, std::string_view id) {
    json::ObjectBuilder result;
    result.set("version", "0");
    result.set("id", id);
    for (const json::Member& member : event.members()) result.set(member.key(), member.value);
    return std::move(result).build();
}

std::size_t entry_bytes(const json::Value& entry) {
    constexpr std::size_t kTimeBytes = 14;
    std::size_t bytes = entry.find("Time") == nullptr ? 0 : kTimeBytes;
    for (const std::string_view member : {"Source", "DetailType", "Detail"}) {
        bytes += text_bytes(entry, member);
    }
    const json::Value* const resources = entry.find("Resources");
    if (resources == nullptr || !resources->is_array()) return bytes;
    for (const json::Value& resource : resources->items()) {
        if (resource.is_string()) bytes += resource.as_string().size();
    }
    return bytes;
}

}  // namespace services::events
