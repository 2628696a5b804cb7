// The tables are those of JSONata's own test suite (MIT, github.com/jsonata-js/jsonata).
#include "query/jsonata/text/integer_format.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

namespace query::jsonata::text {
namespace {

struct Formatted {
    double value;
    std::string_view picture;
    std::string_view text;
};

constexpr auto kFormatted = std::to_array<Formatted>({
    {123, "000", "123"},
    {123, "0000", "0123"},
    {1234, "###0", "1234"},
    {12, "###0", "12"},
    {12.6, "###0", "12"},
    {123, "000;o", "123rd"},
    {1, "0;o", "1st"},
    {28, "#0;o", "28th"},
    {12, "###0;o", "12th"},
    {12340, "###０", "１２３４０"},
    {12, "#,##0", "12"},
    {1200, "#,##0", "1,200"},
    {120000, "#,##0", "120,000"},
    {12345678, "#,##0", "12,345,678"},
    {1234567890, "#:###,##0", "1234:567,890"},
    {0, "I", ""},
    {20, "w", "twenty"},
    {99, "W", "NINETY-NINE"},
    {100, "w", "one hundred"},
    {919, "w", "nine hundred and nineteen"},
    {1000, "w", "one thousand"},
    {327730, "w", "three hundred and twenty-seven thousand, seven hundred and thirty"},
    {1000000000001, "w", "one trillion and one"},
    {1234567890123, "w",
     "one trillion, two hundred and thirty-four billion, five hundred and sixty-seven million, "
     "eight hundred and ninety thousand, one hundred and twenty-three"},
    {1234567890123456, "w",
     "one thousand, two hundred and thirty-four trillion, five hundred and sixty-seven billion, "
     "eight hundred and ninety million, one hundred and twenty-three thousand, four hundred and "
     "fifty-six"},
    {20, "w;o", "twentieth"},
    {34, "w;o", "thirty-fourth"},
    {99, "W;o", "NINETY-NINTH"},
    {100, "w;o", "one hundredth"},
    {555, "W;o", "FIVE HUNDRED AND FIFTY-FIFTH"},
    {919, "w;o", "nine hundred and nineteenth"},
    {1000, "w;o", "one thousandth"},
    {327713, "w;o", "three hundred and twenty-seven thousand, seven hundred and thirteenth"},
    {1000000000001, "w;o", "one trillion and first"},
    {12, "a", "l"},
    {300, "A", "KN"},
    {123456, "A", "FZPH"},
});

struct Parsed {
    std::string_view text;
    std::string_view picture;
    double value;
};

constexpr auto kParsed = std::to_array<Parsed>({
    {"123", "000", 123},
    {"0123", "0000", 123},
    {"1234", "0", 1234},
    {"1234", "###0", 1234},
    {"123rd", "000;o", 123},
    {"1st", "0;o", 1},
    {"28th", "#0;o", 28},
    {"1234th", "###0;o", 1234},
    {"12th", "###0;o", 12},
    {"１２３４０", "###０", 12340},
    {"1,234,567,890", "#,###,##0", 1234567890},
    {"MCMLXXXIV", "I", 1984},
    {"twelve", "w", 12},
    {"NINETY-NINE", "W", 99},
    {"Five Hundred and Fifty-Five", "Ww", 555},
    {"nine hundred and nineteen", "w", 919},
    {"three thousand, seven hundred and thirty", "w", 3730},
    {"three hundred and twenty-seven thousand, seven hundred and thirty", "w", 327730},
    {"four million, three hundred and twenty-seven thousand, seven hundred and thirty", "w",
     4327730},
    {"ten billion trillion trillion trillion", "w", 1e+46},
    {"twentieth", "w;o", 20},
    {"thirty-fourth", "w;o", 34},
    {"NINETY-NINTH", "W;o", 99},
    {"one hundredth", "w;o", 100},
    {"FIVE HUNDRED AND FIFTY-FIFTH", "W;o", 555},
    {"seven hundred and thirtieth", "w;o", 730},
    {"one thousandth", "w;o", 1000},
    {"three thousand, seven hundred and thirty-first", "w;o", 3731},
    {"three hundred and twenty-seven thousand, seven hundred and thirteenth", "w;o", 327713},
    {"one trillion and first", "w;o", 1000000000001},
    {"l", "a", 12},
    {"z", "a", 26},
    {"aa", "a", 27},
    {"KN", "A", 300},
    {"FZPH", "A", 123456},
});

std::string formatted(double value, std::string_view picture) {
    const auto result = format_integer(value, picture);
    return result ? *result : result.error().code;
}

TEST_CASE("integers become digits, letters, numerals and words") {
    for (const auto& [value, picture, text] : kFormatted) {
        CAPTURE(value);
        CAPTURE(picture);
        CHECK_EQ(formatted(value, picture), text);
    }
}

TEST_CASE("what was formatted can be read again") {
    for (const auto& [text, picture, value] : kParsed) {
        CAPTURE(text);
        CHECK_EQ(parse_integer(text, picture).value(), value);
    }
}

TEST_CASE("negative numbers are rounded downwards and have a minus sign") {
    CHECK_EQ(formatted(-1.5, "0"), "-2");
    CHECK_EQ(formatted(-21, "w"), "-twenty-one");
    CHECK_EQ(formatted(-4, "I"), "-IV");
}

TEST_CASE("separators that are not regular stand where the picture has them") {
    CHECK_EQ(formatted(1234567, "#-##-#0"), "1-23-45-67");
    CHECK_EQ(formatted(1234567, "#:##-#0"), "123:45-67");
    CHECK_EQ(formatted(12, "#:##-#0"), ":-12");
}

TEST_CASE("digits of every family are known, but not those of two") {
    CHECK_EQ(formatted(1234, "#٬٠٠٠"), "١٬٢٣٤");
    CHECK_EQ(formatted(1, "0٠"), "D3131");
    CHECK_EQ(parse_integer("١٢٣", "٠").value(), 123);
    CHECK_EQ(formatted(5, "α"), "D3130");
    CHECK_EQ(format_integer(5, "α").error().message,
             "Formatting or parsing an integer as a sequence starting with \"α\" is not supported "
             "by this implementation");
    CHECK_EQ(parse_integer("50", "#").error().code, "D3130");
}

TEST_CASE("what is no number in the picture's form gives no number") {
    for (const auto& [text, picture] : std::to_array<std::pair<const char*, const char*>>(
             {{"x", "0"}, {"", "0"}, {"seven hundred or so", "w"}, {"QX", "I"}, {"1", "٠"}})) {
        CAPTURE(text);
        CHECK(std::isnan(parse_integer(text, picture).value().value()));
    }
    CHECK_EQ(parse_integer("12 apples", "0").value(), 12);
    CHECK_EQ(parse_integer("", "A").value(), 0);
}

TEST_CASE("numbers that would become very long are refused") {
    CHECK_EQ(formatted(1e300, "I"), "U1001");
    CHECK_EQ(formatted(1, std::string(5'000, '0')), "U1001");
    CHECK_EQ(formatted(1e21, "0"), "1e+21");
    CHECK_EQ(formatted(1e27, "w"), "one thousand trillion trillion");
}

}  // namespace
}  // namespace query::jsonata::text
