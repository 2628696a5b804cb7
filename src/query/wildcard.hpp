// The pattern of the StringMatches comparison.
#pragma once
#include <string_view>

namespace query {

/// Whether `text` matches `pattern`, in which `*` stands for any characters, also none; `\*` is a
/// star and `\\` a backslash. Linear in the text for each star at most; no recursion.
bool wildcard_match(std::string_view pattern, std::string_view text);

}  // namespace query
