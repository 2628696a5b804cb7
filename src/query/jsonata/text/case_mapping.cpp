// The only file that includes libunistring.
#include "query/jsonata/text/case_mapping.hpp"

#include <unicase.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include "query/jsonata/text/code_points.hpp"

namespace query::jsonata::text {
namespace {

struct Free {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
};

using Mapping = std::uint8_t* (*)(const std::uint8_t*, std::size_t, const char*, uninorm_t,
                                  std::uint8_t*, std::size_t*);

// The empty language: the mapping must not depend on where the server runs.
std::string map(std::string_view text, Mapping mapping) {
    std::size_t size = 0;
    const std::unique_ptr<std::uint8_t, Free> bytes(
        mapping(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), "", nullptr,
                nullptr, &size));
    if (bytes) return std::string(reinterpret_cast<const char*>(bytes.get()), size);
    // What is not UTF-8 has no letters; there is no other error but that of memory.
    return std::string(text);
}

char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

char ascii_upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

}  // namespace

std::string lowercase(std::string_view text) {
    if (!is_ascii(text)) return map(text, u8_tolower);
    std::string out(text);
    std::ranges::transform(out, out.begin(), ascii_lower);
    return out;
}

std::string uppercase(std::string_view text) {
    if (!is_ascii(text)) return map(text, u8_toupper);
    std::string out(text);
    std::ranges::transform(out, out.begin(), ascii_upper);
    return out;
}

char32_t canonical_case(char32_t code_point) {
    if (code_point < 0x80) {
        return static_cast<unsigned char>(ascii_upper(static_cast<char>(code_point)));
    }
    if (code_point > 0xFFFF || uc_toupper(code_point) == code_point) return code_point;
    std::string small;
    append_code_point(small, code_point);
    const std::string capital = uppercase(small);
    std::size_t at = 0;
    const char32_t first = next_code_point(capital, at);
    const bool is_one_unit = at == capital.size() && first <= 0xFFFF;
    return is_one_unit && first >= 0x80 ? first : code_point;
}

}  // namespace query::jsonata::text
