// The text of an expression as a tree, by operator precedence (Pratt's method), as the reference
// reads it. What the tree means as paths and scopes is worked out by resolve.hpp.
#pragma once
#include "query/jsonata/error.hpp"
#include "query/jsonata/node.hpp"

namespace query::jsonata {

/// Fills `code.root` from `code.text`, which must outlive the code. Errors: `S....`; `U1001` where
/// it nests deeper than base::limits::kJsonataNestingMax.
Result<void> parse(Code& code);

}  // namespace query::jsonata
