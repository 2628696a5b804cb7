// UTF-8, forwards.
#include "query/jsonata/text/code_points.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace query::jsonata::text {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

bool continues(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if ((word & kHighBits) != 0) return false;
    }
    for (; at < text.size(); ++at) {
        if (static_cast<unsigned char>(text[at]) >= 0x80) return false;
    }
    return true;
}

std::size_t count_code_points(std::string_view text) noexcept {
    std::size_t continuations = 0;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        // The high bit of each byte that is 10xxxxxx.
        const std::uint64_t marks = word & ~(word << 1) & kHighBits;
        continuations += static_cast<std::size_t>(std::popcount(marks));
    }
    for (; at < text.size(); ++at) {
        if (continues(text[at])) ++continuations;
    }
    return text.size() - continuations;
}

char32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
    const auto lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0xC0) return lead;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    char32_t out = lead & (0x3FU >> more);
    for (int i = 0; i < more && at < text.size() && continues(text[at]); ++i, ++at) {
        out = (out << 6) | (static_cast<unsigned char>(text[at]) & 0x3FU);
    }
    return out;
}

void append_code_point(std::string& out, char32_t code_point) {
    if (code_point >= 0xD800 && code_point <= 0xDFFF) code_point = 0xFFFD;
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    const auto tail = [&](int shift) { put(0x80U | ((code_point >> shift) & 0x3FU)); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0U | (code_point >> 6));
        tail(0);
    } else if (code_point < 0x10000) {
        put(0xE0U | (code_point >> 12));
        tail(6);
        tail(0);
    } else {
        put(0xF0U | (code_point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::u32string code_points(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) out.push_back(next_code_point(text, at));
    return out;
}

std::string utf8(std::u32string_view code_points) {
    std::string out;
    out.reserve(code_points.size());
    for (const char32_t code_point : code_points) append_code_point(out, code_point);
    return out;
}

std::size_t utf16_length(std::string_view text) noexcept {
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        units += static_cast<std::size_t>((byte & 0xC0) != 0x80) +
                 static_cast<std::size_t>(byte >= 0xF0);
    }
    return units;
}

std::size_t byte_of(std::string_view text, std::size_t code_point_index) noexcept {
    std::size_t at = 0;
    for (; at < text.size() && code_point_index > 0; --code_point_index) {
        ++at;
        while (at < text.size() && continues(text[at])) ++at;
    }
    return at;
}

}  // namespace query::jsonata::text
