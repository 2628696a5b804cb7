// JSONata's regular expressions: JavaScript's, with the flags i and m, on UTF-8 texts.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "query/jsonata/error.hpp"
#include "query/regex.hpp"

namespace query::jsonata::text {

/// A compiled pattern, in the grammar of ECMA-262 (22.2.1 and annex B) without flag u: what
/// JavaScript lacks is refused or taken literally, as JavaScript does it. Copies share; any thread.
///
/// Where it differs from JavaScript: a character beyond U+FFFF is one character and not two; what a
/// look-behind looks for must have a fixed length; a group inside a repetition keeps what it
/// matched in an earlier round, and a round may match the empty text (as in Perl); compiled
/// patterns and searches have limits.
class ScriptRegex {
public:
    /// `pattern` is what stands between the slashes. Errors: code S0303 (ours; the reference throws
    /// JavaScript's SyntaxError here) with JavaScript's sentence.
    static Result<ScriptRegex> compile(std::string_view pattern, bool ignore_case, bool multi_line);

    /// Begin and end in bytes, or nothing for a group that took no part.
    using Group = std::optional<std::pair<std::size_t, std::size_t>>;
    struct Match {
        std::size_t start = 0;
        std::size_t end = 0;
        std::vector<Group> groups;
    };

    /// The first match that begins at byte `from` or behind it; assertions see the text before it.
    /// Nothing if `from` is beyond the text. `effort` bounds the work and is raised by it; its unit
    /// is about one character or one alternative tried. Precondition: the text is UTF-8, `from`
    /// begins a code point. Errors: `limit` when the effort is used up.
    base::Result<std::optional<Match>> find(std::string_view text, std::size_t from,
                                            Regex::Effort& effort) const;
    /// The same with kJsonataRegexStepsMax steps for this search alone.
    base::Result<std::optional<Match>> find(std::string_view text, std::size_t from) const {
        Regex::Effort effort;
        return find(text, from, effort);
    }

    /// The number of capturing groups.
    std::size_t group_count() const noexcept { return group_count_; }

private:
    ScriptRegex(std::shared_ptr<const Regex> regex, std::size_t group_count)
        : regex_(std::move(regex)), group_count_(group_count) {}

    std::shared_ptr<const Regex> regex_;
    std::size_t group_count_ = 0;
};

}  // namespace query::jsonata::text
