// Comparing texts as event patterns do: without case, and with wildcards in linear time.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace services::events {

/// The text with its letters made small: ASCII, Latin-1, Greek and Cyrillic. Other letters stay.
std::string fold_case(std::string_view text);

/// A text in which `*` stands for any characters, also none; `\*` and `\\` are a star and a
/// backslash. Compiled once; matching is linear in the text, whatever the pattern.
class Wildcard {
public:
    /// Errors: `invalid` in AWS's words for two stars in a row and for other escapes.
    static base::Result<Wildcard> compile(std::string_view pattern);
    bool matches(std::string_view text) const;

private:
    /// A piece between stars, and its borders (Knuth, Morris and Pratt).
    struct Piece {
        std::string text;
        std::vector<std::size_t> borders;
    };
    static std::size_t find(const Piece& piece, std::string_view text, std::size_t from);

    std::string head_;  ///< Before the first star; the whole text if there is none.
    std::string tail_;  ///< Behind the last star.
    std::vector<Piece> middle_;
    bool has_star_ = false;
};

}  // namespace services::events
