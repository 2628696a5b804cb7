// Finds the place of an error that the tokenizer reported without one.
#include "json/parse_fault.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace json {
namespace {

/// The offset of the first byte that is not UTF-8: all lies before it, nothing lies behind it.
std::size_t bad_utf8_offset(std::string_view text) {
    std::size_t good = 0;
    std::size_t bad = text.size();
    while (bad - good > 1) {
        std::size_t middle = good + (bad - good) / 2;
        // Cut only in front of a character.
        std::size_t cut = middle;
        while (cut > good && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
        if (cut == good) {
            cut = middle;
            while (cut < bad && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) ++cut;
            if (cut == bad) break;
        }
        if (base::is_utf8(text.substr(good, cut - good))) {
            good = cut;
        } else {
            bad = cut;
        }
    }
    return good;
}

struct StringScan {
    std::size_t control = std::string_view::npos;  ///< A control character inside a string.
    std::size_t open = std::string_view::npos;     ///< The quote of a string that does not end.
};

StringScan scan_strings(std::string_view text) {
    StringScan out;
    bool inside = false;
    std::size_t opened = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!inside) {
            if (text[i] == '"') {
                inside = true;
                opened = i;
            }
        } else if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            inside = false;
        } else if (static_cast<unsigned char>(text[i]) < 0x20) {
            out.control = std::min(out.control, i);
        }
    }
    if (inside) out.open = opened;
    return out;
}

}  // namespace

std::string located(std::string_view text, std::size_t offset, std::string_view what) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const std::size_t line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
    const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0.
    const std::size_t column = base::utf8_length(before.substr(start)) + 1;
    std::string out = "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
    if (offset >= text.size()) out += "the text ends too early; ";
    return out.append(what);
}

base::Error token_fault_error(std::string_view text, TokenFault fault) {
    const StringScan scan = scan_strings(text);
    switch (fault) {
        case TokenFault::bad_utf8:
            return base::invalid(located(text, bad_utf8_offset(text), "these bytes are not UTF-8"));
        case TokenFault::bad_control_character:
            return base::invalid(located(text, std::min(scan.control, text.size() - 1),
                                         "a control character in a string must be escaped"));
        case TokenFault::open_string:
            return base::invalid(located(text, std::min(scan.open, text.size() - 1),
                                         "this string has no closing quote"));
        case TokenFault::no_memory:
            return base::limit_exceeded("there is not enough memory to parse this JSON text");
        case TokenFault::empty:
        case TokenFault::none: break;
    }
    return base::invalid(located(text, text.size(), "expected a value"));
}

}  // namespace json
