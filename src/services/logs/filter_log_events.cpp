// FilterLogEvents: the events of many streams that fit a pattern.
#include <algorithm>

#include "services/logs/errors.hpp"
#include "services/logs/event_reader.hpp"
#include "services/logs/filter_pattern.hpp"
#include "services/logs/names.hpp"
#include "services/logs/operations.hpp"

namespace services::logs {
namespace {

/// Which streams are searched.
struct Streams {
    std::vector<std::string> names;  ///< Empty: all.
    std::string prefix;

    bool operator()(const std::string& name) const {
        if (!name.starts_with(prefix)) return false;
        return names.empty() || std::ranges::find(names, name) != names.end();
    }
};

struct Search {
    Streams streams;
    FilterPattern pattern;
    ReadRange range;
    std::size_t events_max = base::limits::kLogPageEventsMax;
};

base::Result<Search, aws::Error> requested_search(const json::Value& input) {
    Search search;
    const json::Value* const names = input.find("logStreamNames");
    if (names != nullptr && names->is_array()) {
        if (input.find_string("logStreamNamePrefix")) {
            return base::fail(invalid_parameter(
                "logStreamNames and logStreamNamePrefix cannot be specified together."));
        }
        for (const json::Value& name : names->items()) {
            search.streams.names.emplace_back(name.as_string());
        }
    }
    search.streams.prefix = input.find_string("logStreamNamePrefix").value_or("");
    auto pattern = FilterPattern::compile(input.find_string("filterPattern").value_or(""));
    if (!pattern) {
        return base::fail(invalid_parameter("Invalid filter pattern: " + pattern.error().message));
    }
    search.pattern = *std::move(pattern);
    search.range.from_ms = number_of(input, "startTime").value_or(0);
    // Unlike GetLogEvents, the end belongs to it.
    search.range.to_ms = number_of(input, "endTime").value_or(INT64_MAX - 1) + 1;
    search.events_max = static_cast<std::size_t>(
        number_of(input, "limit").value_or(std::int64_t{base::limits::kLogPageEventsMax}));
    QS_TRY(const std::string token, decode_token(input));
    if (!token.empty()) {
        search.range.behind = place_of(token);
        if (!search.range.behind) {
            return base::fail(invalid_parameter("The specified nextToken is invalid."));
        }
    }
    return search;
}

json::Value shown(const ReadEvent& event) {
    json::ObjectBuilder item;
    item.set("logStreamName", *event.stream);
    item.set_integer("timestamp", event.place.timestamp_ms);
    item.set("message", event.message);
    item.set_integer("ingestionTime", event.taken_ms);
    item.set("eventId", text_of(event.place));
    return std::move(item).build();
}

struct Found {
    std::vector<json::Value> events;
    std::optional<EventPlace> last;  ///< Nothing where everything was searched.
};

/// Ends early where much was read; then there may be no event at all, but a place to go on from.
base::Result<Found> find(EventReader& reader, const Search& search) {
    Found found;
    std::size_t bytes = 0;
    for (;;) {
        QS_TRY(const auto event, reader.next());
        if (!event) {
            found.last.reset();
            return found;
        }
        found.last = event->place;
        if (search.pattern.matches(event->message)) {
            bytes += event->message.size() + kEventOverheadBytes;
            found.events.push_back(shown(*event));
        }
        if (found.events.size() >= search.events_max || bytes > base::limits::kLogBatchBytesMax ||
            reader.bytes_read() > base::limits::kLogSearchBytesMax) {
            return found;
        }
    }
}

}  // namespace

void filter_log_events(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const auto group = requested_group(call);
    if (!group) return answer(base::fail(group.error()));
    auto search = requested_search(call.input);
    if (!search) return answer(base::fail(search.error()));
    const GroupPtr known = logs.find(*group);
    if (known == nullptr) return answer(base::fail(no_group()));
    for (const std::string& name : search->streams.names) {
        if (logs.find(StreamKey{*group, name}) == nullptr) return answer(base::fail(no_stream()));
    }
    search->range.from_ms =
        std::max(search->range.from_ms, logs.expired_before_ms(*known).value_or(0));
    EventReader reader(
        logs.shards().store(),
        logs.index().find(*group, search->range.from_ms, search->range.to_ms, search->streams),
        search->range);
    auto found = find(reader, *search);
    if (!found) {
        return answer(
            base::fail(aws::error("ServiceUnavailableException", found.error().message, 500)));
    }
    json::ObjectBuilder reply;
    reply.set("events", json::Value::array(found->events));
    reply.set("searchedLogStreams", json::Value::empty_array());
    if (found->last) reply.set("nextToken", encode_token(text_of(*found->last)));
    answer(std::move(reply).build());
}

}  // namespace services::logs
