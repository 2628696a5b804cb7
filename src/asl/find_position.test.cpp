// Places in a definition's text.
#include <doctest/doctest.h>

#include <string>

#include "asl/diagnostic.hpp"

namespace {

constexpr std::string_view kText = R"({
  "StartAt": "A",
  "States": {
    "A": { "Type": "Choice",
      "Choices": [ {"Next": "x"}, {"And": [ 1, 2 ], "Next": "y"} ] },
    "A/B": {"Type": "Pass", "Übung": "ö", "Next": "Z"},
    "q\"uote[0]": { "End": true }
  }
})";

void check_at(std::string_view location, std::size_t line, std::size_t column) {
    CAPTURE(location);
    const asl::TextPosition found = asl::find_position(kText, location);
    CHECK_EQ(found.line, line);
    CHECK_EQ(found.column, column);
}

}  // namespace

TEST_CASE("a location is found as line and column: the value, or the name of a nested one") {
    check_at("/", 1, 1);
    check_at("/StartAt", 2, 14);
    check_at("/States", 3, 3);
    check_at("/States/A", 4, 5);
    check_at("/States/A/Type", 4, 20);
    check_at("/States/A/Choices", 5, 7);
    check_at("/States/A/Choices[1]", 5, 35);
    check_at("/States/A/Choices[1]/And[1]", 5, 48);
    check_at("/States/A/Choices[1]/Next", 5, 61);
}

TEST_CASE("names may hold what locations are made of; columns count characters") {
    check_at("/States/A/B/Next", 6, 51);
    check_at("/States/q\"uote[0]/End", 7, 28);
}

TEST_CASE("what is not there has line 0") {
    for (const std::string_view location :
         {"", "/States/C", "/States/A/Choices[2]", "/States/A/Choices[x]", "/States/A[0]", "States",
          "/StartAt/x", "/States/A/Choices[99999999999999999999]"}) {
        check_at(location, 0, 0);
    }
    CHECK_EQ(asl::find_position("", "/").line, 0);
    CHECK_EQ(asl::find_position("{\"a\": [1, ", "/a[5]").line, 0);
    CHECK_EQ(asl::find_position("{\"a", "/a").line, 0);
}
