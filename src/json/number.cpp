// Numbers as text: reading, printing and comparing them without losing a digit.
#include "json/number.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

namespace json {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// How many digits the first eight characters begin with; `word` holds them in their order.
std::size_t leading_digits(std::uint64_t word) noexcept {
    // A digit has 3 in its upper half, also when 6 is added to it.
    constexpr std::uint64_t kUpper = 0xF0F0F0F0F0F0F0F0;
    constexpr std::uint64_t kThrees = 0x3030303030303030;
    constexpr std::uint64_t kSixes = 0x0606060606060606;
    const std::uint64_t others =
        ((word & kUpper) ^ kThrees) | (((word + kSixes) & kUpper) ^ kThrees);
    return static_cast<std::size_t>(std::countr_zero(others)) / 8;
}

std::size_t skip_digits(std::string_view text, std::size_t at) noexcept {
    while (text.size() - at >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof(word));
        const std::size_t digits = leading_digits(word);
        at += digits;
        if (digits < sizeof(word)) return at;
    }
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

/// A number taken apart: value = 0.d1d2d3... * 10^point, with d1 != 0 unless the value is zero.
/// The digits are those of `whole` and then of `fraction`, seen as one sequence of `count`.
struct Decimal {
    bool negative = false;
    std::string_view whole, fraction;
    std::size_t count = 0;
    std::int64_t point = 0;

    bool is_zero() const noexcept { return count == 0; }
    char digit(std::size_t i) const noexcept {
        return i < whole.size() ? whole[i] : fraction[i - whole.size()];
    }
};

/// Exponents beyond this are all the same: no number that fits into memory has so many digits.
constexpr std::int64_t kExponentMax = std::int64_t{1} << 40;

std::int64_t read_exponent(std::string_view text) noexcept {
    const bool negative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    std::int64_t value = 0;
    for (const char c : text) {
        value = value * 10 + (c - '0');
        if (value > kExponentMax) value = kExponentMax;
    }
    return negative ? -value : value;
}

Decimal take_apart(std::string_view text) noexcept {
    Decimal out;
    if (text[0] == '-') {
        out.negative = true;
        text.remove_prefix(1);
    }
    std::size_t at = skip_digits(text, 0);
    out.whole = text.substr(0, at);
    if (at < text.size() && text[at] == '.') {
        const std::size_t end = skip_digits(text, at + 1);
        out.fraction = text.substr(at + 1, end - at - 1);
        at = end;
    }
    const std::int64_t exponent = at < text.size() ? read_exponent(text.substr(at + 1)) : 0;
    while (!out.fraction.empty() && out.fraction.back() == '0') out.fraction.remove_suffix(1);
    std::int64_t point = static_cast<std::int64_t>(out.whole.size());
    while (!out.whole.empty() && out.whole.front() == '0') {
        out.whole.remove_prefix(1);
        --point;
    }
    if (out.whole.empty()) {
        while (!out.fraction.empty() && out.fraction.front() == '0') {
            out.fraction.remove_prefix(1);
            --point;
        }
    } else if (out.fraction.empty()) {
        while (!out.whole.empty() && out.whole.back() == '0') out.whole.remove_suffix(1);
    }
    out.count = out.whole.size() + out.fraction.size();
    out.point = out.is_zero() ? 0 : point + exponent;
    return out;
}

std::strong_ordering compare_magnitudes(const Decimal& a, const Decimal& b) noexcept {
    if (a.is_zero() || b.is_zero()) return b.is_zero() <=> a.is_zero();
    if (a.point != b.point) return a.point <=> b.point;
    const std::size_t both = a.count < b.count ? a.count : b.count;
    for (std::size_t i = 0; i < both; ++i) {
        if (a.digit(i) != b.digit(i)) return a.digit(i) <=> b.digit(i);
    }
    return a.count <=> b.count;
}

}  // namespace

std::size_t number_prefix(std::string_view text) noexcept {
    std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    if (at >= text.size() || !is_digit(text[at])) return 0;
    at = text[at] == '0' ? at + 1 : skip_digits(text, at);
    if (at < text.size() && text[at] == '.') {
        const std::size_t end = skip_digits(text, at + 1);
        if (end == at + 1) return at;
        at = end;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t digits = at + 1;
        if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
        const std::size_t end = skip_digits(text, digits);
        if (end == digits) return at;
        at = end;
    }
    return at;
}

