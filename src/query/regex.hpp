// Regular expressions with limits: the door to PCRE2. A pattern from outside can neither hang nor
// exhaust memory.
#pragma once
#include <memory>
#include <string_view>

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
    };
    /// Errors: `invalid` with what is wrong and where.
    static base::Result<Regex> compile(std::string_view pattern, Flags flags);

    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;
    ~Regex();

    /// Whether the whole text matches. Errors: `limit` when matching takes too many steps.
    base::Result<bool> matches_whole(std::string_view text) const;

private:
    struct State;
    explicit Regex(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace query
