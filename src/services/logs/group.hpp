// Log groups, streams and batches of events as they are kept and stored.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/time.hpp"
#include "json/value.hpp"
#include "runtime/runtime.hpp"

namespace services::logs {

struct Group {
    std::string arn;  ///< Without `:*`.
    std::string name;
    base::TimePoint created{};
    std::optional<std::int64_t> retention_days;
    std::string log_class;
    json::Value tags;  ///< An object of texts, or null.

    static constexpr auto fields() {
        using G = Group;
        return std::tuple{&G::arn,       &G::name, &G::created, &G::retention_days,
                          &G::log_class, &G::tags};
    }
};
using GroupPtr = std::shared_ptr<const Group>;

/// A stream's place: its group's ARN and its name.
struct StreamKey {
    std::string group;
    std::string stream;

    auto operator<=>(const StreamKey&) const = default;
    static constexpr auto fields() { return std::tuple{&StreamKey::group, &StreamKey::stream}; }
};
struct Stream {
    StreamKey key;
    base::TimePoint created{};

    static constexpr auto fields() { return std::tuple{&Stream::key, &Stream::created}; }
};
using StreamPtr = std::shared_ptr<const Stream>;

struct LogEvent {
    std::int64_t timestamp_ms = 0;
    std::string message;

    static constexpr auto fields() {
        return std::tuple{&LogEvent::timestamp_ms, &LogEvent::message};
    }
};

/// Events of one stream that were taken in together, in the order of their time: one record.
struct Batch {
    StreamKey key;
    base::TimePoint taken{};
    std::vector<LogEvent> events{};

    static constexpr auto fields() {
        return std::tuple{&Batch::key, &Batch::taken, &Batch::events};
    }
};

/// What an event counts towards a group's size and a request's limit, besides its text.
/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
inline constexpr std::size_t kEventOverheadBytes = 26;

/// Where events of a stream are to be read.
struct BatchRef {
    runtime::RecordPosition position{};
    std::uint64_t number = 0;  ///< Of its group, from 1, in the order of the log.
    std::int64_t first_ms = 0;
    std::int64_t last_ms = 0;
    std::uint32_t events = 0;
    std::uint32_t bytes = 0;
    /// Instead of a record: this many older events had to go, because the group is full.
    std::uint64_t dropped = 0;
};

/// Where one event stands among those of its group: by time, then as they came.
struct EventPlace {
    std::int64_t timestamp_ms = 0;
    std::uint64_t batch = 0;
    std::uint64_t item = 0;

    auto operator<=>(const EventPlace&) const = default;
};

/// 56 digits, as AWS's event ids and tokens have.
std::string text_of(const EventPlace& place);
/// Nothing if the text is none of those.
std::optional<EventPlace> place_of(std::string_view text);

}  // namespace services::logs
