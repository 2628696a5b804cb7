// Turns the tree as it was parsed into the form that is evaluated: chains of dots become paths of
// steps, predicates and groupings go to their steps, `%` finds the step whose input it is, last
// calls of lambdas are marked, and names are bound.
#pragma once
#include "query/jsonata/error.hpp"
#include "query/jsonata/node.hpp"

namespace query::jsonata {

/// Works on `code.root` as `parse` left it. Errors: `S....`.
Result<void> resolve(Code& code);

}  // namespace query::jsonata
