#include "query/template/template.hpp"

#include <doctest/doctest.h>

#include "json/parse.hpp"
#include "json/print.hpp"

using query::Template;

namespace {

std::string filled(std::string_view payload, std::string_view data) {
    const auto compiled = Template::compile(json::parse(payload).value());
    if (!compiled) return "invalid";
    const json::Value input = json::parse(data).value();
    const json::Value context = json::parse(R"({"Map": {"Item": {"Index": 3}}})").value();
    base::SeededRandom random(1);
    const auto value = compiled->evaluate({.input = input, .context = &context, .random = random});
    return value ? json::print(*value) : value.error().error + ": " + value.error().cause;
}

}  // namespace

TEST_CASE("keys that end in .$ are replaced, everything else stays") {
    CHECK_EQ(filled(R"({"a.$": "$.x", "b": {"c.$": "$$.Map.Item.Index", "d": 1.0}, "e": "$.x"})",
                    R"({"x": [1]})"),
             R"({"a":[1],"b":{"c":3,"d":1.0},"e":"$.x"})");
    CHECK_EQ(
        filled(R"x({"list": [1, {"a.$": "$.x"}, [{"b.$": "States.Array($.x)"}]]})x", R"({"x": 2})"),
        R"({"list":[1,{"a":2},[{"b":[2]}]]})");
    CHECK_EQ(filled(R"({".$": "$.x", "$": 1})", R"({"x": 2})"), R"({"":2,"$":1})");
    CHECK_EQ(filled("\"text\"", "{}"), "\"text\"");
    CHECK_EQ(filled("[]", "{}"), "[]");
}

TEST_CASE("of a key that is there with and without its mark the later one counts") {
    CHECK_EQ(filled(R"({"a": 1, "a.$": "$.x"})", R"({"x": 2})"), R"({"a":2})");
}

TEST_CASE("what is constant is shared, not copied") {
    const json::Value payload =
        json::parse(R"({"big": {"list": [1, 2, 3]}, "a.$": "$.x"})").value();
    const auto compiled = Template::compile(payload).value();
    CHECK_FALSE(compiled.is_constant());
    const json::Value input = json::parse(R"({"x": {"y": [4]}})").value();
    base::SeededRandom random(1);
    const json::Value value = compiled.evaluate({.input = input, .random = random}).value();
    CHECK_EQ(value.find("big")->members().data(), payload.find("big")->members().data());
    CHECK_EQ(value.find("a")->members().data(), input.find("x")->members().data());

    const auto constant = Template::compile(*payload.find("big")).value();
    CHECK(constant.is_constant());
    CHECK_EQ(constant.evaluate({.input = input, .random = random})->members().data(),
             payload.find("big")->members().data());
}

TEST_CASE("all faults of a template are told, each with its place") {
    const auto compiled = Template::compile(
        json::parse(R"({"a.$": 1, "b": [{"c/d.$": "$.", "ok.$": "$.x"}], "e.$": "no"})").value());
    REQUIRE_FALSE(compiled);
    const auto& faults = compiled.error();
    REQUIRE_EQ(faults.size(), 3);
    CHECK_EQ(faults[0].pointer, "/a.$");
    CHECK_EQ(faults[0].detail, "it is not a string");
    CHECK_EQ(faults[1].pointer, "/b/0/c~1d.$");
    CHECK_EQ(faults[1].key, "c/d.$");
    CHECK_EQ(faults[1].message,
             "The value for the field 'c/d.$' must be a valid JSONPath or a "
             "valid intrinsic function call");
    CHECK_EQ(faults[2].detail, "a path starts with '$', unlike 'no'");
}

TEST_CASE("a failed expression names its key") {
    CHECK_EQ(filled(R"({"deep": {"value.$": "$.no"}})", R"({"x": 1})"),
             "States.Runtime: The JSONPath '$.no' specified for the field 'value.$' could not be "
             R"(found in the input '{"x":1}')");
}

TEST_CASE("a template tells what it reads") {
    const auto compiled =
        Template::compile(
            json::parse(R"x({"a.$": "$b.x", "c": {"d.$": "States.Array($$.X, $a)"}})x").value())
            .value();
    CHECK_EQ(compiled.variables(), std::vector<std::string>{"a", "b"});
    CHECK(compiled.uses_context());
}
