// One sub-picture of $formatNumber: checked (XPath 4.7.3) and analysed (4.7.4).
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "query/jsonata/error.hpp"
#include "query/jsonata/text/decimal_format.hpp"

namespace query::jsonata::text {

struct DecimalPicture {
    std::u32string prefix;
    std::u32string suffix;
    /// Numbers of digits to the right of each separator of the integer part.
    std::vector<std::size_t> integer_groups;
    /// The distance of the separators where it is always the same, else 0.
    std::size_t regular_group = 0;
    /// Numbers of digits to the left of each separator of the fraction.
    std::vector<std::size_t> fraction_groups;
    std::size_t integer_digits_min = 0;
    /// How many digits stand before the point of a mantissa.
    std::size_t scaling = 0;
    std::size_t fraction_digits_min = 0;
    std::size_t fraction_digits_max = 0;
    std::size_t exponent_digits_min = 0;
    bool is_percent = false;
    bool is_per_mille = false;
    bool has_decimal_separator = false;
};

/// Errors: D3081 to D3093; of several faults the reference names the last.
Result<DecimalPicture> read_decimal_picture(std::u32string_view picture,
                                            const DecimalFormat& format);

/// The distance of which `positions` are the first multiples, in any order; 0 if there is none.
std::size_t regular_distance(const std::vector<std::size_t>& positions);

}  // namespace query::jsonata::text
