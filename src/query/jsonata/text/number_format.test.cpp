// Many of the cases are those of JSONata's own test suite (MIT, github.com/jsonata-js/jsonata).
#include "query/jsonata/text/number_format.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace query::jsonata::text {
namespace {

struct Case {
    double value;
    std::string_view picture;
    std::string_view result;
};

std::string with(double value, std::string_view picture, std::initializer_list<json::Member> all) {
    const json::Value options = json::object(all);
    const auto result = format_number(value, picture, &options);
    return result ? *result : result.error().code;
}

json::Value text(std::string_view given) {
    return json::Value::string(given);
}

TEST_CASE("pictures say how many digits there are, and where they are divided") {
    for (const auto& [value, picture, result] : std::to_array<Case>({
             {12345678.9, "9,999.99", "12,345,678.90"},
             {123412345678.9, "9,9,99.99", "123412345,6,78.90"},
             {1234.56789, "9,999.999,999", "1,234.567,890"},
             {123.9, "9999", "0124"},
             {5, "#,##,##0", ",5,"},
             {0, "#", "0"},
             {0, "#.#", ".0"},
             {0.5, "#", "0"},
             {1.5, "0.", "2"},
             {-1.5, "#,##0.00", "-1.50"},
             {-1.5, "0.0;(0.0)", "(1.5)"},
             {87504.4812, "$#,##0.00 net", "$87,504.48 net"},
             {1e21, "0", "1e+21"},
         })) {
        CAPTURE(value);
        CAPTURE(picture);
        CHECK_EQ(format_number(value, picture, nullptr).value(), result);
    }
}

TEST_CASE("percent, per-mille and exponents scale the number") {
    CHECK_EQ(format_number(0.14, "01%", nullptr).value(), "14%");
    CHECK_EQ(format_number(0.4857, "###.###‰", nullptr).value(), "485.7‰");
    CHECK_EQ(format_number(1234.5678, "00.000e0", nullptr).value(), "12.346e2");
    CHECK_EQ(format_number(1234.5678, "00.000e000", nullptr).value(), "12.346e002");
    CHECK_EQ(format_number(0.234, "0.0e0", nullptr).value(), "2.3e-1");
    CHECK_EQ(format_number(0.234, ".00e0", nullptr).value(), ".23e0");
}

TEST_CASE("zero and negative numbers have exponents too, where version 2.0.6 never ends") {
    CHECK_EQ(format_number(0, "0e0", nullptr).value(), "0e0");
    CHECK_EQ(format_number(0, "#.##e00", nullptr).value(), "0e00");
    CHECK_EQ(format_number(-1234.5, "0.0e0", nullptr).value(), "-1.2e3");
}

TEST_CASE("the properties of the format change what the picture's characters mean") {
    CHECK_EQ(with(0.14, "###pm", {{"per-mille", text("pm")}}), "140pm");
    CHECK_EQ(with(1234.5678, "①①.①①①e①", {{"zero-digit", text("\u245F")}}), "①②.③④⑥e②");
    CHECK_EQ(with(0.1, "AeAAA", {{"zero-digit", text("A")}}), "Be-AAB");
    CHECK_EQ(with(1234.5, "#.##0,00",
                  {{"decimal-separator", text(",")}, {"grouping-separator", text(".")}}),
             "1.234,50");
    CHECK_EQ(with(-3, "0", {{"minus-sign", text("")}}), "3");
    CHECK_EQ(with(3, "0.0", {{"decimal-separator", text("")}, {"digit", json::Value()}}), "3.0");
}

TEST_CASE("half of a unit goes to the even neighbour as the number is written") {
    CHECK_EQ(format_number(100000144545381.12, "0.00", nullptr).value(), "100000144545381.13");
    CHECK_EQ(format_number(2.5, "0", nullptr).value(), "2");
    CHECK_EQ(format_number(1.005, "0.00", nullptr).value(), "1.00");
    CHECK_EQ(format_number(9.995, "0.00", nullptr).value(), "10.00");
}

TEST_CASE("wrong pictures are refused with the reference's codes") {
    struct Wrong {
        std::string_view picture;
        std::string_view code;
    };
    for (const auto& [picture, code] : std::to_array<Wrong>({
             {"#;#;#", "D3080"},
             {"0.0.0", "D3081"},
             {"#0%%", "D3082"},
             {"#0‰‰", "D3083"},
             {"#0%‰", "D3084"},
             {".", "D3085"},
             {"", "D3085"},
             {"0;", "D3085"},
             {"0a0", "D3086"},
             {"‰‰", "D3086"},
             {"---", "D3086"},
             {"0,.e0", "D3087"},
             {"0,", "D3088"},
             {"0,,0", "D3089"},
             {"0#.e0", "D3090"},
             {"#0.#0e0", "D3091"},
             {"#0.0e0%", "D3092"},
             {"#0.0ee0", "D3093"},
         })) {
        CAPTURE(picture);
        const auto result = format_number(20, picture, nullptr);
        REQUIRE_FALSE(result.has_value());
        CHECK_EQ(result.error().code, code);
    }
}

TEST_CASE("pictures without end are refused") {
    CHECK_EQ(format_number(1, "0." + std::string(101, '0'), nullptr).error().code, "U1001");
    CHECK_EQ(format_number(1, std::string(5'000, '0'), nullptr).error().code, "U1001");
    std::string long_mantissa(400, '0');
    long_mantissa += ".0e0";
    CHECK(format_number(1, long_mantissa, nullptr).has_value());
}

}  // namespace
}  // namespace query::jsonata::text
