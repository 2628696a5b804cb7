// Values that remember the text they were written with.
#include <doctest/doctest.h>

#include "json/parse.hpp"
#include "json/print.hpp"

namespace {

json::Value written(std::string_view text) {
    auto value = json::parse_as_written(text);
    REQUIRE_MESSAGE(value.has_value(), text);
    return *std::move(value);
}

}  // namespace

TEST_CASE("an array or object keeps the text it was written with") {
    for (const char* text : {"[1, 2]", "{ }", "[ ]", R"({"a" : [1, {"b": 2}]})", " [1]\n",
                             R"(["\u00e9"])", R"({"a":1,"a":2})"}) {
        CAPTURE(text);
        const json::Value value = written(text);
        CHECK_EQ(value.written_text(), text);
        CHECK_EQ(json::print_as_written(value), text);
        CHECK_EQ(json::print(value), json::print(*json::parse(text)));
        CHECK_EQ(value, *json::parse(text));
        CHECK_EQ(json::print_as_written(json::compact(value)), text);
    }
}

TEST_CASE("a text that print would give is not kept twice, and neither is a scalar's") {
    for (const char* text : {"[1,2]", "{}", R"({"a":"b"})", " 5 ", R"("\u0041")", "null"}) {
        CAPTURE(text);
        CHECK(written(text).written_text().empty());
    }
}

TEST_CASE("members and changed copies have no text") {
    const json::Value value = written(R"({"a": [1, 2], "b": 3})");
    CHECK_EQ(json::print_as_written(*value.find("a")), "[1,2]");
    json::ObjectBuilder changed(value);
    changed.set_integer("b", 4);
    CHECK_EQ(json::print_as_written(std::move(changed).build()), R"({"a":[1,2],"b":4})");
    const json::Value plain = json::without_written_text(value);
    CHECK_EQ(json::print_as_written(plain), R"({"a":[1,2],"b":3})");
    CHECK_EQ(plain, value);
}

TEST_CASE("a large object with a text finds its members, and gives its memory back") {
    std::string text = "{ ";
    for (int i = 0; i < 1000; ++i) {
        if (i > 0) text += ", ";
        text += "\"member number " + std::to_string(i) + "\": " + std::to_string(i);
    }
    text += "}";
    json::Value kept;
    {
        const json::Value value = written(text);
        REQUIRE(value.find("member number 999") != nullptr);
        CHECK_EQ(value.find("member number 999")->as_integer(), 999);
        CHECK(value.find("member number 1000") == nullptr);
        kept = *value.find("member number 7");
    }
    CHECK_EQ(kept.as_integer(), 7);
}
