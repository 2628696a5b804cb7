// $formatInteger and $parseInteger: whole numbers by XPath's pictures (fn:format-integer).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "query/jsonata/error.hpp"

namespace query::jsonata::text {

/// `picture` is a decimal digit pattern of any digit family (`#,##0`, `٠٠٠`), `A` or `a` for
/// letters, `I` or `i` for Roman numerals, `W`, `w` or `Ww` for English words; `;o` behind it makes
/// ordinal numbers. The value is rounded downwards. Errors: D3130 for other pictures, D3131 for
/// digits of several families, U1001 when the result would be too long. Precondition: finite.
Result<std::string> format_integer(double value, std::string_view picture);

/// The way back. As in the reference the text is not checked against the picture: what is no number
/// in this form gives NaN or as much of a number as can be read; what has no limits gives infinity.
/// Nothing is never given back today. Errors: D3130, D3131.
Result<std::optional<double>> parse_integer(std::string_view text, std::string_view picture);

}  // namespace query::jsonata::text
