// Numbers to texts and back, without a picture.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/assert.hpp"
#include "json/number.hpp"
#include "query/jsonata/text/number_format.hpp"

namespace query::jsonata::text {
namespace {

/// A number of at most `kDoubleDigits` significant digits is exact in every double.
constexpr int kDigits = 15;
constexpr double kExactIntegerMax = 999'999'999'999'999.0;

/// Enough for each digit that a double can have.
using LongBuffer = std::array<char, 1200>;

std::string_view scientific(LongBuffer& buffer, double value, int digits) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific, digits - 1);
    QS_ASSERT(end.ec == std::errc{});
    return {buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())};
}

/// Whether the number lies exactly between two of 15 digits: it has 16, and the last is 5.
bool is_tie(double magnitude) {
    LongBuffer buffer;
    const std::string_view some = scientific(buffer, magnitude, kDigits + 1);
    if (some[kDigits + 1] != '5') return false;
    const std::string_view all = scientific(buffer, magnitude, 1100);
    const std::size_t exponent = all.find('e');
    return all.substr(kDigits + 2, exponent - kDigits - 2).find_first_not_of('0') ==
           std::string_view::npos;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

/// JSON's numbers, but with any number of zeros before the first digit.
bool is_decimal(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    std::size_t end = skip_digits(text, at);
    if (end == at) return false;
    if (end < text.size() && text[end] == '.') {
        at = end + 1;
        end = skip_digits(text, at);
        if (end == at) return false;
    }
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        at = end + 1;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        end = skip_digits(text, at);
        if (end == at) return false;
    }
    return end == text.size();
}

unsigned digit_value(char c) {
    if (is_digit(c)) return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return 16;
}

/// Digits of `bits` bits each, rounded once: what does not fit into 64 bits is kept in the last of
/// them, far below what a double holds.
std::optional<double> parse_binary(std::string_view digits, unsigned bits) {
    if (digits.empty()) return std::nullopt;
    std::uint64_t mantissa = 0;
    int exponent = 0;
    for (const char c : digits) {
        const unsigned value = digit_value(c);
        if (value >> bits != 0) return std::nullopt;
        if (mantissa >> (64 - bits) != 0) {
            if (value != 0) mantissa |= 1;
            if (exponent < 10'000) exponent += static_cast<int>(bits);
        } else {
            mantissa = mantissa << bits | value;
        }
    }
    const double result = std::ldexp(static_cast<double>(mantissa), exponent);
    return std::isfinite(result) ? std::optional(result) : std::nullopt;
}

/// The number with its decimal point moved: read from its text with another exponent.
double move_point(double value, double places) {
    // JavaScript reads "12.5e1.5" and "12.5e1e+21" as no number.
    if (!std::isfinite(value) || std::trunc(places) != places || std::abs(places) >= 1e21) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
    const std::size_t e = text.find('e');
    int exponent = 0;
    const std::size_t first = text[e + 1] == '+' ? e + 2 : e + 1;
    std::from_chars(text.data() + first, text.data() + text.size(), exponent);
    // Beyond this all numbers are zero or too large.
    exponent += static_cast<int>(std::clamp(places, -10'000.0, 10'000.0));
    return json::read_double(std::string(text.substr(0, e + 1)) + std::to_string(exponent));
}

/// The nearest integer, the upper one of two; JavaScript's Math.round.
double round_up_ties(double value) {
    const double below = std::floor(value);
    return value - below >= 0.5 ? below + 1 : below;
}

}  // namespace

double round_to_15_digits(double value) {
    if (std::abs(value) <= kExactIntegerMax && std::trunc(value) == value) return value;
    if (!std::isfinite(value)) return value;
    const double magnitude = std::abs(value);
    std::array<char, 32> shortest;
    const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), magnitude,
                                   std::chars_format::scientific);
    const std::string_view text(shortest.data(),
                                static_cast<std::size_t>(end.ptr - shortest.data()));
    if (text.find('e') <= kDigits + 1) return value;
    LongBuffer buffer;
    // Both round a tie: the library to an even digit, JavaScript upwards.
    const double up = is_tie(magnitude)
                          ? std::nextafter(magnitude, std::numeric_limits<double>::infinity())
                          : magnitude;
    return std::copysign(json::read_double(scientific(buffer, up, kDigits)), value);
}

std::string number_to_string(double value) {
    return json::print_double(round_to_15_digits(value));
}

std::optional<double> parse_number(std::string_view text) {
    if (is_decimal(text)) {
        const double value = json::read_double(text);
        return std::isfinite(value) ? std::optional(value) : std::nullopt;
    }
    if (text.size() < 3 || text[0] != '0') return std::nullopt;
    const std::string_view digits = text.substr(2);
    switch (text[1]) {
        case 'x':
        case 'X': return parse_binary(digits, 4);
        case 'o':
        case 'O': return parse_binary(digits, 3);
        case 'b':
        case 'B': return parse_binary(digits, 1);
        default: return std::nullopt;
    }
}

double round_half_even(double value, double precision) {
    const bool moves = precision != 0;
    const double moved = moves ? move_point(value, precision) : value;
    double rounded = round_up_ties(moved);
    if (rounded - moved == 0.5 && std::fmod(rounded, 2) != 0) rounded -= 1;
    if (moves) rounded = move_point(rounded, -precision);
    // JSON has no minus zero.
    return rounded == 0 ? 0 : rounded;
}

Result<std::string> format_base(double value, std::optional<double> radix) {
    const double rounded = round_half_even(value);
    const double base = radix ? round_half_even(*radix) : 10;
    if (!(base >= 2 && base <= 36)) {
        const json::Value given = json::Value::number(base);
        return fail("D3100", {.value = &given});
    }
    if (base == 10) return json::print_double(rounded);
    constexpr std::string_view kDigitNames = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string reversed;
    double rest = std::abs(rounded);
    // Above 2^53 not all digits are known: as in V8, those that are not are zeros.
    while (rest / base >= 0x1p53) {
        rest /= base;
        reversed.push_back('0');
    }
    do {
        const double digit = std::fmod(rest, base);
        reversed.push_back(kDigitNames[static_cast<std::size_t>(digit)]);
        rest = (rest - digit) / base;
    } while (rest > 0);
    if (rounded < 0) reversed.push_back('-');
    return std::string(reversed.rbegin(), reversed.rend());
}

}  // namespace query::jsonata::text