namespace {

/// Powers of ten that are exact as a double.
constexpr std::array<double, 23> kExactPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// A number of at most 15 digits without an exponent: digits and power of ten are exact, so one
/// division rounds once, as it must be. Empty: something else. Precondition: a JSON number.
std::optional<double> read_short_double(std::string_view text) noexcept {
    constexpr std::size_t kDigitsMax = 15;
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.size() > kDigitsMax + 1) return {};
    std::uint64_t digits = 0;
    std::size_t point = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = static_cast<unsigned>(text[i] - '0');
        if (digit < 10) {
            digits = digits * 10 + digit;
        } else if (text[i] == '.') {
            point = i + 1;
        } else {
            return {};
        }
    }
    if (point == text.size() && text.size() > kDigitsMax) return {};
    const double value = static_cast<double>(digits) / kExactPowers[text.size() - point];
    return negative ? -value : value;
}

}  // namespace

namespace {

/// The value of eight digits; `word` holds them in their order, zero bytes stand for zeros before.
std::uint64_t value_of_digits(std::uint64_t word) noexcept {
    word = (word & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8;
    word = (word & 0x00FF00FF00FF00FF) * 6553601 >> 16;
    return (word & 0x0000FFFF0000FFFF) * 42949672960001 >> 32;
}

}  // namespace

std::optional<double> read_short_inline(std::uint64_t low, std::uint64_t high,
                                        std::size_t size) noexcept {
    std::uint64_t first = low;
    std::uint64_t second = high;
    std::size_t left = size;
    const bool negative = (low & 0xFF) == '-';
    if (negative) {
        first = low >> 8 | high << 56;
        second = high >> 8;
        --left;
    }
    const std::size_t whole = leading_digits(first);
    if (whole == 0 || whole >= 8) return {};
    std::uint64_t digits = value_of_digits(first << (64 - 8 * whole));
    double power = 1;
    if (whole != left) {
        const std::size_t fraction = left - whole - 1;
        if ((first >> (8 * whole) & 0xFF) != '.' || fraction == 0 || fraction > 7) {
            return {};
        }
        // What stands behind the point; at most seven digits, so a shift by 64 does not come up.
        const std::size_t skipped = 8 * (whole + 1);
        const std::uint64_t behind =
            skipped == 64 ? second : first >> skipped | second << (64 - skipped);
        if (leading_digits(behind) < fraction) return {};
        constexpr std::array<std::uint64_t, 8> kPowers = {1,      10,      100,       1'000,
                                                          10'000, 100'000, 1'000'000, 10'000'000};
        digits = digits * kPowers[fraction] + value_of_digits(behind << (64 - 8 * fraction));
        power = kExactPowers[fraction];
    }
    const double value = static_cast<double>(digits) / power;
    return negative ? -value : value;
}

double read_inline_double(std::uint64_t low, std::uint64_t high, std::size_t size) noexcept {
    if (const auto value = read_short_inline(low, high, size)) return *value;
    const std::uint64_t words[2] = {low, high};
    return read_double({reinterpret_cast<const char*>(words), size});
}

double read_double(std::string_view text) noexcept {
    if (const auto value = read_short_double(text)) return *value;
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc::result_out_of_range) return value;
    const Decimal decimal = take_apart(text);
    const double magnitude = decimal.point > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    return decimal.negative ? -magnitude : magnitude;
}

std::optional<std::int64_t> read_integer(std::string_view text) noexcept {
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (result.ec == std::errc{} && result.ptr == end) return value;
    const Decimal decimal = take_apart(text);
    if (decimal.is_zero()) return 0;
    if (decimal.point > 19 || decimal.point < static_cast<std::int64_t>(decimal.count)) return {};
    // Counted downwards, because the most negative number has no positive twin.
    std::int64_t negative = 0;
    for (std::int64_t i = 0; i < decimal.point; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const int digit = at < decimal.count ? decimal.digit(at) - '0' : 0;
        if (__builtin_mul_overflow(negative, 10, &negative)) return {};
        if (__builtin_sub_overflow(negative, digit, &negative)) return {};
    }
    if (decimal.negative) return negative;
    if (negative == std::numeric_limits<std::int64_t>::min()) return {};
    return -negative;
}

