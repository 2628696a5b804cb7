// A path with what it starts at: the input (`$.a`), the context object (`$$.a`) or a variable
// (`$name.a`).
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "query/environment.hpp"
#include "query/path/path.hpp"

namespace query {

struct RootedPath {
    enum class Root { input, context, variable };
    Root root = Root::input;
    std::string variable;  ///< Without `$`.
    std::string text;      ///< As it was written.
    Path path;             ///< Rooted at `$`, whatever the root is.

    /// Errors: `invalid`, `limit`.
    static base::Result<RootedPath> compile(std::string_view text);

    base::Result<json::Value, PathFault> evaluate(const Environment& environment,
                                                  Budget& budget) const;
};

}  // namespace query
