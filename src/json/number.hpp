// Numbers as text: the one file that reads and prints doubles, and compares numbers by their value.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace json {

/// How many bytes at the start of `text` are a JSON number (RFC 8259); 0 if none.
std::size_t number_prefix(std::string_view text) noexcept;
/// Whether the whole text is a JSON number.
inline bool is_number_text(std::string_view text) noexcept {
    return !text.empty() && number_prefix(text) == text.size();
}

/// The nearest double; infinite when it is too large. Precondition: a JSON number.
double read_double(std::string_view text) noexcept;
/// The number if it is integral and in range (`1`, `1.0`, `1e2`). Precondition: a JSON number.
std::optional<std::int64_t> read_integer(std::string_view text) noexcept;
/// The shortest text that reads back as the same double, laid out as ECMAScript's Number::toString
/// does it (`1e+21`, `0.1`); -0 gives `0`. Precondition: finite.
std::string print_double(double value);
/// The same into a buffer; how many bytes it is.
inline constexpr std::size_t kDoubleBytesMax = 32;
std::size_t write_double(double value, std::span<char, kDoubleBytesMax> buffer) noexcept;
/// `read_double` for a text of at most 14 bytes that lies in two words, its first byte lowest, with
/// zeros behind it.
double read_inline_double(std::uint64_t low, std::uint64_t high, std::size_t size) noexcept;
/// The same for most numbers without an exponent, which then have at most 14 digits.
std::optional<double> read_short_inline(std::uint64_t low, std::uint64_t high,
                                        std::size_t size) noexcept;

/// Compares two JSON numbers by their exact value, whatever their length and exponents.
std::strong_ordering compare_numbers(std::string_view a, std::string_view b) noexcept;

}  // namespace json
