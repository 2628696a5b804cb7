// PutLogEvents.
#include <algorithm>

#include "services/logs/errors.hpp"
#include "services/logs/names.hpp"
#include "services/logs/operations.hpp"

namespace services::logs {
namespace {

constexpr std::int64_t kHourMs = 3'600 * 1'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr std::int64_t kNewestMs = 2 * kHourMs;
constexpr std::int64_t kOldestMs = 14 * kDayMs;

/// Errors: InvalidParameterException, as AWS words it.
base::Result<std::vector<LogEvent>, aws::Error> requested_events(const json::Value& input) {
    std::vector<LogEvent> events;
    std::size_t bytes = 0;
    for (const json::Value& item : input.find("logEvents")->items()) {
        LogEvent event{number_of(item, "timestamp").value_or(0),
                       std::string(*item.find_string("message"))};
        bytes += event.message.size() + kEventOverheadBytes;
        if (!events.empty() && event.timestamp_ms < events.back().timestamp_ms) {
            return base::fail(invalid_parameter(
                "Log events in a single PutLogEvents request must be in chronological order."));
        }
        events.push_back(std::move(event));
    }
    if (bytes > base::limits::kLogBatchBytesMax) {
        return base::fail(invalid_parameter("Upload too large: " + std::to_string(bytes) +
                                            " bytes exceeds limit of " +
                                            std::to_string(base::limits::kLogBatchBytesMax)));
    }
    if (events.back().timestamp_ms - events.front().timestamp_ms > kDayMs) {
        return base::fail(invalid_parameter(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 "
            "hours."));
    }
    return events;
}

std::size_t count_before(const std::vector<LogEvent>& events, std::int64_t time_ms) {
    return static_cast<std::size_t>(
        std::ranges::lower_bound(events, time_ms, {}, &LogEvent::timestamp_ms) - events.begin());
}

/// Takes away what is too old, expired, or too far in the future; gives what AWS says of it.
json::Value reject(std::vector<LogEvent>& events, std::int64_t now_ms,
                   std::optional<std::int64_t> expired_before_ms) {
    const std::size_t too_old = count_before(events, now_ms - kOldestMs);
    const std::size_t expired =
        expired_before_ms ? count_before(events, *expired_before_ms) : std::size_t{0};
    const std::size_t too_new = count_before(events, now_ms + kNewestMs + 1);
    json::ObjectBuilder rejected;
    const auto set = [&rejected](std::string_view member, std::size_t index) {
        rejected.set_integer(member, static_cast<std::int64_t>(index));
    };
    if (too_new < events.size()) set("tooNewLogEventStartIndex", too_new);
    if (too_old > 0) set("tooOldLogEventEndIndex", too_old);
    if (expired > 0) set("expiredLogEventEndIndex", expired);
    const auto at = [&events](std::size_t index) {
        return events.begin() + static_cast<std::ptrdiff_t>(index);
    };
    events.erase(at(too_new), events.end());
    events.erase(events.begin(), at(std::min(std::max(too_old, expired), events.size())));
    return std::move(rejected).build();
}

}  // namespace

void put_log_events(Logs& logs, const aws::Call& call, aws::Answer answer) {
    StreamKey key;
    auto group = requested_group(call);
    if (!group) return answer(base::fail(group.error()));
    auto stream = requested_stream(call.input);
    if (!stream) return answer(base::fail(stream.error()));
    auto events = requested_events(call.input);
    if (!events) return answer(base::fail(events.error()));
    key = {*std::move(group), *std::move(stream)};
    logs.change(
        key.group, call,
        [&logs, key, events = *std::move(events)](runtime::ShardContext& context) -> Reply {
            const GroupPtr found = logs.newest(key.group);
            if (found == nullptr) return base::fail(no_group());
            if (logs.newest(key) == nullptr) return base::fail(no_stream());
            Batch batch{.key = key, .taken = {}, .events = events};
            const json::Value rejected =
                reject(batch.events, base::epoch_ms(context.now()), logs.expired_before_ms(*found));
            json::ObjectBuilder reply;
            const EventPlace next{base::epoch_ms(context.now()), 0, 0};
            reply.set("nextSequenceToken", text_of(next));
            if (rejected.size() > 0) reply.set("rejectedLogEventsInfo", rejected);
            if (!batch.events.empty()) logs.append(context, std::move(batch));
            return std::move(reply).build();
        },
        std::move(answer));
}

}  // namespace services::logs
