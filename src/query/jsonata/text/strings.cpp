// Lengths, parts and padding of texts.
#include "query/jsonata/text/strings.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"
#include "query/jsonata/text/code_points.hpp"

namespace query::jsonata::text {
namespace {

/// Where JavaScript's slice begins or ends: whole, counted from the end if negative, within 0 and
/// `length`.
std::size_t slice_index(double index, std::size_t length) {
    const double whole = std::trunc(index);
    const auto count = static_cast<double>(length);
    const double from_start = whole < 0 ? whole + count : whole;
    // NaN becomes 0, as in JavaScript.
    if (!(from_start > 0)) return 0;
    return from_start >= count ? length : static_cast<std::size_t>(from_start);
}

constexpr std::size_t kNotBase64 = 64;

std::size_t base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<std::size_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::size_t>(c - 'a') + 26;
    if (c >= '0' && c <= '9') return static_cast<std::size_t>(c - '0') + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return kNotBase64;
}

}  // namespace

std::size_t length(std::string_view text) noexcept {
    return count_code_points(text);
}

std::string_view substring(std::string_view text, double start, std::optional<double> length) {
    if (length && *length <= 0) return {};
    const std::size_t count = count_code_points(text);
    const auto size = static_cast<double>(count);
    if (size + start < 0) start = 0;
    const std::size_t first = slice_index(start, count);
    std::size_t last = count;
    if (length) last = slice_index(start >= 0 ? start + *length : size + start + *length, count);
    if (last <= first) return {};
    if (count == text.size()) return text.substr(first, last - first);
    const std::size_t begin = byte_of(text, first);
    const std::string_view rest = text.substr(begin);
    return rest.substr(0, byte_of(rest, last - first));
}

std::string_view substring_before(std::string_view text, std::string_view chars) {
    return text.substr(0, text.find(chars));
}

std::string_view substring_after(std::string_view text, std::string_view chars) {
    const std::size_t at = text.find(chars);
    return at == std::string_view::npos ? text : text.substr(at + chars.size());
}

Result<std::string> pad(std::string_view text, double width, std::string_view fill,
                        std::size_t added_bytes_max) {
    if (fill.empty()) fill = " ";
    const double missing =
        std::floor(std::abs(width)) - static_cast<double>(count_code_points(text));
    if (!(missing > 0)) return std::string(text);
    const std::size_t fill_length = count_code_points(fill);
    const double times = std::floor(missing / static_cast<double>(fill_length));
    // Checked before the numbers become integers: the width may be 1e300.
    if ((times + 1) * static_cast<double>(fill.size()) > static_cast<double>(added_bytes_max)) {
        return fail("U1001", {.message = "$pad would make a text that is too long"});
    }
    const auto whole = static_cast<std::size_t>(times);
    const auto rest = static_cast<std::size_t>(missing) - whole * fill_length;
    std::string padding;
    padding.reserve((whole + 1) * fill.size() + text.size());
    const auto add_fill = [&] {
        for (std::size_t i = 0; i < whole; ++i) padding += fill;
        padding += fill.substr(0, byte_of(fill, rest));
    };
    if (width > 0) padding += text;
    add_fill();
    if (width < 0) padding += text;
    return padding;
}

std::string trim(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\n\r";
    std::string out;
    out.reserve(text.size());
    while (true) {
        const std::size_t word = text.find_first_not_of(kBlanks);
        if (word == std::string_view::npos) return out;
        text.remove_prefix(word);
        const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
        if (!out.empty()) out.push_back(' ');
        out += text.substr(0, end);
        text.remove_prefix(end);
    }
}

std::string base64_encode(std::string_view text) {
    if (is_ascii(text)) return base::base64_encode(text);
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t code_point = next_code_point(text, at);
        if (code_point > 0xFFFF) {
            // The lower halves of its two surrogates.
            const char32_t beyond = code_point - 0x10000;
            bytes.push_back(static_cast<char>(beyond >> 10));
            bytes.push_back(static_cast<char>(beyond));
        } else {
            bytes.push_back(static_cast<char>(code_point));
        }
    }
    return base::base64_encode(bytes);
}

std::string base64_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size() / 4 * 3 + 3);
    std::size_t bits = 0;
    int held = 0;
    for (const char c : text) {
        if (c == '=') break;
        const std::size_t digit = base64_digit(c);
        if (digit == kNotBase64) continue;
        bits = (bits << 6) | digit;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        append_code_point(out, static_cast<char32_t>((bits >> held) & 0xFF));
    }
    return out;
}

}  // namespace query::jsonata::text
