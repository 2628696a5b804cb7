// Regular expressions with limits: the door to PCRE2. A pattern from outside can neither hang nor
// exhaust memory.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace query {

/// A compiled pattern. Immutable; any thread.
class Regex {
public:
    struct Flags {
        bool ignore_case = false;
        bool multi_line = false;
        bool dot_all = false;
        bool extended = false;
        /// A reference to a group that took no part matches the empty text, as in JavaScript.
        bool script = false;
    };
    /// Errors: `invalid` with what is wrong and where.
    static base::Result<Regex> compile(std::string_view pattern, Flags flags);

    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;
    ~Regex();

    /// Whether the whole text matches. Errors: `limit` when matching takes too many steps.
    base::Result<bool> matches_whole(std::string_view text) const;

    /// A part of the text in bytes; a group that took no part has neither.
    struct Span {
        static constexpr std::size_t kUnset = static_cast<std::size_t>(-1);
        std::size_t begin = kUnset;
        std::size_t end = kUnset;

        bool is_set() const noexcept { return begin != kUnset; }
    };
    /// What one search may do, and what it did.
    struct Effort {
        std::uint64_t steps_max = base::limits::kJsonataRegexStepsMax;
        std::uint64_t steps = 0;
    };
    /// Finds the first match that begins at byte `from` or behind it: its place becomes `spans[0]`,
    /// those of the pattern's groups follow. Steps are counted, for all places where a match could
    /// begin together, where the pattern has callouts: `(?C)` belongs wherever PCRE2 may have a
    /// choice, `(?C1)` before a reference to a group. Without any the search is not bounded.
    /// Nothing is allocated if `spans` has room. Precondition: the text is UTF-8, `from` begins a
    /// code point of it or is its end. Errors: `limit` when the steps or the memory are used up.
    base::Result<bool> find(std::string_view text, std::size_t from, std::vector<Span>& spans,
                            Effort& effort) const;

private:
    struct State;
    explicit Regex(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace query
