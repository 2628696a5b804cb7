#include "query/path/path.hpp"

#include <doctest/doctest.h>

#include <atomic>

#include "base/random.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

using query::Budget;
using query::Path;
using query::PathFault;

namespace {

std::string evaluated(std::string_view path, std::string_view data) {
    const auto compiled = Path::compile(path);
    if (!compiled) return "invalid: " + compiled.error().message;
    Budget budget;
    const auto value = compiled->evaluate(json::parse(data).value(), budget);
    return value ? json::print(*value) : value.error().message;
}

std::string set(std::string_view path, std::string_view data) {
    const auto result =
        Path::compile(path)->set(json::parse(data).value(), json::Value::integer(1));
    return result ? json::print(*result) : result.error().error + ": " + result.error().cause;
}

std::string repeat(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("a definite path gives one value, an indefinite one a list") {
    CHECK_EQ(evaluated("$.a[1]", R"({"a": [1, {"b": 2}]})"), R"({"b":2})");
    CHECK_EQ(evaluated("$['a']['b c']", R"({"a": {"b c": 1.0}})"), "1.0");
    CHECK_EQ(evaluated("$.a[*].b", R"({"a": [{"b": 1}, {}, {"b": null}]})"), "[1,null]");
    CHECK_EQ(
        evaluated("$.a[?(@.b > 1 && !@.c)].b", R"({"a": [{"b": 1}, {"b": 2}, {"b": 3, "c": 0}]})"),
        "[2]");
    CHECK_EQ(evaluated("$..x", R"({"x": {"x": 1}})"), R"([{"x":1},1])");
    CHECK_EQ(evaluated("$.nothing[*]", R"({"nothing": []})"), "[]");
    CHECK(Path::compile("$.a[0]")->is_definite());
    CHECK_FALSE(Path::compile("$.a[0,1]")->is_definite());
    CHECK_FALSE(Path::compile("$..a")->is_definite());
    CHECK(Path::compile("$.a.length()")->is_definite());
    CHECK(Path::compile("$")->is_root());
}

TEST_CASE("a path that leads nowhere says where it ended, in Jayway's words") {
    CHECK_EQ(evaluated("$.a", "{}"), "No results for path: $['a']");
    CHECK_EQ(evaluated("$.a.b.c", R"({"a": {}})"), "Missing property in path $['a']['b']");
    CHECK_EQ(evaluated("$.a.b", R"({"a": "text"})"),
             "Expected to find an object with property ['b'] in path $['a'] but found "
             "'java.lang.String'. This is not a json object according to the JsonProvider: "
             "'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.");
    CHECK_EQ(evaluated("$.a[0]", R"({"a": []})"), "No results for path: $['a'][0]");
    CHECK_EQ(evaluated("$.a[0]", R"({"a": null})"), "The path $['a'] is null");
    CHECK_EQ(evaluated("$.a[0]", R"({"a": 1})"),
             "Filter: [0] can only be applied to arrays. Current context is: 1");
}

TEST_CASE("what is no path is refused") {
    for (const char* text : {"",
                             " ",
                             "$.",
                             "$..",
                             "$...a",
                             "$a",
                             "$$.a",
                             "$[",
                             "$['a'",
                             "$['a",
                             "$['a'b]",
                             "$[a]",
                             "$[0.5]",
                             "$[::2]",
                             "$[:]",
                             "$[99999999999]",
                             "$['a',]",
                             "$[?]",
                             "$[?(]",
                             "$[?()]",
                             "$[?(@.a >)]",
                             "$[?(@.a == 'x)]",
                             "$[?(@.a =~ /(/)]",
                             "$[?(@.a ~ 1)]",
                             "$[?(1 == )]",
                             "$[?((@.a)]",
                             "$.a b",
                             "$.f(",
                             "$.f(1, 2",
                             "$[*",
                             "$[?(@.a && )]",
                             "$[?(@.a == [1)]",
                             "$[-]",
                             "$[1,]",
                             "$[''",
                             "$[?(@.a == '\\')]"}) {
        CAPTURE(text);
        CHECK_FALSE(Path::compile(text));
    }
}

TEST_CASE("reference paths name one place") {
    for (const char* text : {"$", "$.a", "$['a'].b[0]", "$.a[12].b"}) {
        CAPTURE(text);
        CHECK(Path::compile(text)->is_reference());
    }
    for (const char* text : {"$.a[*]", "$.a[-1]", "$..a", "$.a[0,1]", "$['a','b']", "$.a[0:1]",
                             "$.a[?(@.b)]", "$.a.length()", "@.a"}) {
        CAPTURE(text);
        CHECK_FALSE(Path::compile(text)->is_reference());
    }
}

TEST_CASE("a value is set at a reference path, and what cannot be applied is AWS's error") {
    CHECK_EQ(set("$", R"({"a": 2})"), "1");
    CHECK_EQ(set("$.a", R"({"a": 2, "b": 3})"), R"({"a":1,"b":3})");
    CHECK_EQ(set("$.b.c", R"({"a": 2})"), R"({"a":2,"b":{"c":1}})");
    CHECK_EQ(set("$.a[1]", R"({"a": [0, 0]})"), R"({"a":[0,1]})");
    CHECK_EQ(set("$.a.b", R"({"a": 2})"),
             "States.ResultPathMatchFailure: Unable to apply ReferencePath $.a.b to input "
             R"({"a":2})");
    CHECK_EQ(set("$.a", R"("text")"),
             "States.ResultPathMatchFailure: Unable to apply ReferencePath $.a to input \"text\"");
    CHECK_EQ(set("$.a[2]", R"({"a": [0, 0]})"),
             "States.ResultPathMatchFailure: Unable to apply ReferencePath $.a[2] to input "
             R"({"a":[0,0]})");
}

TEST_CASE("hostile paths are refused or end soon, and never overflow the stack") {
    const std::string data = repeat("[", 900) + repeat("]", 900);
    CHECK_FALSE(Path::compile(repeat("$.a", 100'000)));
    CHECK_FALSE(Path::compile("$" + repeat(".a", 30'000)));
    CHECK_FALSE(Path::compile("$[?(" + repeat("(", 20'000) + "@.a" + repeat(")", 20'000) + ")]"));
    CHECK_FALSE(Path::compile("$[?(" + repeat("!", 20'000) + "@.a)]"));
    CHECK_FALSE(Path::compile("$" + repeat("[?(@", 5'000) + repeat(")]", 5'000)));
    CHECK_FALSE(Path::compile("$." + repeat("sum($.", 5'000) + repeat(")", 5'000)));
    CHECK_EQ(evaluated("$" + repeat("[?(@)]", 900), "{}"), "[{}]");
    CHECK_EQ(evaluated("$" + repeat("..*", 400), data), "The evaluation takes too many steps");
    CHECK_EQ(evaluated("$[-2147483648:2147483647]", "[1,2]"), "[1,2,1,2]");
    CHECK_EQ(evaluated("$[?(@ =~ /(a+)+[bc]/)]", R"(["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad"])"),
             "the regular expression cannot be matched: match limit exceeded");
}

TEST_CASE("a budget or an abort flag ends an evaluation") {
    const auto path = Path::compile("$..*").value();
    const json::Value data = json::parse("[[1,2],[3,4]]").value();
    Budget small(3);
    const auto stopped = path.evaluate(data, small);
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().kind == PathFault::Kind::other);
    CHECK(small.is_spent());

    const std::atomic<bool> abort{true};
    Budget aborted(query::Budget(10'000, &abort));
    int steps = 0;
    while (aborted.spend()) ++steps;
    CHECK_LE(steps, 1'024);
}

TEST_CASE("random texts are compiled or refused, and evaluated without harm") {
    base::SeededRandom random(3);
    const char* const pieces[] = {"$",  "@",  ".",      "..",   "a",        "[",     "]",
                                  "'",  "\"", "*",      "?",    "(",        ")",     "0",
                                  "-1", ":",  ",",      " ",    "&&",       "||",    "!",
                                  "==", "=~", "/x/",    "in",   "length()", "['a']", "[?(@.a",
                                  ")]", "\\", "\u00e9", "null", "{"};
    for (int i = 0; i < 30'000; ++i) {
        std::string text = "$";
        for (std::uint64_t n = random.next() % 12; n > 0; --n) {
            text += pieces[random.next() % std::size(pieces)];
        }
        const std::string result = evaluated(text, R"({"a": [{"a": 1}, "x", null, [0]]})");
        CHECK_FALSE(result.empty());
    }
}
