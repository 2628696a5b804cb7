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

TEST_CASE("a byte that needs an escape is escaped wherever it stands in a string of any length") {
    for (std::size_t length = 1; length <= 40; ++length) {
        for (std::size_t place = 0; place < length; ++place) {
            for (const auto& [raw, escaped] : {std::pair<std::string, std::string>{"\"", "\\\""},
                                               {"\\", "\\\\"},
                                               {"\n", "\\n"},
                                               {std::string(1, '\x1F'), "\\u001F"},
                                               {"\x7F", "\x7F"},
                                               {" ", " "}}) {
                const std::string before(place, 'x');
                const std::string behind(length - place - 1, 'y');
                const std::string expected = "\"" + before + escaped + behind + "\"";
                CHECK_EQ(print(Value::string(before + raw + behind)), expected);
                CHECK_EQ(parse(expected).value().as_string(), before + raw + behind);
            }
        }
    }
}

TEST_CASE("a string of nothing but escapes is printed whole") {
    std::string expected = "\"";
    for (int i = 0; i < 5000; ++i) expected += "\\u0001";
    CHECK_EQ(print(Value::string(std::string(5000, '\x01'))), expected + "\"");
}
