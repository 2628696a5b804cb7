// Writing JSON text.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace json {

/// Compact form without white space, as AWS prints inputs and outputs. Escapes `"`, `\`, and
/// control characters (`\n`, `\u001F`); other characters stay UTF-8. No recursion, whatever the
/// depth.
std::string print(const Value& value);
/// The text that the value was written with (with_written_text); where there is none, as `print`.
std::string print_as_written(const Value& value);
/// Appends to `out`.
void print_to(std::string& out, const Value& value);
/// For people: indented by two blanks.
std::string print_pretty(const Value& value);
/// Appends a text as a JSON string with its quotes.
void print_string_to(std::string& out, std::string_view text);
/// The number of bytes `print` would give, without printing. Counting stops once it is above
/// `enough`.
std::size_t printed_bytes(const Value& value, std::size_t enough = static_cast<std::size_t>(-1));

}  // namespace json
