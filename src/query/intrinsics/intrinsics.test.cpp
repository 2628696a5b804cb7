#include <doctest/doctest.h>

#include "base/random.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/query.hpp"

namespace {

std::string called(std::string_view expression, std::string_view data = "{}") {
    const auto query = query::Query::compile(expression);
    if (!query) return "invalid: " + query.error().message;
    const json::Value input = json::parse(data).value();
    base::SeededRandom random(1);
    const auto value = query->evaluate({.input = input, .random = random}, "x.$");
    if (value) return json::print(*value);
    CHECK_EQ(value.error().error, "States.Runtime");
    const std::string prefix =
        "The function '" + std::string(expression) + "' had the following error: ";
    REQUIRE(value.error().cause.starts_with(prefix));
    return value.error().cause.substr(prefix.size());
}

std::string repeat(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("functions over arrays") {
    CHECK_EQ(called("States.Array('Foo', 2020, $.x, null)", R"({"x": {"a": 1.0}})"),
             R"(["Foo",2020,{"a":1.0},null])");
    CHECK_EQ(called("States.ArrayPartition($, 4)", "[1,2,3,4,5,6,7,8,9]"),
             "[[1,2,3,4],[5,6,7,8],[9]]");
    CHECK_EQ(called("States.ArrayPartition($, 9223372036854775807)", "[1]"), "[[1]]");
    CHECK_EQ(called("States.ArrayContains($, 5)", "[1,5.0]"), "true");
    CHECK_EQ(called("States.ArrayContains($, 'a')", R"(["b"])"), "false");
    CHECK_EQ(called("States.ArrayRange(1, 9, 2)"), "[1,3,5,7,9]");
    CHECK_EQ(called("States.ArrayRange(5, 1, -2)"), "[5,3,1]");
    CHECK_EQ(called("States.ArrayRange(5, 1, 1)"), "[]");
    CHECK_EQ(called("States.ArrayRange(1.6, 1.4, 1)"), "[1]");
    CHECK_EQ(called("States.ArrayRange(9223372036854775806, 9223372036854775807, 1)"),
             "[9223372036854775806,9223372036854775807]");
    CHECK_EQ(called("States.ArrayGetItem($, 1)", "[1,2]"), "2");
    CHECK_EQ(called("States.ArrayLength($)", "[[],[]]"), "2");
    CHECK_EQ(
        called("States.ArrayUnique($)", R"([1,1.0,"1",[2],[2],{"a":1,"b":[]},{"b":[],"a":1}])"),
        R"([1,"1",[2],{"a":1,"b":[]}])");
}

TEST_CASE("functions over texts, JSON, digests and numbers") {
    CHECK_EQ(called("States.Format('{} is {} and {}', 'a', 1.0, $)", R"({"x":[1]})"),
             R"("a is 1.0 and {\"x\":[1]}")");
    CHECK_EQ(called(R"(States.Format('\{\} \'{}\' \\', true))"), R"("{} 'true' \\")");
    CHECK_EQ(called("States.Format($.t, 'x')", R"({"t": "\\{}{"})"), R"("\\x{")");
    CHECK_EQ(called("States.StringSplit('a, b', ', ')"), R"(["a","b"])");
    CHECK_EQ(called("States.StringSplit('a\u20acb', '\u20ac')"), R"(["a","b"])");
    CHECK_EQ(called("States.StringSplit('ab', '')"), R"(["ab"])");
    CHECK_EQ(called("States.StringToJson('[1, 2.50]')"), "[1,2.50]");
    CHECK_EQ(called("States.JsonToString($)", R"({"a": [1, "x"]})"), R"("{\"a\":[1,\"x\"]}")");
    CHECK_EQ(
        called("States.JsonMerge($.a, $.b, false)", R"({"a":{"x":1,"y":2},"b":{"x":3,"z":4}})"),
        R"({"x":3,"y":2,"z":4})");
    CHECK_EQ(called("States.Base64Encode('Data to encode')"), R"("RGF0YSB0byBlbmNvZGU=")");
    CHECK_EQ(called("States.Base64Decode('RGF0YQ')"), R"("Data")");
    CHECK_EQ(called("States.Base64Decode('/w==')"), "\"\uFFFD\"");
    CHECK_EQ(called("States.Hash('input data', 'SHA-1')"),
             R"("aaff4a450a104cd177d28d18d74485e8cae074b7")");
    CHECK_EQ(called("States.MathAdd(1.6, -3)"), "-1");
    CHECK_EQ(called("States.MathRandom(7, 8)"), "7");
    CHECK_EQ(called("States.MathRandom(1, 1000000, 3)"),
             called("States.MathRandom(1, 1000000, 3)"));
    CHECK_EQ(called("States.ArrayGetItem(States.StringSplit('a-b', '-'), States.MathAdd(0, 1))"),
             R"("b")");
}

TEST_CASE("random draws come from the environment, so that a decision can be repeated") {
    CHECK_EQ(called("States.UUID()"), called("States.UUID()"));
    CHECK_EQ(called("States.MathRandom(-9223372036854775808, 9223372036854775807)"),
             called("States.MathRandom(-9223372036854775808, 9223372036854775807)"));
    CHECK_NE(called("States.Array(States.UUID(), 1)"), called("States.Array(States.UUID(), 2)"));
}

TEST_CASE("arguments that a function cannot work on are named") {
    struct Row {
        const char* expression;
        const char* message;
    };
    const Row rows[] = {
        {"States.ArrayLength('a')", "Invalid arguments in States.ArrayLength: it must be an array"},
        {"States.ArrayPartition(1, 1)",
         "Invalid arguments in States.ArrayPartition: the first one must be an array"},
        {"States.ArrayPartition($.a, 0)",
         "Invalid arguments in States.ArrayPartition: the second one must be a positive integer"},
        {"States.ArrayGetItem($.a, 2)",
         "Invalid arguments in States.ArrayGetItem: the second one "
         "must be an index below the array's size, 2"},
        {"States.ArrayGetItem($.a, -1)",
         "Invalid arguments in States.ArrayGetItem: the second one "
         "must be an index below the array's size, 2"},
        {"States.ArrayContains(null, 1)",
         "Invalid arguments in States.ArrayContains: the first one must be an array"},
        {"States.ArrayUnique(1)", "Invalid arguments in States.ArrayUnique: it must be an array"},
        {"States.ArrayRange('a', 5, 1)",
         "Invalid arguments in States.ArrayRange: all of them must be integers"},
        {"States.ArrayRange(1, 5, 0.4)",
         "Invalid arguments in States.ArrayRange: the third one must not be 0"},
        {"States.ArrayRange(1, 1001, 1)",
         "Invalid arguments in States.ArrayRange: the range would have more than 1000 items"},
        {"States.Format('{}')",
         "Invalid arguments in States.Format: number of arguments do not "
         "match the occurrences of {}"},
        {"States.Format('a', 1)",
         "Invalid arguments in States.Format: number of arguments do not "
         "match the occurrences of {}"},
        {"States.Format(1)", "Invalid arguments in States.Format: the first one must be a string"},
        {"States.StringSplit('a', 1)",
         "Invalid arguments in States.StringSplit: both must be strings"},
        {"States.StringToJson('{')",
         "Invalid arguments in States.StringToJson: the string is not JSON: line 1, column 2: the "
         "text ends too early; expected a member's name in double quotes"},
        {"States.JsonMerge($, $, true)",
         "Invalid arguments in States.JsonMerge: the third one "
         "must be false: only shallow merging is supported"},
        {"States.JsonMerge($.a, $, false)",
         "Invalid arguments in States.JsonMerge: the first two must be objects"},
        {"States.Base64Decode('?')",
         "Invalid arguments in States.Base64Decode: the text is not Base64"},
        {"States.Base64Encode(1)", "Invalid arguments in States.Base64Encode: it must be a string"},
        {"States.Hash('a', 'CRC')",
         "Invalid arguments in States.Hash: the second one must be MD5, "
         "SHA-1, SHA-256, SHA-384 or SHA-512"},
        {"States.MathAdd(9223372036854775807, 1)",
         "Invalid arguments in States.MathAdd: both must be integers, and their sum too"},
        {"States.MathAdd('1', 1)",
         "Invalid arguments in States.MathAdd: both must be integers, and their sum too"},
        {"States.MathRandom(1, 1)",
         "Invalid arguments in States.MathRandom: the first one must be "
         "less than the second"},
        {"States.MathRandom(1, 2, 'x')",
         "Invalid arguments in States.MathRandom: the seed must be an integer"},
        {"States.Array(States.Array($.b))",
         "The JsonPath argument for the field '$.b' could not be found in the input "
         R"('{"a":[1,2]}')"},
    };
    for (const Row& row : rows) CHECK_EQ(called(row.expression, R"({"a": [1, 2]})"), row.message);
    const std::string long_text(10'001, 'x');
    CHECK_EQ(
        called("States.Base64Encode('" + long_text + "')"),
        "Invalid arguments in States.Base64Encode: the text may have 10000 characters at most");
    CHECK_EQ(called("States.Hash('" + long_text + "', 'MD5')"),
             "Invalid arguments in States.Hash: the text may have 10000 characters at most");
}

TEST_CASE("what is no call is refused") {
    for (const std::string& text : {std::string("States."),
                                    std::string("States.Array"),
                                    std::string("States.Array("),
                                    std::string("States.Array(1"),
                                    std::string("States.Array(1,"),
                                    std::string("States.Array(1,)"),
                                    std::string("States.Array(,1)"),
                                    std::string("States.Array(1) "),
                                    std::string("States.Array(1))"),
                                    std::string("States.Array('a)"),
                                    std::string("States.Array(a)"),
                                    std::string("States.Array(\"a\")"),
                                    std::string("States.Array($.)"),
                                    std::string("States.Array(01)"),
                                    std::string("States.array(1)"),
                                    std::string(R"(States.Array('\"'))"),
                                    std::string("States.Array('\\"),
                                    std::string("States.Length(1)"),
                                    std::string("States.ArrayLength()"),
                                    std::string("States.ArrayLength(1, 2)"),
                                    std::string("States.UUID(1)"),
                                    std::string(" States.UUID()"),
                                    std::string("States.UUID()[0]"),
                                    repeat("States.Array(", 11) + repeat(")", 11),
                                    repeat("States.Array(", 4'000),
                                    "States.Array('" + std::string(70'000, 'x') + "')"}) {
        CAPTURE(text.substr(0, 60));
        CHECK_FALSE(query::Query::compile(text));
    }
    CHECK_EQ(called(repeat("States.Array(", 10) + repeat(")", 10)), "[[[[[[[[[[]]]]]]]]]]");
}

TEST_CASE("an expression cannot make a small input enormous") {
    const std::string big = "\"" + std::string(200'000, 'x') + "\"";
    const std::string braces = repeat("{}", 500);
    CHECK_EQ(called("States.Format('" + braces + "'" + repeat(",$", 500) + ")", big),
             "Invalid arguments in States.Format: the text would be too long");
    CHECK_EQ(called("States.JsonToString(States.Array($" + repeat(",$", 900) + "))", big),
             "Invalid arguments in States.JsonToString: the text would be too long");
}
