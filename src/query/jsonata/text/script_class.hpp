// The parts of JavaScript's patterns that stand for one character: escapes and classes.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "query/jsonata/text/code_point_set.hpp"

namespace query::jsonata::text {

/// A wrong pattern: what is wrong, in V8's words.
template <class T>
using PatternResult = base::Result<T, std::string>;

/// A place in a pattern.
struct PatternCursor {
    std::u32string_view pattern;
    std::size_t at = 0;

    bool at_end() const { return at >= pattern.size(); }
    /// The character `ahead` of here, or NUL beyond the end.
    char32_t peek(std::size_t ahead = 0) const {
        return at + ahead < pattern.size() ? pattern[at + ahead] : U'\0';
    }
    /// Goes on if this character is next.
    bool take(char32_t expected) {
        if (at_end() || pattern[at] != expected) return false;
        ++at;
        return true;
    }
};

/// `\d`, `\W` and their like: JavaScript's sets. Precondition: `letter` is one of `dDsSwW`.
CodePointSet escaped_set(char32_t letter);

/// The character that an escape means; the cursor stands behind the backslash and moves behind the
/// escape. Escapes that mean something else (`\d`, `\b`, references) are the caller's.
/// Precondition: not at the end.
char32_t read_character_escape(PatternCursor& cursor, bool in_class);

/// A class; the cursor stands behind `[` and moves behind `]`.
struct ScriptClass {
    bool negated = false;
    CodePointSet members;
};
PatternResult<ScriptClass> read_class(PatternCursor& cursor);

/// A class in PCRE2's spelling.
std::string spell_class(const ScriptClass& given, bool ignore_case);
/// One character in PCRE2's spelling.
std::string spell_character(char32_t code_point, bool ignore_case);

}  // namespace query::jsonata::text
