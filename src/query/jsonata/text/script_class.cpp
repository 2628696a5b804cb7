// Escapes and classes of JavaScript's patterns.
#include "query/jsonata/text/script_class.hpp"

#include <array>
#include <optional>

#include "base/assert.hpp"

namespace query::jsonata::text {
namespace {

using namespace std::string_view_literals;

constexpr char32_t kHighSurrogateFirst = 0xD800;
constexpr char32_t kLowSurrogateFirst = 0xDC00;
constexpr char32_t kSurrogateLast = 0xDFFF;
/// PCRE2 takes an empty class for a failure even where it may be repeated zero times.
constexpr std::string_view kNoCharacter = "[^\\x{0}-\\x{10ffff}]";

bool is_octal(char32_t c) {
    return c >= U'0' && c <= U'7';
}

bool is_letter(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

std::optional<char32_t> hex_value(char32_t c) {
    if (c >= U'0' && c <= U'9') return c - U'0';
    if (c >= U'a' && c <= U'f') return c - U'a' + 10;
    if (c >= U'A' && c <= U'F') return c - U'A' + 10;
    return std::nullopt;
}

/// So many hexadecimal digits, or nothing taken.
std::optional<char32_t> read_hex(PatternCursor& cursor, std::size_t digits) {
    char32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const auto digit = hex_value(cursor.peek(i));
        if (!digit) return std::nullopt;
        value = value * 16 + *digit;
    }
    cursor.at += digits;
    return value;
}

/// `\uD83D\uDE00` is written for one character, whatever JavaScript makes of it.
char32_t read_second_surrogate(PatternCursor& cursor, char32_t high) {
    if (high < kHighSurrogateFirst || high >= kLowSurrogateFirst) return high;
    PatternCursor ahead = cursor;
    if (!ahead.take(U'\\') || !ahead.take(U'u')) return high;
    const auto low = read_hex(ahead, 4);
    if (!low || *low < kLowSurrogateFirst || *low > kSurrogateLast) return high;
    cursor = ahead;
    return 0x10000 + ((high - kHighSurrogateFirst) << 10) + (*low - kLowSurrogateFirst);
}

/// Up to three octal digits, at most 377.
char32_t read_octal(PatternCursor& cursor) {
    char32_t value = 0;
    for (int i = 0; i < 3 && is_octal(cursor.peek()); ++i) {
        const char32_t next = value * 8 + (cursor.peek() - U'0');
        if (next > 0377) break;
        value = next;
        ++cursor.at;
    }
    return value;
}

char32_t read_control(PatternCursor& cursor, bool in_class) {
    const char32_t letter = cursor.peek(1);
    const bool is_digit = letter >= U'0' && letter <= U'9';
    if (is_letter(letter) || (in_class && (is_digit || letter == U'_'))) {
        cursor.at += 2;
        return letter % 32;
    }
    // The backslash is one character of its own, and the `c` comes next.
    return U'\\';
}

/// One character or set of a class. `single` is empty for sets.
struct ClassItem {
    std::optional<char32_t> single;
    CodePointSet set;
};

PatternResult<ClassItem> read_class_item(PatternCursor& cursor) {
    if (!cursor.take(U'\\')) return ClassItem{cursor.pattern[cursor.at++], {}};
    if (cursor.at_end()) return base::fail(std::string("\\ at end of pattern"));
    const char32_t letter = cursor.peek();
    if (std::u32string_view(U"dDsSwW").find(letter) != std::u32string_view::npos) {
        ++cursor.at;
        return ClassItem{std::nullopt, escaped_set(letter)};
    }
    if (cursor.take(U'b')) return ClassItem{U'\b', {}};
    return ClassItem{read_character_escape(cursor, true), {}};
}

void add_item(CodePointSet& members, const ClassItem& item) {
    if (item.single) {
        members.add(*item.single);
    } else {
        members.add(item.set);
    }
}

std::string spell(char32_t code_point) {
    if (is_letter(code_point) || (code_point >= U'0' && code_point <= U'9')) {
        return std::string(1, static_cast<char>(code_point));
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out = "}";
    do {
        out.insert(out.begin(), kHex[code_point % 16]);
        code_point /= 16;
    } while (code_point > 0);
    return "\\x{" + out;
}

/// Without surrogates, which no UTF-8 text has. A class of all of them means to match all
/// characters that are made of them.
CodePointSet without_surrogates(const CodePointSet& members) {
    CodePointSet out;
    for (const CodePointSet::Range& range : members.ranges()) {
        const bool touches = range.first <= kSurrogateLast && range.last >= kHighSurrogateFirst;
        if (!touches) {
            out.add(range.first, range.last);
            continue;
        }
        if (range.first < kHighSurrogateFirst) out.add(range.first, kHighSurrogateFirst - 1);
        if (range.last > kSurrogateLast) out.add(kSurrogateLast + 1, range.last);
        if (range.first <= kHighSurrogateFirst && range.last >= kSurrogateLast) {
            out.add(0x10000, kLastCodePoint);
        }
    }
    return out;
}

}  // namespace

CodePointSet escaped_set(char32_t letter) {
    CodePointSet out;
    switch (letter) {
        case U'd':
        case U'D': out.add(U'0', U'9'); break;
        case U'w':
        case U'W':
            out.add(U'0', U'9');
            out.add(U'A', U'Z');
            out.add(U'_');
            out.add(U'a', U'z');
            break;
        default:
            QS_ASSERT(letter == U's' || letter == U'S');
            // WhiteSpace and LineTerminator.
            out.add(0x09, 0x0D);
            for (const char32_t one : U" \u00A0\u1680\u202F\u205F\u3000\uFEFF"sv) {
                out.add(one);
            }
            out.add(0x2000, 0x200A);
            out.add(0x2028, 0x2029);
    }
    return letter < U'a' ? out.complement() : out;
}

char32_t read_character_escape(PatternCursor& cursor, bool in_class) {
    const char32_t letter = cursor.peek();
    if (letter == U'c') return read_control(cursor, in_class);
    if (is_octal(letter)) return read_octal(cursor);
    ++cursor.at;
    switch (letter) {
        case U't': return U'\t';
        case U'n': return U'\n';
        case U'v': return U'\v';
        case U'f': return U'\f';
        case U'r': return U'\r';
        case U'x': return read_hex(cursor, 2).value_or(U'x');
        case U'u': {
            const auto unit = read_hex(cursor, 4);
            return unit ? read_second_surrogate(cursor, *unit) : U'u';
        }
        default: return letter;
    }
}

PatternResult<ScriptClass> read_class(PatternCursor& cursor) {
    ScriptClass out;
    out.negated = cursor.take(U'^');
    while (!cursor.take(U']')) {
        if (cursor.at_end()) return base::fail(std::string("Unterminated character class"));
        QS_TRY(const auto first, read_class_item(cursor));
        const bool is_range = cursor.peek() == U'-' && cursor.peek(1) != U']' &&
                              cursor.at + 1 < cursor.pattern.size();
        if (!is_range) {
            add_item(out.members, first);
            continue;
        }
        ++cursor.at;
        QS_TRY(const auto last, read_class_item(cursor));
        if (first.single && last.single) {
            if (*first.single > *last.single) {
                return base::fail(std::string("Range out of order in character class"));
            }
            out.members.add(*first.single, *last.single);
            continue;
        }
        // A set is no end of a range: the hyphen is a member.
        add_item(out.members, first);
        out.members.add(U'-');
        add_item(out.members, last);
    }
    return out;
}

std::string spell_class(const ScriptClass& given, bool ignore_case) {
    CodePointSet members = given.members;
    if (ignore_case) members.close_over_case();
    members = without_surrogates(members);
    const CodePointSet others = without_surrogates(members.complement());
    const bool is_all = given.negated ? members.is_empty() : others.is_empty();
    if (is_all) return ".";
    const bool is_none = given.negated ? others.is_empty() : members.is_empty();
    if (is_none) return std::string(kNoCharacter);
    std::string out = given.negated ? "[^" : "[";
    for (const CodePointSet::Range& range : members.ranges()) {
        out += spell(range.first);
        if (range.last > range.first) out += "-" + spell(range.last);
    }
    return out + "]";
}

std::string spell_character(char32_t code_point, bool ignore_case) {
    // No UTF-8 text has half a character.
    if (code_point >= kHighSurrogateFirst && code_point <= kSurrogateLast) {
        return std::string(kNoCharacter);
    }
    if (!ignore_case) return spell(code_point);
    ScriptClass one;
    one.members.add(code_point);
    CodePointSet closed = one.members;
    closed.close_over_case();
    const auto ranges = closed.ranges();
    const bool is_alone = ranges.size() == 1 && ranges.front().first == ranges.front().last;
    return is_alone ? spell(code_point) : spell_class(one, true);
}

}  // namespace query::jsonata::text
