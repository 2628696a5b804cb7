// Errors are values: every function that can fail returns a `Result`, and both compilers refuse to
// let one be dropped. `QS_TRY` and `QS_CHECK` keep the happy path on the left margin.
#pragma once
#include <tl/expected.hpp>
#include <utility>

#include "base/error.hpp"

namespace base {

/// A value or an error. `Result<void>` is success or an error.
template <class T, class E = Error>
class [[nodiscard]] Result : public tl::expected<T, E> {
public:
    using tl::expected<T, E>::expected;
};

/// Wraps an error so that it converts to any `Result` with that error type: `return fail(error);`
template <class E>
tl::unexpected<std::decay_t<E>> fail(E&& error) {
    return tl::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

}  // namespace base

#define QS_JOIN_INNER(a, b) a##b
#define QS_JOIN(a, b) QS_JOIN_INNER(a, b)

/// QS_TRY(const auto value, expression) leaves the function with the expression's error, or
/// declares `value`. It is several statements: never the body of an `if` without braces.
#define QS_TRY(declaration, ...) QS_TRY_AS(QS_JOIN(qs_result_, __LINE__), declaration, __VA_ARGS__)
#define QS_TRY_AS(result, declaration, ...)                        \
    auto result = (__VA_ARGS__);                                   \
    if (!result) return tl::unexpected(std::move(result).error()); \
    declaration = *std::move(result)

/// QS_CHECK(expression) is QS_TRY's sister for a `Result` whose value is not wanted. One statement.
#define QS_CHECK(...) QS_CHECK_AS(QS_JOIN(qs_result_, __LINE__), __VA_ARGS__)
#define QS_CHECK_AS(result, ...)                                       \
    do {                                                               \
        auto result = (__VA_ARGS__);                                   \
        if (!result) return tl::unexpected(std::move(result).error()); \
    } while (false)
