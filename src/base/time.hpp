// Instants and durations. Workflow time is wall-clock time in milliseconds, as AWS shows it.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
/// An instant of the wall clock, UTC, to the millisecond.
using TimePoint = std::chrono::time_point<std::chrono::system_clock, Milliseconds>;
/// An instant that no clock change moves; comparable within one run of the process only.
using Monotonic = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

inline std::int64_t epoch_ms(TimePoint time) {
    return time.time_since_epoch().count();
}
inline TimePoint from_epoch_ms(std::int64_t ms) {
    return TimePoint{Milliseconds{ms}};
}

/// "2026-11-24T10:00:00.123Z".
std::string iso8601_ms(TimePoint time);
/// "2026-11-24T10:00:00Z".
std::string iso8601_seconds(TimePoint time);
/// "Tue, 24 Nov 2026 10:00:00 GMT" (RFC 9110).
std::string http_date(TimePoint time);
/// "1764000000.123": seconds since 1970 as awsJson carries time stamps.
std::string epoch_seconds_text(TimePoint time);

/// Reads RFC 3339 as Step Functions does: `T` and `Z` in capitals, any fraction, an offset of hours
/// and minutes. Digits beyond milliseconds are dropped. Errors: `invalid`.
Result<TimePoint> parse_iso8601(std::string_view text);

}  // namespace base