namespace {

/// Writes what has at most 15 digits, which is most of what people calculate with; nothing
/// otherwise. A text of so few digits that reads back as the same double is the only one, so no
/// search for the shortest is needed. Precondition: greater than zero.
char* write_short_double(char* out, double magnitude) noexcept {
    constexpr double kDigitsEnd = 1e15;
    const int decimals = magnitude < 1e9 ? 6 : magnitude < 1e12 ? 3 : 0;
    const double power = kExactPowers[static_cast<std::size_t>(decimals)];
    if (magnitude >= kDigitsEnd || magnitude < 1e-6) return nullptr;
    const double scaled = magnitude * power;
    auto digits = static_cast<std::uint64_t>(scaled + 0.5);
    if (digits == 0 || static_cast<double>(digits) / power != magnitude) return nullptr;
    int behind = decimals;
    while (behind > 0 && digits % 10 == 0) {
        digits /= 10;
        --behind;
    }
    std::array<char, 24> reversed;
    std::size_t count = 0;
    for (; digits != 0 || count <= static_cast<std::size_t>(behind); digits /= 10) {
        if (behind != 0 && count == static_cast<std::size_t>(behind)) reversed[count++] = '.';
        reversed[count++] = static_cast<char>('0' + digits % 10);
    }
    while (count != 0) *out++ = reversed[--count];
    return out;
}

}  // namespace

std::size_t write_double(double value, std::span<char, kDoubleBytesMax> buffer) noexcept {
    char* out = buffer.data();
    const auto written = [&] { return static_cast<std::size_t>(out - buffer.data()); };
    if (value == 0) {
        *out++ = '0';
        return written();
    }
    if (value < 0) *out++ = '-';
    if (char* const end = write_short_double(out, std::abs(value))) {
        out = end;
        return written();
    }
    std::array<char, kDoubleBytesMax> found;
    const auto result = std::to_chars(found.data(), found.data() + found.size(), std::abs(value),
                                      std::chars_format::scientific);
    const char* e = result.ptr;
    while (*--e != 'e') {
    }
    const int exponent = static_cast<int>(read_exponent({e + 1, result.ptr}));
    const int point = exponent + 1;  // ECMAScript's n.
    // The digits in one row.
    const int count = e == found.data() + 1 ? 1 : static_cast<int>(e - found.data()) - 1;
    if (count > 1) found[1] = found[0];
    const char* const digits = count > 1 ? found.data() + 1 : found.data();
    const auto copy = [&](const char* from, int many) {
        std::memcpy(out, from, static_cast<std::size_t>(many));
        out += many;
    };
    const auto zeros = [&](int many) {
        std::memset(out, '0', static_cast<std::size_t>(many));
        out += many;
    };
    if (count <= point && point <= 21) {
        copy(digits, count);
        zeros(point - count);
    } else if (0 < point && point <= 21) {
        copy(digits, point);
        *out++ = '.';
        copy(digits + point, count - point);
    } else if (-6 < point && point <= 0) {
        copy("0.", 2);
        zeros(-point);
        copy(digits, count);
    } else {
        *out++ = digits[0];
        if (count > 1) {
            *out++ = '.';
            copy(digits + 1, count - 1);
        }
        copy(point > 0 ? "e+" : "e-", 2);
        out = std::to_chars(out, buffer.data() + buffer.size(), std::abs(exponent)).ptr;
    }
    return written();
}

std::string print_double(double value) {
    std::array<char, kDoubleBytesMax> buffer;
    return {buffer.data(), write_double(value, buffer)};
}

std::strong_ordering compare_numbers(std::string_view a, std::string_view b) noexcept {
    if (a == b) return std::strong_ordering::equal;
    // Different numbers of at most 15 digits are different doubles, in the same order.
    const auto short_a = read_short_double(a);
    const auto short_b = short_a ? read_short_double(b) : std::nullopt;
    if (short_b) {
        if (*short_a == *short_b) return std::strong_ordering::equal;
        return *short_a < *short_b ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    const Decimal x = take_apart(a);
    const Decimal y = take_apart(b);
    if (x.is_zero() && y.is_zero()) return std::strong_ordering::equal;
    const bool x_below = x.negative && !x.is_zero();
    const bool y_below = y.negative && !y.is_zero();
    if (x_below != y_below) return y_below <=> x_below;
    return x_below ? compare_magnitudes(y, x) : compare_magnitudes(x, y);
}

}  // namespace json
