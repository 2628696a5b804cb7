#include "json/print.hpp"

#include <doctest/doctest.h>

#include "json/parse.hpp"

using namespace json;

TEST_CASE("the pretty form is indented by two blanks, and empty containers stay short") {
    CHECK_EQ(print_pretty(parse(R"({"a":[1,{"b":[]}],"c":{}})").value()),
             "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}");
    CHECK_EQ(print_pretty(Value::integer(1)), "1");
}

TEST_CASE("printing appends and escapes only what must be") {
    std::string out = "x=";
    print_to(out, array({Value::string("\x1f\x7f\u20ac/\"\\\n")}));
    CHECK_EQ(out, "x=[\"\\u001F\x7f\u20ac/\\\"\\\\\\n\"]");
    std::string text;
    print_string_to(text, "a\tb");
    CHECK_EQ(text, "\"a\\tb\"");
}
