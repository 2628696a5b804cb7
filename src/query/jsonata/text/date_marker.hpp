// A date picture taken apart: texts, and markers such as `[Y0001]`.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/jsonata/error.hpp"
#include "query/jsonata/text/integer_picture.hpp"

namespace query::jsonata::text {

inline constexpr std::u32string_view kIntegerComponents = U"YMDdFWwXxHhmsf";

struct DateMarker {
    /// The letter, or NUL where the marker is empty.
    char32_t component = U'\0';
    /// Names instead of numbers.
    std::optional<LetterCase> names;
    /// Absent for names, and for components that are no numbers.
    std::optional<IntegerPicture> integer;
    /// `t`, `o` and the like at the end, or NUL.
    char32_t second_modifier = U'\0';
    /// The width modifier's numbers. NaN is what the reference makes of `[Y,x]`.
    std::optional<double> width_max;
    /// How many digits the component has, as XPath's 9.8.4.4 has it for years; -1: as many as it
    /// needs.
    double digits = -1;
};

struct DatePart {
    /// A text, if there is no marker.
    std::u32string literal;
    std::optional<DateMarker> marker;
};

/// Errors: D3131, D3132, D3135; U1001 for a picture that is too long.
Result<std::vector<DatePart>> read_date_picture(std::string_view picture);

/// `January` and `Monday`; the number counts from 1. Nothing for other numbers.
std::optional<std::string_view> month_name(double number);
std::optional<std::string_view> day_name(double number);

}  // namespace query::jsonata::text
