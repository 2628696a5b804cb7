// Upper and lower case of all of Unicode: the door to libunistring.
#pragma once
#include <string>
#include <string_view>

namespace query::jsonata::text {

/// As JavaScript's toLowerCase and toUpperCase: Unicode's full mapping without a language (`ß` is
/// `SS` in capitals; a sigma at the end of a word is `ς` in small letters).
std::string lowercase(std::string_view text);
std::string uppercase(std::string_view text);

/// What ECMAScript compares instead of the character where a regular expression ignores case and
/// has no flag u (Canonicalize, ECMA-262 22.2.2.7.3): its capital, if that is one UTF-16 unit and
/// is not ASCII for a character that is not.
char32_t canonical_case(char32_t code_point);

}  // namespace query::jsonata::text
