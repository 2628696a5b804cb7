// The decimal format of $formatNumber: which characters mean what in a picture.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace query::jsonata::text {

/// Properties of XPath's decimal format. Texts may be longer than one character, as in the
/// reference, where the picture then has them as a whole.
struct DecimalFormat {
    std::u32string decimal_separator = U".";
    std::u32string grouping_separator = U",";
    std::u32string exponent_separator = U"e";
    std::u32string minus_sign = U"-";
    std::u32string percent = U"%";
    std::u32string per_mille = U"\u2030";
    std::u32string digit = U"#";
    std::u32string pattern_separator = U";";
    char32_t zero_digit = U'0';

    bool is_family_digit(char32_t c) const { return c >= zero_digit && c < zero_digit + 10; }
    /// A digit of the family or the optional digit.
    bool is_digit_place(char32_t c) const { return is_family_digit(c) || is(c, digit); }
    /// Whether the character means something in a picture, other than percent and per-mille.
    bool is_active(char32_t c) const {
        return is_digit_place(c) || is(c, decimal_separator) || is(c, exponent_separator) ||
               is(c, grouping_separator) || is(c, pattern_separator);
    }
    static bool is(char32_t c, std::u32string_view property) {
        return property.size() == 1 && property.front() == c;
    }
};

/// The defaults with the properties of `options`, an object or nullptr. What is no text or is empty
/// leaves the default; only the minus sign may be empty.
DecimalFormat read_decimal_format(const json::Value* options);

}  // namespace query::jsonata::text
