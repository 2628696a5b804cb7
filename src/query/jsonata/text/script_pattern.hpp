// JavaScript's patterns (ECMA-262 22.2.1 and annex B.1.2, without flag u) in PCRE2's spelling.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace query::jsonata::text {

struct ScriptFlags {
    bool ignore_case = false;
    bool multi_line = false;
};

/// For PCRE2 with UTF, DOTALL and MATCH_UNSET_BACKREF; flags are spelled out. It holds `(?C)`
/// wherever a search can take another way and `(?C1)` before references, so that the work can be
/// counted.
struct TranslatedPattern {
    std::string pattern;
    std::size_t group_count = 0;
};

/// Errors: what is wrong, in V8's words.
base::Result<TranslatedPattern, std::string> translate_script_pattern(std::string_view pattern,
                                                                      ScriptFlags flags);

}  // namespace query::jsonata::text
