// Matches by going back to the last star only, so that many stars cannot multiply the work.
#include "query/wildcard.hpp"

#include <cstddef>

namespace query {

bool wildcard_match(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0;
    std::size_t star = std::string_view::npos;  // The place behind the last star.
    std::size_t taken = 0;                      // How much of the text came before it.
    const auto is_escape = [&](std::size_t at) {
        return pattern[at] == '\\' && at + 1 < pattern.size() &&
               (pattern[at + 1] == '*' || pattern[at + 1] == '\\');
    };
    while (true) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            taken = t;
            continue;
        }
        if (p == pattern.size() && t == text.size()) return true;
        if (p < pattern.size() && t < text.size()) {
            const std::size_t literal = is_escape(p) ? p + 1 : p;
            if (pattern[literal] == text[t]) {
                p = literal + 1;
                ++t;
                continue;
            }
        }
        if (star == std::string_view::npos || taken == text.size()) return false;
        p = star;
        t = ++taken;
    }
}

}  // namespace query
