// The escapes of JSON strings.
#pragma once
#include <cstddef>
#include <string_view>

namespace json {

/// Appends a code point as UTF-8 at `out`, which has room for four bytes; returns the place behind
/// it.
char* put_utf8(char* out, unsigned code_point);

/// Writes the text that `raw`, the inside of a JSON string, means; `out` has room for raw.size()
/// bytes. A surrogate without its partner becomes U+FFFD. Returns the number of bytes written.
/// `bad` becomes the offset of the first wrong escape and is left alone if there is none.
std::size_t unescape(std::string_view raw, char* out, std::size_t& bad);

}  // namespace json
