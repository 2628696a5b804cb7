// Percent encoding as ECMAScript does it (ECMA-262 19.2.6): $encodeUrl and its sisters.
#pragma once
#include <string>
#include <string_view>

#include "query/jsonata/error.hpp"

namespace query::jsonata::text {

/// As encodeURI: letters, digits, `-_.!~*'()` and `;/?:@&=+$,#` stay as they are.
std::string encode_url(std::string_view text);
/// As encodeURIComponent: letters, digits and `-_.!~*'()` stay as they are.
std::string encode_url_component(std::string_view text);

/// As decodeURI: what encodeURI would not have encoded stays encoded. Errors: D3140 when an escape
/// is cut off or the bytes are not UTF-8.
Result<std::string> decode_url(std::string_view text);
/// As decodeURIComponent. Errors: D3140.
Result<std::string> decode_url_component(std::string_view text);

}  // namespace query::jsonata::text
