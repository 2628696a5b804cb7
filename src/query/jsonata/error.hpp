// What a JSONata expression gives when it cannot be read or evaluated: the reference's code, its
// sentence, and the place.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"

namespace query::jsonata {

/// The place of an error that no token caused.
inline constexpr std::size_t kNoPosition = static_cast<std::size_t>(-1);

/// `code` is JSONata's (https://docs.jsonata.org, `S0202`, `T2001`, `D3030`); `U1001` when a limit
/// of time, depth or size was reached. `message` is the reference's sentence.
struct Error {
    std::string code;
    std::string message;
    /// The end of the token that is to blame, in bytes from the start of the expression.
    std::size_t position = kNoPosition;
};

template <class T>
using Result = base::Result<T, Error>;

/// What a sentence speaks of: `{{token}}` and its like are replaced by JSON text, `{{{token}}}` by
/// bare text.
struct ErrorDetails {
    std::string_view token = {};
    /// The token is a number or constant, which the sentence shows without quotes.
    bool token_is_bare = false;
    /// Absent where it is a nullptr: the sentence then has nothing in this place.
    const json::Value* value = nullptr;
    const json::Value* value2 = nullptr;
    /// The number of an argument, counted from 1.
    std::size_t index = 0;
    std::string_view type = {};
    std::string_view message = {};
};

/// An error with the reference's sentence for `code`. Precondition: the code is known.
Error make_error(std::string_view code, const ErrorDetails& details = {},
                 std::size_t position = kNoPosition);

inline tl::unexpected<Error> fail(std::string_view code, const ErrorDetails& details = {},
                                  std::size_t position = kNoPosition) {
    return tl::unexpected<Error>(make_error(code, details, position));
}

}  // namespace query::jsonata
