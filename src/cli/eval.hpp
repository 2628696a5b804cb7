// How `quickstep eval` says what is wrong with an expression.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cli/problem.hpp"

namespace cli {

/// The line of `expression` that has the place, and a caret under it. `position` is the number of
/// the byte behind what is to blame; nothing where no place is known.
std::string marked(std::string_view expression, std::optional<std::size_t> position);
/// One sentence that says what to do about an error of this code.
std::string_view advice(std::string_view code);

}  // namespace cli
