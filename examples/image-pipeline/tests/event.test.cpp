// What comes in and goes out as JSON.
#include "lambda/event.hpp"
#include "lambda/json_text.hpp"

#include <doctest/doctest.h>

using lambda::Event;
using lambda::json_string;
using lambda::JsonObject;

TEST_CASE("an event gives its texts and numbers") {
    const auto event = Event::parse(R"({"bucket":"photos","key":"uploads/a \u00e9\"b.jpg",
        "retry_count":2,"nested":{"key":"x"},"none":null})");
    REQUIRE(event);
    CHECK_EQ(*event->text("bucket"), "photos");
    CHECK_EQ(*event->text("key"), "uploads/a \xC3\xA9\"b.jpg");
    CHECK_EQ(event->integer_or("retry_count", 0), 2);
    CHECK_EQ(event->integer_or("missing", 7), 7);
}

TEST_CASE("a missing, empty or wrong member is named") {
    const auto event = Event::parse(R"({"bucket":5,"key":""})");
    REQUIRE(event);
    for (const char* name : {"bucket", "key", "resized_key"}) {
        const auto text = event->text(name);
        REQUIRE_FALSE(text);
        CHECK_EQ(text.error().type, "InvalidEvent");
        CHECK(text.error().message.find(std::string("\"") + name + "\"") != std::string::npos);
    }
}

TEST_CASE("what is not a JSON object is refused") {
    for (const char* payload : {"", "{", "[]", "\"text\"", "{\"a\":1} x", "{\"a\":\"\xFF\"}"}) {
        const auto event = Event::parse(payload);
        REQUIRE_FALSE(event);
        CHECK_EQ(event.error().type, "InvalidEvent");
    }
}

TEST_CASE("text becomes a JSON string whatever its bytes are") {
    CHECK_EQ(json_string("a\"b\\c\n\x01"), "\"a\\\"b\\\\c\\u000a\\u0001\"");
    CHECK_EQ(json_string("\xC3\xA9\xF0\x9F\x90\xB1"), "\"\xC3\xA9\xF0\x9F\x90\xB1\"");
    CHECK_EQ(json_string("a\xFF"), "\"a\xEF\xBF\xBD\"");
    CHECK_EQ(json_string("\xC3"), "\"\xEF\xBF\xBD\"");                  // Cut short.
    CHECK_EQ(json_string("\xC0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");  // Overlong.
    CHECK_EQ(json_string("\xED\xA0\x80").size(), 11);                   // Half of a surrogate pair.
}

TEST_CASE("an object keeps the order of its members") {
    const std::string text = JsonObject()
                                 .text("key", "a")
                                 .object("inner", JsonObject().integer("n", -5))
                                 .milliseconds("ms", 1.234)
                                 .str();
    CHECK_EQ(text, R"({"key":"a","inner":{"n":-5},"ms":1.23})");
    CHECK_EQ(JsonObject().str(), "{}");
}
