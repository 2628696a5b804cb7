// Errors of a JSON text, with their place. Slow and exact: it runs only when parsing has failed.
#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "json/tokens.hpp"

namespace json {

/// "line 3, column 7: " and what is wrong there. Lines and columns count from 1, in characters.
std::string located(std::string_view text, std::size_t offset, std::string_view what);

/// What the tokenizer found wrong, at its place. Precondition: a fault.
base::Error token_fault_error(std::string_view text, TokenFault fault);

}  // namespace json
