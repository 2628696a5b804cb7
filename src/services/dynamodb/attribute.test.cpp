#include "services/dynamodb/attribute.hpp"

#include <doctest/doctest.h>

#include "support/inline_service.hpp"

namespace {

std::string normal(std::string_view text) {
    return support::text_of(services::dynamodb::normal_attribute(support::parse(text)));
}
std::string invalid(std::string_view why) {
    return "ValidationException: One or more parameter values were invalid: " + std::string(why);
}
std::size_t bytes(std::string_view item) {
    return services::dynamodb::item_bytes(support::parse(item));
}
std::string nested(std::size_t levels) {
    std::string text = R"({"S":"x"})";
    for (std::size_t i = 0; i < levels; ++i) text = R"({"L":[)" + text + "]}";
    return text;
}

}  // namespace

TEST_CASE("each of the ten types is taken, numbers in their normal form") {
    for (const std::string_view value :
         {R"({"S":""})", R"({"S":"text"})", R"({"N":"12.5"})", R"({"B":"AAEC"})", R"({"B":""})",
          R"({"SS":["a","b"]})", R"({"NS":["1","2"]})", R"({"BS":["AA==","AQ=="]})",
          R"({"M":{"a":{"S":"b"},"":{"N":"1"}}})", R"({"M":{}})",
          R"({"L":[{"S":"x"},{"NULL":true}]})", R"({"L":[]})", R"({"BOOL":false})",
          R"({"NULL":true})"}) {
        CHECK_EQ(normal(value), value);
    }
    CHECK_EQ(normal(R"({"L":[{"N":"1.0"}]})"), R"({"L":[{"N":"1"}]})");
    CHECK_EQ(normal(R"({"NS":["1.0","2e1"]})"), R"({"NS":["1","20"]})");
}

TEST_CASE("null members and unknown ones count as absent") {
    CHECK_EQ(normal(R"({"S":"x","N":null,"Other":1})"), R"({"S":"x"})");
    CHECK_EQ(normal(R"({"Other":1})"),
             "ValidationException: Supplied AttributeValue is empty, must contain exactly one of "
             "the supported datatypes");
}

TEST_CASE("bad values are refused in AWS's words") {
    CHECK_EQ(normal("{}"),
             "ValidationException: Supplied AttributeValue is empty, must contain exactly one of "
             "the supported datatypes");
    CHECK_EQ(normal(R"({"S":"a","N":"1"})"),
             "ValidationException: Supplied AttributeValue has more than one datatypes set, must "
             "contain exactly one of the supported datatypes");
    CHECK_EQ(normal(R"({"N":"one"})"),
             "ValidationException: The parameter cannot be converted to a numeric value: one");
    CHECK_EQ(normal(R"({"NULL":false})"),
             invalid("Null attribute value types must have the value of true"));
    CHECK_EQ(normal(R"({"SS":[]})"), invalid("An string set  may not be empty"));
    CHECK_EQ(normal(R"({"NS":[]})"), invalid("An number set  may not be empty"));
    CHECK_EQ(normal(R"({"BS":[]})"), invalid("Binary sets should not be empty"));
    CHECK_EQ(normal(R"({"SS":["a",""]})"),
             invalid("An string set may not have a empty string as a member"));
    CHECK_EQ(normal(R"({"SS":["a","b","a"]})"),
             invalid("Input collection [a, b, a] contains duplicates."));
    CHECK_EQ(normal(R"({"NS":["1","1.0"]})"),
             invalid("Input collection [1, 1.0] contains duplicates."));
    CHECK_EQ(normal(R"({"BS":["AA==","AA=="]})"),
             invalid("Input collection [AA==, AA==]of type BS contains duplicates."));
}

TEST_CASE("members of a wrong JSON type are a serialization error") {
    for (const std::string_view value :
         {R"("x")", R"({"S":1})", R"({"N":1})", R"({"B":"no base64"})", R"({"BOOL":"true"})",
          R"({"SS":"a"})", R"({"SS":[1]})", R"({"M":[]})", R"({"L":{}})", R"({"L":["x"]})"}) {
        CHECK_MESSAGE(normal(value).starts_with("SerializationException"), value);
    }
}

TEST_CASE("documents may be 32 levels deep") {
    CHECK_EQ(normal(nested(32)), nested(32));
    CHECK(normal(nested(33)).find("Nesting Levels have exceeded supported limits") !=
          std::string::npos);
}

TEST_CASE("an item's size is its names and values by AWS's rules") {
    CHECK_EQ(bytes(R"({"id":{"S":"abc"}})"), 5);
    CHECK_EQ(bytes(R"({"id":{"S":"Ää"}})"), 6);
    CHECK_EQ(bytes(R"({"n":{"N":"12"}})"), 3);
    CHECK_EQ(bytes(R"({"b":{"B":"AAEC"}})"), 4);
    CHECK_EQ(bytes(R"({"b":{"B":"AA=="}})"), 2);
    CHECK_EQ(bytes(R"({"t":{"BOOL":true},"u":{"NULL":true}})"), 4);
    CHECK_EQ(bytes(R"({"s":{"SS":["a","bc"]}})"), 4);
    CHECK_EQ(bytes(R"({"l":{"L":[{"S":"ab"},{"BOOL":true}]}})"), 1 + 3 + 2 + 2 + 1);
    CHECK_EQ(bytes(R"({"m":{"M":{"k":{"S":"ab"}}}})"), 1 + 3 + 1 + 1 + 2);
}

TEST_CASE("an item of 400 KB is taken and one byte more is not") {
    const auto item = [](std::size_t size) {
        return json::object(
            {{"id", json::object({{"S", json::Value::string(std::string(size - 2, 'x'))}})}});
    };
    CHECK(services::dynamodb::normal_item(item(409'600)).has_value());
    const auto larger = services::dynamodb::normal_item(item(409'601));
    REQUIRE_FALSE(larger.has_value());
    CHECK_EQ(larger.error().message, "Item size has exceeded the maximum allowed size");
}
