#include "json/number.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <compare>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

#include "json/value.hpp"

using namespace json;

TEST_CASE("a double prints as ECMAScript prints it") {
    struct Row {
        double value;
        const char* text;
    };
    const Row rows[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1.5, "-1.5"},
        {100, "100"},
        {0.1, "0.1"},
        {1e20, "100000000000000000000"},
        {1e21, "1e+21"},
        {1.5e21, "1.5e+21"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e-6, "0.000001"},
        {1e-7, "1e-7"},
        {1.25e-7, "1.25e-7"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {1.0 / 3, "0.3333333333333333"},
        {-123.456, "-123.456"},
    };
    for (const Row& row : rows) {
        CHECK_EQ(print_double(row.value), row.text);
        CHECK_EQ(read_double(row.text), row.value);
    }
}

TEST_CASE("an integral number in range is an integer, however it is written") {
    CHECK_EQ(read_integer("1"), 1);
    CHECK_EQ(read_integer("1.0"), 1);
    CHECK_EQ(read_integer("-1.50e1"), -15);
    CHECK_EQ(read_integer("1e2"), 100);
    CHECK_EQ(read_integer("0.001e3"), 1);
    CHECK_EQ(read_integer("-0"), 0);
    CHECK_EQ(read_integer("0e999999999999999999999"), 0);
    CHECK_EQ(read_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
    CHECK_EQ(read_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
    CHECK_EQ(read_integer("-9223372036854775808.0"), std::numeric_limits<std::int64_t>::min());
    CHECK_FALSE(read_integer("9223372036854775808"));
    CHECK_FALSE(read_integer("9223372036854775808.0"));
    CHECK_FALSE(read_integer("1.5"));
    CHECK_FALSE(read_integer("1e-1"));
    CHECK_FALSE(read_integer("1e30"));
    CHECK_FALSE(read_integer("1e99999999999999999999"));
}

TEST_CASE("a number beyond double's range is infinite or zero") {
    CHECK(std::isinf(read_double("1e999")));
    CHECK_EQ(read_double("-1e999"), -std::numeric_limits<double>::infinity());
    CHECK_EQ(read_double("1e-999"), 0.0);
    CHECK_EQ(read_double("0e999"), 0.0);
    CHECK(std::signbit(read_double("-0")));
}

TEST_CASE("numbers compare by value, without rounding") {
    CHECK(compare_numbers("1", "1.0") == 0);
    CHECK(compare_numbers("100", "1e2") == 0);
    CHECK(compare_numbers("0", "-0.0") == 0);
    CHECK(compare_numbers("0.00", "0e5") == 0);
    CHECK(compare_numbers("10000000000000000000001", "10000000000000000000002") < 0);
    CHECK(compare_numbers("-2", "-1") < 0);
    CHECK(compare_numbers("-1", "0") < 0);
    CHECK(compare_numbers("0", "1e-300") < 0);
    CHECK(compare_numbers("1e300", "2") > 0);
    CHECK(compare_numbers("0.1", "0.10000000000000000001") < 0);
    CHECK(compare_numbers("1e999999999999999999999", "1e-999999999999999999999") > 0);
}

TEST_CASE("the texts of numbers are those of RFC 8259") {
    for (const char* good :
         {"0", "-0", "10", "1.5", "1e5", "1E+5", "1.0e-10", "123456789012345678901"}) {
        CHECK(is_number_text(good));
    }
    for (const char* bad :
         {"", "-", "01", "1.", ".5", "1e", "1e+", "+1", "1a", "0x1", "NaN", "--1"}) {
        CHECK_FALSE(is_number_text(bad));
    }
}

TEST_CASE("a short number is the double nearest to it, like any other") {
    for (const std::string text :
         {"0", "-0", "1", "0.1", "-0.1", "123456789012345", "-123456789012345", "999999999999999",
          "0.00000000000001", "12345678901234.5", "9007199254740993", "0.3", "1.005", "4.35",
          "100000000000000.1", "0.000000000000001", "12345.678901234567", "5e-324", "1e15"}) {
        CHECK_EQ(read_double(text), std::strtod(text.c_str(), nullptr));
    }
    CHECK(std::signbit(read_double("-0")));
}

TEST_CASE("numbers that differ in their fifteenth digit are ordered") {
    CHECK(compare_numbers("0.12345678901234", "0.12345678901235") < 0);
    CHECK(compare_numbers("-12345678901234.5", "-12345678901234.4") < 0);
    CHECK(compare_numbers("999999999999999", "1000000000000000") < 0);
    CHECK(compare_numbers("1.50", "1.5") == 0);
    CHECK(compare_numbers("-0", "0.0") == 0);
}

TEST_CASE("numbers are printed as the shortest text, those of few digits by a way of their own") {
    CHECK_EQ(print_double(0.5), "0.5");
    CHECK_EQ(print_double(-0.05), "-0.05");
    CHECK_EQ(print_double(1e-6), "0.000001");
    CHECK_EQ(print_double(999999999.999999), "999999999.999999");
    CHECK_EQ(print_double(999999999.9999999), "999999999.9999999");
    CHECK_EQ(print_double(1e9), "1000000000");
    CHECK_EQ(print_double(999999999999.999), "999999999999.999");
    CHECK_EQ(print_double(999999999999999), "999999999999999");
    CHECK_EQ(print_double(1e15), "1000000000000000");
    CHECK_EQ(print_double(4.35 * 3), "13.049999999999999");
    CHECK_EQ(print_double(-1.25e-300), "-1.25e-300");
    // Every double reads back, and so does the shortest text of 17 digits or less that it is.
    std::uint64_t state = 42;
    for (int round = 0; round < 20'000; ++round) {
        state = state * 6364136223846793005 + 1442695040888963407;
        const auto digits = static_cast<double>(state >> (11 + round % 53));
        const double value = digits / std::pow(10.0, round % 23);
        char shortest[40];
        for (int precision = 1; precision <= 17; ++precision) {
            std::snprintf(shortest, sizeof shortest, "%.*g", precision, value);
            if (std::strtod(shortest, nullptr) == value) break;
        }
        const std::string text = print_double(value);
        CHECK_EQ(std::strtod(text.c_str(), nullptr), value);
        CHECK_EQ(compare_numbers(text, shortest), std::strong_ordering::equal);
    }
}

TEST_CASE("a number that lies in a value is read like any other") {
    std::uint64_t state = 7;
    for (int round = 0; round < 20'000; ++round) {
        state = state * 6364136223846793005 + 1442695040888963407;
        std::string text = round % 3 == 0 ? "-" : "";
        text += std::to_string((state >> 20) % static_cast<std::uint64_t>(std::pow(10, round % 9)));
        if (round % 4 != 0) {
            text += '.';
            text += std::to_string(state % static_cast<std::uint64_t>(std::pow(10, 1 + round % 8)));
        }
        if (round % 11 == 0) text += round % 2 == 0 ? "e5" : "E-3";
        CAPTURE(text);
        CHECK_EQ(json::Value::number_text(text).as_double(), std::strtod(text.c_str(), nullptr));
    }
    CHECK(std::signbit(json::Value::number_text("-0").as_double()));
    CHECK_EQ(json::Value::number_text("1e400").as_double(),
             std::numeric_limits<double>::infinity());
}
