#include "base/time.hpp"

#include <doctest/doctest.h>

TEST_CASE("an instant is printed in the forms that AWS uses") {
    const base::TimePoint time = base::from_epoch_ms(1'764'000'000'042);
    CHECK_EQ(base::iso8601_ms(time), "2025-11-24T16:00:00.042Z");
    CHECK_EQ(base::iso8601_seconds(time), "2025-11-24T16:00:00Z");
    CHECK_EQ(base::http_date(time), "Mon, 24 Nov 2025 16:00:00 GMT");
    CHECK_EQ(base::epoch_seconds_text(time), "1764000000.042");
}

TEST_CASE("an RFC 3339 time is read with fraction and offset") {
    CHECK_EQ(base::epoch_ms(*base::parse_iso8601("2025-11-24T16:00:00.042Z")), 1'764'000'000'042);
    CHECK_EQ(base::epoch_ms(*base::parse_iso8601("2025-11-24T17:30:00.0429+01:30")),
             1'764'000'000'042);
    CHECK_EQ(base::epoch_ms(*base::parse_iso8601("1969-12-31T23:59:59Z")), -1'000);
}

TEST_CASE("what is not an RFC 3339 time is refused") {
    for (const char* text :
         {"", "2025-11-24", "2025-11-24 16:00:00Z", "2025-13-24T16:00:00Z", "2025-02-30T16:00:00Z",
          "2025-11-24T24:00:00Z", "2025-11-24T16:00:00", "2025-11-24T16:00:00.Z",
          "2025-11-24T16:00:00Zx", "2025-11-24T16:00:00+25:00", "2025-11-24t16:00:00z"}) {
        CAPTURE(text);
        CHECK_FALSE(base::parse_iso8601(text).has_value());
    }
}
