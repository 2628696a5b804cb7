// $fromMillis and $toMillis: instants by XPath's pictures (fn:format-dateTime, 9.8.4) or ISO 8601.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "query/jsonata/error.hpp"

namespace query::jsonata::text {

/// `millis` since 1970 by the picture, or as `2018-03-23T10:33:36.617Z` without one. `timezone` is
/// `+hhmm` or `-hhmm`; UTC without one. An instant that JavaScript's Date cannot hold, or a time
/// zone that is no number, shows as NaN. Errors: D3130 to D3135; U1001 for what is too long.
Result<std::string> format_date_time(double millis, const std::string_view* picture,
                                     const std::string_view* timezone);

/// The instant that a text means by the picture, or by ISO 8601 without one. What the picture
/// leaves out is zero behind what it has, and today's before it. Nothing where the text does not
/// match the picture; NaN where it matches and means no instant (month 13). Errors: D3110 without
/// a picture, else D3130 to D3136.
Result<std::optional<double>> parse_date_time(std::string_view timestamp,
                                              const std::string_view* picture, std::int64_t now_ms);

}  // namespace query::jsonata::text
