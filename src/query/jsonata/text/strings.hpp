// The string functions of JSONata that need nothing but their texts. All texts are UTF-8; positions
// and lengths count code points, as the reference does.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "query/jsonata/error.hpp"
#include "query/jsonata/text/case_mapping.hpp"

namespace query::jsonata::text {

/// $length.
std::size_t length(std::string_view text) noexcept;

/// $substring: a negative `start` counts from the end; fractions are cut off as JavaScript's slice
/// does.
std::string_view substring(std::string_view text, double start, std::optional<double> length);
/// $substringBefore and $substringAfter: the whole text where `chars` does not occur.
std::string_view substring_before(std::string_view text, std::string_view chars);
std::string_view substring_after(std::string_view text, std::string_view chars);

/// $pad: adds `fill` (again and again, from its beginning; a space if it is empty) behind the text
/// until it has `width` characters, or before it if `width` is negative. Errors: U1001 when it
/// would have to add more than `added_bytes_max` bytes.
Result<std::string> pad(std::string_view text, double width, std::string_view fill,
                        std::size_t added_bytes_max = base::limits::kJsonataPadBytesMax);

/// $trim: each run of spaces, tabs, line feeds and carriage returns becomes one space; none is left
/// at the ends. No other white space counts.
std::string trim(std::string_view text);

/// $base64encode: each UTF-16 unit of the text is one byte, its lower half, as the reference does
/// it: `é` is the byte E9, and what lies beyond U+00FF is mutilated.
std::string base64_encode(std::string_view text);
/// $base64decode: each byte becomes the character with its number. Both alphabets are read, other
/// characters are skipped, `=` ends the text: there are no errors.
std::string base64_decode(std::string_view text);

}  // namespace query::jsonata::text
