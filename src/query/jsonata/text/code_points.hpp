// Code points of UTF-8 texts. The texts come from JSON values and are valid; bytes that are not are
// taken one by one, so that nothing is read beyond the end.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace query::jsonata::text {

/// Whether all bytes are ASCII: then bytes are code points.
bool is_ascii(std::string_view text) noexcept;

/// The number of code points.
std::size_t count_code_points(std::string_view text) noexcept;

/// The code point at byte `at`, which moves behind it. Precondition: at < text.size().
char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;

/// Appends a code point as UTF-8; a surrogate becomes U+FFFD.
void append_code_point(std::string& out, char32_t code_point);

/// How many UTF-16 units the text has: what JavaScript counts places by.
std::size_t utf16_length(std::string_view text) noexcept;

/// The code points of a text.
std::u32string code_points(std::string_view text);
std::string utf8(std::u32string_view code_points);

/// The byte at which the code point with this number begins; the size where there are fewer.
std::size_t byte_of(std::string_view text, std::size_t code_point_index) noexcept;

}  // namespace query::jsonata::text
