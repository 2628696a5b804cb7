#include "services/dynamodb/number.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/random.hpp"
#include "json/number.hpp"

namespace {

std::string normal(std::string_view text) {
    const auto number = services::dynamodb::parse_number(text);
    return number ? services::dynamodb::number_text(*number) : number.error().message;
}

std::string order(std::string_view text) {
    return services::dynamodb::sortable(*services::dynamodb::parse_number(text));
}

}  // namespace

TEST_CASE("numbers come back without exponent and needless zeros") {
    CHECK_EQ(normal("1.0"), "1");
    CHECK_EQ(normal("001.500"), "1.5");
    CHECK_EQ(normal("-0"), "0");
    CHECK_EQ(normal("0.000"), "0");
    CHECK_EQ(normal("+7"), "7");
    CHECK_EQ(normal(".5"), "0.5");
    CHECK_EQ(normal("5."), "5");
    CHECK_EQ(normal("1e3"), "1000");
    CHECK_EQ(normal("1.5E-3"), "0.0015");
    CHECK_EQ(normal("-12.340e1"), "-123.4");
    CHECK_EQ(normal("100"), "100");
    CHECK_EQ(normal("1E125").size(), 126);
    CHECK_EQ(normal("1E-130").size(), 132);
}

TEST_CASE("what is no number, too long, too large or too small is refused in AWS's words") {
    const std::string why = "The parameter cannot be converted to a numeric value";
    CHECK_EQ(normal(""), why);
    for (const std::string text :
         {"abc", "1e", "--1", "1 ", " 1", "0x1", ".", "-", "1.2.3", "NaN"}) {
        CHECK_EQ(normal(text), why + ": " + text);
    }
    const std::string longest(38, '9');
    CHECK_EQ(normal(longest), longest);
    CHECK_EQ(normal(longest + "00"), longest + "00");
    CHECK_EQ(normal(longest + "9"),
             "Attempting to store more than 38 significant digits in a Number");
    CHECK(normal("1E126").starts_with("Number overflow."));
    CHECK(normal("1E-131").starts_with("Number underflow."));
    CHECK(normal("1E999999999999999999").starts_with("Number overflow."));
    CHECK(normal("1E-999999999999999999").starts_with("Number underflow."));
    CHECK_EQ(normal("0E999999999999999999"), "0");
}

TEST_CASE("sortable bytes compare as the numbers do") {
    const std::array ascending = {"-1E125", "-123.4",  "-123", "-12.5",  "-12",  "-1.5", "-1",
                                  "-0.1",   "-1E-130", "0",    "1E-130", "0.09", "0.1",  "0.11",
                                  "1",      "1.01",    "9",    "10",     "99.9", "100",  "1E125"};
    for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
        CHECK_MESSAGE(order(ascending[i]) < order(ascending[i + 1]), ascending[i]);
    }
    base::SeededRandom random(7);
    for (int i = 0; i < 2'000; ++i) {
        const auto some = [&] {
            const auto bits = random.next();
            return std::string((bits & 1) != 0 ? "-" : "") + std::to_string((bits >> 8) % 1'000) +
                   "." + std::to_string((bits >> 32) % 1'000) + "e" +
                   std::to_string(static_cast<int>((bits >> 1) % 9) - 4);
        };
        const std::string a = some();
        const std::string b = some();
        CHECK_MESSAGE((order(a) <=> order(b)) == json::compare_numbers(a, b), a << " and " << b);
    }
}

TEST_CASE("a number takes a byte for two digits and one more") {
    const auto bytes = [](std::string_view text) {
        return services::dynamodb::number_bytes(*services::dynamodb::parse_number(text));
    };
    CHECK_EQ(bytes("0"), 1);
    CHECK_EQ(bytes("1"), 2);
    CHECK_EQ(bytes("-1"), 3);
    CHECK_EQ(bytes("12"), 2);
    CHECK_EQ(bytes("123"), 3);
    CHECK_EQ(bytes("1000"), 2);
    CHECK_EQ(bytes(std::string(38, '9')), 20);
}
