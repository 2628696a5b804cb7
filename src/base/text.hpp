// Encodings of bytes as text: hex, Base64, percent; and what makes text valid.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// Lower-case hexadecimal.
std::string hex(std::string_view bytes);
/// Standard alphabet with padding.
std::string base64_encode(std::string_view bytes);
/// Standard alphabet; wants correct padding, no white space. Empty optional: not Base64.
std::optional<std::string> base64_decode(std::string_view text);

/// Percent-encodes all but RFC 3986's unreserved characters, and `/` too unless `keep_slash`.
std::string percent_encode(std::string_view bytes, bool keep_slash = false);
/// Decodes `%XX`; `+` means space only with `plus_is_space` (form data). A `%` without two hex
/// digits behind it is kept as it is, as AWS does.
std::string percent_decode(std::string_view text, bool plus_is_space = false);

/// Whether the bytes are UTF-8 without surrogates and overlong forms (RFC 3629).
bool is_utf8(std::string_view bytes);
/// The number of code points of valid UTF-8.
std::size_t utf8_length(std::string_view text);

/// ASCII lower case; other bytes stay.
std::string lower(std::string_view text);
/// Equal but for ASCII case.
bool equals_ignoring_case(std::string_view a, std::string_view b);
/// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);
/// The pieces between separators; one empty piece for an empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Shows control characters as `\x1b`, so that text from outside cannot drive a terminal.
std::string printable(std::string_view text);

/// How many single-character edits lie between two texts, at most `at_most` + 1 (for "did you
/// mean").
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t at_most);

}  // namespace base
