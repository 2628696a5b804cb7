// Numbers to texts and back: $string, $number, $round, $formatBase and $formatNumber.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "json/value.hpp"
#include "query/jsonata/error.hpp"

namespace query::jsonata::text {

/// A number as $string, `&` and JSON texts within JSONata have it: rounded to 15 significant digits
/// and printed as JavaScript does (`1e+21`, `0.3` for 0.1 + 0.2). Precondition: finite.
std::string number_to_string(double value);
/// The same rounding alone, as $string does it to each number inside arrays and objects.
double round_to_15_digits(double value);

/// $number of a text: an optional minus, digits, a fraction, an exponent; or digits behind `0x`,
/// `0o` or `0b`. Nothing for other texts and for what is too large: the caller's D3030.
std::optional<double> parse_number(std::string_view text);

/// $round: to the nearest multiple of 10 to the power of -precision; of two that are equally near,
/// the even one. The decimal point is moved in the text of the number, so that 4.525 is the tie
/// that it looks like. NaN where `precision` is no integer or moves the number out of range.
double round_half_even(double value, double precision = 0);

/// $formatBase: rounded, in digits and small letters. Errors: D3100 unless the rounded radix (10
/// where there is none) is from 2 to 36. Precondition: finite.
Result<std::string> format_base(double value, std::optional<double> radix);

/// $formatNumber, as XPath's fn:format-number (https://www.w3.org/TR/xpath-functions-31, 4.7) and
/// as the reference deviates from it. `options` is an object with properties of the decimal format
/// (`decimal-separator`, `grouping-separator`, `exponent-separator`, `minus-sign`, `percent`,
/// `per-mille`, `zero-digit`, `digit`, `pattern-separator`), or nullptr. Errors: D3080 to D3093;
/// U1001 when the result would be too long. Precondition: finite.
Result<std::string> format_number(double value, std::string_view picture,
                                  const json::Value* options);

}  // namespace query::jsonata::text
