// Text to tokens. For this folder only.
#pragma once
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "query/path/compiled.hpp"

namespace query::path {

using CompiledResult = base::Result<std::shared_ptr<const Compiled>>;

/// Compiles a path. `depth` counts how many paths and filters it lies in.
CompiledResult compile_path(std::string_view text, std::size_t depth);

/// Compiles a filter from its opening to its closing square bracket, `[?(@.a > 1)]`.
base::Result<std::shared_ptr<const FilterNode>> compile_filter(std::string_view text,
                                                               std::size_t depth);

/// Jayway's unescaping of quoted texts: `\n`, `\u00e9`, and a backslash before anything else
/// vanishes. With `keep_double_quotes` one before a double quote stays, as recorded from AWS for
/// names in single quotes: `$['a\"b']` reads the member `a\"b`.
std::string unescape_quoted(std::string_view text, bool keep_double_quotes = false);

}  // namespace query::path
