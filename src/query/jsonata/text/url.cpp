// Percent encoding and decoding.
#include "query/jsonata/text/url.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/text.hpp"
#include "json/value.hpp"

namespace query::jsonata::text {
namespace {

constexpr std::string_view kMarks = "-_.!~*'()";
constexpr std::string_view kReserved = ";/?:@&=+$,#";

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string encode(std::string_view text, std::string_view also_kept) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos ||
            also_kept.find(c) != std::string_view::npos) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(kHex[byte >> 4]);
        out.push_back(kHex[byte & 15]);
    }
    return out;
}

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
}

/// The byte of `%XX` at the beginning of the text.
std::optional<char> escaped_byte(std::string_view text) {
    if (text.size() < 3 || text[0] != '%') return std::nullopt;
    const auto high = hex_digit(text[1]);
    const auto low = hex_digit(text[2]);
    if (!high || !low) return std::nullopt;
    return static_cast<char>(*high * 16 + *low);
}

std::size_t length_by_lead(char c) {
    const auto lead = static_cast<unsigned char>(c);
    return lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
}

/// The code point that the escapes at the beginning of the text mean, as UTF-8.
std::optional<std::string> escaped_code_point(std::string_view text) {
    const auto lead = escaped_byte(text);
    if (!lead) return std::nullopt;
    std::string out(1, *lead);
    const std::size_t length = length_by_lead(*lead);
    for (std::size_t i = 1; i < length && text.size() >= i * 3; ++i) {
        const auto byte = escaped_byte(text.substr(i * 3));
        if (!byte) return std::nullopt;
        out.push_back(*byte);
    }
    if (out.size() != length || !base::is_utf8(out)) return std::nullopt;
    return out;
}

Result<std::string> decode(std::string_view text, std::string_view kept, std::string_view name) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t percent = std::min(text.find('%', at), text.size());
        out += text.substr(at, percent - at);
        at = percent;
        if (at == text.size()) break;
        const auto code_point = escaped_code_point(text.substr(at));
        if (!code_point) {
            const json::Value given = json::Value::string(text);
            return fail("D3140", {.token = name, .value = &given});
        }
        const std::size_t width = code_point->size() * 3;
        const bool stays =
            code_point->size() == 1 && kept.find(code_point->front()) != std::string_view::npos;
        out += stays ? text.substr(at, width) : std::string_view(*code_point);
        at += width;
    }
    return out;
}

}  // namespace

std::string encode_url(std::string_view text) {
    return encode(text, kReserved);
}

std::string encode_url_component(std::string_view text) {
    return encode(text, {});
}

Result<std::string> decode_url(std::string_view text) {
    return decode(text, kReserved, "decodeUrl");
}

Result<std::string> decode_url_component(std::string_view text) {
    return decode(text, {}, "decodeUrlComponent");
}

}  // namespace query::jsonata::text
