// Time stamps in ISO 8601 as JSONata and, behind it, JavaScript's Date.parse take them.
#pragma once
#include <string_view>

namespace query::jsonata::text {

/// Whether $toMillis takes the text without a picture.
bool is_iso8601(std::string_view text);

/// What Date.parse of V8 gives in UTC; NaN where there is no such instant. Precondition:
/// is_iso8601.
double parse_iso_date(std::string_view text);

}  // namespace query::jsonata::text
