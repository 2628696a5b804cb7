// The escapes of JSON strings (RFC 8259, section 7).
#include "json/unescape.hpp"

#include <cstring>
#include <optional>

namespace json {
namespace {

std::optional<unsigned> hex4(std::string_view digits) {
    if (digits.size() < 4) return {};
    unsigned value = 0;
    for (const char c : digits.substr(0, 4)) {
        const unsigned char letter = static_cast<unsigned char>(c | 0x20);
        if (c >= '0' && c <= '9') {
            value = value * 16 + static_cast<unsigned>(c - '0');
        } else if (letter >= 'a' && letter <= 'f') {
            value = value * 16 + static_cast<unsigned>(letter - 'a' + 10);
        } else {
            return {};
        }
    }
    return value;
}

char simple_escape(char c) {
    switch (c) {
        case '"':
        case '\\':
        case '/': return c;
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return '\0';
    }
}

/// Reads what follows a `\u`; `used` is how many bytes of `rest` belong to the character.
std::optional<unsigned> read_unicode(std::string_view rest, std::size_t& used) {
    const auto first = hex4(rest);
    if (!first) return {};
    used = 4;
    if (*first < 0xD800 || *first > 0xDFFF) return first;
    if (*first < 0xDC00 && rest.size() >= 6 && rest[4] == '\\' && rest[5] == 'u') {
        const auto second = hex4(rest.substr(6));
        if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
            used = 10;
            return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
        }
    }
    return 0xFFFD;
}

}  // namespace

char* put_utf8(char* out, unsigned code_point) {
    const auto put = [&out](unsigned byte) { *out++ = static_cast<char>(byte); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | (code_point >> 6));
        put(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
        put(0xE0 | (code_point >> 12));
        put(0x80 | ((code_point >> 6) & 0x3F));
        put(0x80 | (code_point & 0x3F));
    } else {
        put(0xF0 | (code_point >> 18));
        put(0x80 | ((code_point >> 12) & 0x3F));
        put(0x80 | ((code_point >> 6) & 0x3F));
        put(0x80 | (code_point & 0x3F));
    }
    return out;
}

std::size_t unescape(std::string_view raw, char* out, std::size_t& bad) {
    char* const begin = out;
    std::size_t at = 0;
    while (at < raw.size()) {
        const auto* const found =
            static_cast<const char*>(std::memchr(raw.data() + at, '\\', raw.size() - at));
        const std::size_t plain = found == nullptr
                                      ? raw.size() - at
                                      : static_cast<std::size_t>(found - (raw.data() + at));
        std::memcpy(out, raw.data() + at, plain);
        out += plain;
        at += plain;
        if (found == nullptr) break;
        const char kind = at + 1 < raw.size() ? raw[at + 1] : '\0';
        if (kind == 'u') {
            std::size_t used = 0;
            const auto code_point = read_unicode(raw.substr(at + 2), used);
            if (!code_point) {
                bad = at;
                break;
            }
            out = put_utf8(out, *code_point);
            at += 2 + used;
        } else if (const char c = simple_escape(kind); c != '\0') {
            *out++ = c;
            at += 2;
        } else {
            bad = at;
            break;
        }
    }
    return static_cast<std::size_t>(out - begin);
}

}  // namespace json
