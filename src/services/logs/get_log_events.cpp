// GetLogEvents: one stream, in pages forwards and backwards.
#include <algorithm>

#include "services/logs/errors.hpp"
#include "services/logs/event_reader.hpp"
#include "services/logs/names.hpp"
#include "services/logs/operations.hpp"

namespace services::logs {
namespace {

/// Where a page begins: `f/` and a place goes on behind it, `b/` goes back from it.
struct Page {
    ReadRange range;
    std::size_t events_max = base::limits::kLogPageEventsMax;
};

base::Result<Page, aws::Error> requested_page(const json::Value& input) {
    Page page;
    page.range.from_ms = number_of(input, "startTime").value_or(0);
    page.range.to_ms = number_of(input, "endTime").value_or(INT64_MAX);
    page.range.is_backward = !is_true(input, "startFromHead");
    page.events_max = static_cast<std::size_t>(
        number_of(input, "limit").value_or(std::int64_t{base::limits::kLogPageEventsMax}));
    const auto token = input.find_string("nextToken");
    if (!token) return page;
    const bool is_forward = token->starts_with("f/");
    const auto place = token->size() > 2 ? place_of(token->substr(2)) : std::nullopt;
    if (!place || !(is_forward || token->starts_with("b/"))) {
        return base::fail(invalid_parameter("The specified nextToken is invalid."));
    }
    page.range.behind = place;
    page.range.is_backward = !is_forward;
    return page;
}

json::Value shown(const ReadEvent& event) {
    json::ObjectBuilder item;
    item.set_integer("timestamp", event.place.timestamp_ms);
    item.set("message", event.message);
    item.set_integer("ingestionTime", event.taken_ms);
    return std::move(item).build();
}

base::Result<std::vector<ReadEvent>> read_page(EventReader& reader, const Page& page) {
    std::vector<ReadEvent> events;
    std::size_t bytes = 0;
    while (events.size() < page.events_max) {
        QS_TRY(auto event, reader.next());
        if (!event) break;
        bytes += event->message.size() + kEventOverheadBytes;
        if (!events.empty() && bytes > base::limits::kLogBatchBytesMax) break;
        events.push_back(*std::move(event));
    }
    if (page.range.is_backward) std::ranges::reverse(events);
    return events;
}

}  // namespace

void get_log_events(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const auto group = requested_group(call);
    if (!group) return answer(base::fail(group.error()));
    const auto stream = requested_stream(call.input);
    if (!stream) return answer(base::fail(stream.error()));
    auto page = requested_page(call.input);
    if (!page) return answer(base::fail(page.error()));
    const GroupPtr found = logs.find(*group);
    if (found == nullptr) return answer(base::fail(no_group()));
    if (logs.find(StreamKey{*group, *stream}) == nullptr) return answer(base::fail(no_stream()));
    page->range.from_ms = std::max(page->range.from_ms, logs.expired_before_ms(*found).value_or(0));
    EventReader reader(logs.shards().store(),
                       logs.index().find(*group, page->range.from_ms, page->range.to_ms,
                                         [&](const std::string& name) { return name == *stream; }),
                       page->range);
    const auto events = read_page(reader, *page);
    if (!events) {
        return answer(
            base::fail(aws::error("ServiceUnavailableException", events.error().message, 500)));
    }
    std::vector<json::Value> items;
    for (const ReadEvent& event : *events) items.push_back(shown(event));
    // At the end a reader gets the token back that it came with.
    const EventPlace here = page->range.behind.value_or(EventPlace{});
    const EventPlace first = events->empty() ? here : events->front().place;
    const EventPlace last = events->empty() ? here : events->back().place;
    json::ObjectBuilder reply;
    reply.set("events", json::Value::array(items));
    reply.set("nextForwardToken", "f/" + text_of(last));
    reply.set("nextBackwardToken", "b/" + text_of(first));
    answer(std::move(reply).build());
}

}  // namespace services::logs
