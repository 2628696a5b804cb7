// The pictures of whole numbers, which stand alone and in the components of date pictures.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/jsonata/error.hpp"

namespace query::jsonata::text {

enum class IntegerForm {
    decimal,
    letters,
    roman,
    words,
    sequence,  ///< A numbering that XPath leaves open and nobody supports.
};
enum class LetterCase { lower, upper, title };

struct IntegerPicture {
    struct Separator {
        /// How many digits stand to its right.
        std::size_t position;
        char32_t character;
    };
    IntegerForm form = IntegerForm::decimal;
    LetterCase letter_case = LetterCase::lower;
    bool is_ordinal = false;
    /// The picture without its modifier.
    std::u32string token;

    // Decimal numbers.
    char32_t zero_digit = U'0';
    std::size_t digits_min = 0;
    std::size_t optional_digits = 0;
    /// The distance of the separators where it is always the same, else 0.
    std::size_t regular_group = 0;
    /// From right to left.
    std::vector<Separator> separators;
};

/// Errors: D3131.
Result<IntegerPicture> read_integer_picture(std::u32string_view picture);

/// Precondition: the value is whole. Errors: D3130, U1001.
Result<std::string> format_with(double value, const IntegerPicture& picture);

/// See parse_integer. Errors: D3130.
Result<double> parse_with(std::string_view text, const IntegerPicture& picture);

/// JavaScript's parseInt with radix 10, but for the prefix `0x`, which it takes too: white space, a
/// sign, and as many digits as there are; NaN without any.
double parse_leading_integer(std::u32string_view text);

/// English words, as `nine hundred and nineteen` with capitals as in titles; `twenty-first` where
/// `ordinal`. Precondition: not negative.
std::string number_words(double value, bool ordinal);
/// The number that words mean, in small letters; NaN where a word is unknown.
double words_number(std::string_view text);
/// All words that words_number() knows, for a regular expression.
std::vector<std::string> all_number_words();

}  // namespace query::jsonata::text
