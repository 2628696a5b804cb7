#include <doctest/doctest.h>

#include <cmath>

#include "query/jsonata/text/number_format.hpp"

namespace query::jsonata::text {
namespace {

TEST_CASE("numbers become texts of 15 digits at most") {
    CHECK_EQ(number_to_string(5), "5");
    CHECK_EQ(number_to_string(0.1 + 0.2), "0.3");
    CHECK_EQ(number_to_string(22.0 / 7), "3.14285714285714");
    CHECK_EQ(number_to_string(1e20), "100000000000000000000");
    CHECK_EQ(number_to_string(1e100), "1e+100");
    CHECK_EQ(number_to_string(1e-7), "1e-7");
    CHECK_EQ(number_to_string(-39.4), "-39.4");
    CHECK_EQ(number_to_string(1234567890123456.0), "1234567890123460");
    CHECK_EQ(number_to_string(9007199254740993.0), "9007199254740990");
    CHECK_EQ(number_to_string(-0.0), "0");
}

TEST_CASE("a number exactly between two of 15 digits goes up") {
    CHECK_EQ(number_to_string(100000000000000.5), "100000000000001");
    CHECK_EQ(number_to_string(-100000000000000.5), "-100000000000001");
    CHECK_EQ(number_to_string(1000000000000025.0), "1000000000000030");
}

TEST_CASE("texts become numbers") {
    CHECK_EQ(parse_number("0"), 0);
    CHECK_EQ(parse_number("-34.5"), -34.5);
    CHECK_EQ(parse_number("007"), 7);
    CHECK_EQ(parse_number("1E-2"), 0.01);
    CHECK_EQ(parse_number("0x1F"), 31);
    CHECK_EQ(parse_number("0b101"), 5);
    CHECK_EQ(parse_number("0O17"), 15);
    CHECK_EQ(parse_number("0xFFFFFFFFFFFFFFFFFF"), 4722366482869645213695.0);
    CHECK_EQ(parse_number("0x8000000000000400"), 9223372036854775808.0);
    CHECK_EQ(parse_number("0x80000000000004001"), 0x1.0000000000001p67);
}

TEST_CASE("other texts are no numbers") {
    for (const std::string_view text :
         {"",    "-",  "+1",  ".5",  "5.",  "1e",   "1e+", " 1",       "1 ",  "1e1000",
          "abc", "0x", "0xG", "0b2", "0o8", "-0x1", "NaN", "Infinity", "--5", "1.2.3"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_number(text).has_value());
    }
    CHECK_FALSE(parse_number("0x1" + std::string(300, '0')).has_value());
}

TEST_CASE("ties are rounded to the even neighbour, as decimals show them") {
    CHECK_EQ(round_half_even(4.5), 4);
    CHECK_EQ(round_half_even(5.5), 6);
    CHECK_EQ(round_half_even(-10.5), -10);
    CHECK_EQ(round_half_even(-11.5), -12);
    CHECK_EQ(round_half_even(4.525, 2), 4.52);
    CHECK_EQ(round_half_even(4.515, 2), 4.52);
    CHECK_EQ(round_half_even(12345, -2), 12300);
    CHECK_EQ(round_half_even(12450, -2), 12400);
    CHECK_EQ(round_half_even(6.022e-23, 24), 6.0e-23);
    CHECK_EQ(round_half_even(0.49999999999999994), 0);
    CHECK_FALSE(std::signbit(round_half_even(-0.2)));
}

TEST_CASE("rounding to no whole place or beyond all numbers gives no number") {
    CHECK(std::isnan(round_half_even(12.5, 1.5)));
    CHECK(std::isnan(round_half_even(12.5, 400)));
    CHECK_EQ(round_half_even(12.5, -400), 0);
}

TEST_CASE("numbers are written in any base from 2 to 36") {
    CHECK_EQ(format_base(100, {}).value(), "100");
    CHECK_EQ(format_base(100, 2).value(), "1100100");
    CHECK_EQ(format_base(-100, 36).value(), "-2s");
    CHECK_EQ(format_base(99.5, 2.5).value(), "1100100");
    CHECK_EQ(format_base(0, 16).value(), "0");
    CHECK_EQ(format_base(1e21, 16).value(), "3635c9adc5dea00000");
    CHECK_EQ(format_base(1, 1).error().code, "D3100");
    CHECK_EQ(format_base(1, 37).error().message,
             "The radix of the formatBase function must be between 2 and 36.  It was given 37");
}

}  // namespace
}  // namespace query::jsonata::text
