#include "json/parse.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/random.hpp"
#include "json/print.hpp"

using namespace json;

namespace {

std::string again(std::string_view text) {
    return print(parse(text).value());
}

std::string message(std::string_view text) {
    const auto result = parse(text);
    return result ? "parsed: " + print(*result) : result.error().message;
}

/// A random value of limited size, with every kind of text and number.
Value generate(base::SeededRandom& random, int depth) {
    switch (random.next() % (depth > 0 ? 8U : 5U)) {
        case 0: return Value();
        case 1: return Value::boolean(random.next() % 2 == 0);
        case 2: return Value::integer(static_cast<std::int64_t>(random.next()));
        case 3: return Value::number((random.unit() - 0.5) * 1e6);
        case 4: {
            std::string text;
            const char* const pieces[] = {"a",    "\"",           "\\",     "\n",
                                          "\x01", "\u00e9",       "\u20ac", "\U0001F600",
                                          "/",    "longer piece", "\x7f"};
            const auto count = random.next() % 6;
            for (std::uint64_t i = 0; i < count; ++i) text += pieces[random.next() % 11];
            return Value::string(text);
        }
        case 5:
        case 6: {
            std::vector<Value> items(random.next() % 6);
            for (Value& item : items) item = generate(random, depth - 1);
            return Value::array(items);
        }
        default: {
            ObjectBuilder builder;
            const auto count = random.next() % 25;
            for (std::uint64_t i = 0; i < count; ++i) {
                builder.set("key" + std::to_string(random.next() % 60),
                            generate(random, depth - 1));
            }
            return std::move(builder).build();
        }
    }
}

}  // namespace

TEST_CASE("text comes back as it was, without its white space") {
    for (const char* text : {"null",
                             "true",
                             "false",
                             "0",
                             "-0",
                             "1.0",
                             "1e2",
                             "12345678901234567890123",
                             "-1.5E-10",
                             "\"\"",
                             "\"a\"",
                             "[]",
                             "{}",
                             "[[]]",
                             "[1,2,3]",
                             R"({"a":{"b":[null,true]}})",
                             R"(["exactly 14 byte","fourteen bytes","fifteen bytes !"])",
                             R"({"":1})",
                             "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001F\"",
                             "\"\u00e9\u20ac\U0001F600\""}) {
        CHECK_EQ(again(text), text);
        CHECK_EQ(again(" \n\t" + std::string(text) + "\r\n "), text);
        CHECK_EQ(again("[ " + std::string(text) + " , " + text + " ]"),
                 "[" + std::string(text) + "," + text + "]");
        CHECK_EQ(printed_bytes(parse(text).value()), std::string_view(text).size());
    }
}

TEST_CASE("escapes are read, and lone surrogates become the replacement character") {
    CHECK_EQ(parse(R"("\/\u0041\u00e9\u20AC\ud83d\ude00")")->as_string(),
             "/A\u00e9\u20ac\U0001F600");
    CHECK_EQ(parse(R"("\ud83d")")->as_string(), "\uFFFD");
    CHECK_EQ(parse(R"("a\ude00b")")->as_string(), "a\uFFFDb");
    CHECK_EQ(parse(R"("\ud83d\ud83d\ude00")")->as_string(), "\uFFFD\U0001F600");
    CHECK_EQ(parse(R"("\ud83d\n")")->as_string(), "\uFFFD\n");
    CHECK_EQ(parse(R"({"\u0061": 1, "a": 2})")->find("a")->as_integer(), 2);
}

TEST_CASE("of a member that occurs twice the last value counts, in the first one's place") {
    CHECK_EQ(again(R"({"a": 1, "b": 2, "a": 3})"), R"({"a":3,"b":2})");
    std::string text = "{";
    for (int i = 0; i < 60; ++i) {
        if (i > 0) text += ',';
        text += "\"a rather long key " + std::to_string(i % 40) + "\": " + std::to_string(i);
    }
    const Value large = parse(text + "}").value();
    CHECK_EQ(large.size(), 40);
    CHECK_EQ(large.find("a rather long key 5")->as_integer(), 45);
    CHECK_EQ(large.members()[5].key(), "a rather long key 5");
    std::string same = "{";
    for (int i = 0; i < 60; ++i) same += (i > 0 ? ",\"a\":" : "\"a\":") + std::to_string(i);
    CHECK_EQ(again(same + "}"), R"({"a":59})");
}

TEST_CASE("a bad text is refused with its place") {
    struct Row {
        const char* text;
        const char* message;
    };
    const Row rows[] = {
        {"", "line 1, column 1: the text ends too early; expected a value"},
        {"  \n ", "line 2, column 2: the text ends too early; expected a value"},
        {"nul", "line 1, column 1: expected a value"},
        {"nulll", "line 1, column 1: expected a value"},
        {"truefalse", "line 1, column 1: expected a value"},
        {"True", "line 1, column 1: expected a value"},
        {"'a'", "line 1, column 1: expected a value"},
        {"[1,]", "line 1, column 4: expected a value"},
        {"[,1]", "line 1, column 2: expected a value"},
        {"[1 2]", "line 1, column 4: expected a comma or ']'"},
        {"[1:2]", "line 1, column 3: expected a comma or ']'"},
        {"[1", "line 1, column 3: the text ends too early; expected a comma or ']'"},
        {"[", "line 1, column 2: the text ends too early; expected a value"},
        {"]", "line 1, column 1: expected a value"},
        {"[1]]", "line 1, column 4: nothing may follow the value"},
        {"1 2", "line 1, column 3: nothing may follow the value"},
        {"{} {}", "line 1, column 4: nothing may follow the value"},
        {"[}", "line 1, column 2: expected a value"},
        {"{]", "line 1, column 2: expected a member's name in double quotes"},
        {"{1:2}", "line 1, column 2: expected a member's name in double quotes"},
        {"{a:1}", "line 1, column 2: expected a member's name in double quotes"},
        {R"({"a")", "line 1, column 5: the text ends too early; expected a colon"},
        {R"({"a" 1})", "line 1, column 6: expected a colon"},
        {R"({"a"::1})", "line 1, column 6: expected a value"},
        {R"({"a":1,})", "line 1, column 8: expected a member's name in double quotes"},
        {R"({"a":1 "b":2})", "line 1, column 8: expected a comma or '}'"},
        {R"({"a":1)", "line 1, column 7: the text ends too early; expected a comma or '}'"},
        {"{\n  \"a\": 1,\n  \"b\": x\n}", "line 3, column 8: expected a value"},
        {"01", "line 1, column 2: this is no number as JSON has them"},
        {"-", "line 1, column 1: this is no number as JSON has them"},
        {"1.", "line 1, column 2: this is no number as JSON has them"},
        {"1.e5", "line 1, column 2: this is no number as JSON has them"},
        {"1e", "line 1, column 2: this is no number as JSON has them"},
        {"[1a]", "line 1, column 3: this is no number as JSON has them"},
        {"[-a]", "line 1, column 2: this is no number as JSON has them"},
        {"1\"a\"", "line 1, column 2: this is no number as JSON has them"},
        {"+1", "line 1, column 1: expected a value"},
        {".5", "line 1, column 1: expected a value"},
        {"NaN", "line 1, column 1: expected a value"},
        {"\"a\"\"b\"", "line 1, column 4: nothing may follow the value"},
        {"\"a\"b", "line 1, column 4: nothing may follow the value"},
        {"[\"abc]", "line 1, column 2: this string has no closing quote"},
        {"\"\\\"", "line 1, column 1: this string has no closing quote"},
        {"\"a\nb\"", "line 1, column 3: a control character in a string must be escaped"},
        {R"("\x")", "line 1, column 2: this is no escape that JSON knows"},
        {R"(["ab\u12"])", "line 1, column 5: this is no escape that JSON knows"},
        {R"("\u12g4")", "line 1, column 2: this is no escape that JSON knows"},
        {"\"\u20ac\xff\"", "line 1, column 3: these bytes are not UTF-8"},
        {"\"\xed\xa0\x80\"", "line 1, column 2: these bytes are not UTF-8"},
        {"\"\xc0\x80\"", "line 1, column 2: these bytes are not UTF-8"},
        {"\xef\xbb\xbf{}", "line 1, column 1: expected a value"},
        {"/* a */ 1", "line 1, column 1: expected a value"},
    };
    for (const Row& row : rows) CHECK_EQ(message(row.text), row.message);
}

TEST_CASE("every cut of a text is refused, and none reads past its end") {
    const std::string text =
        R"({"a": [1, 2.5e3, "x\n\u20ac", true], "b": {"c": null, "d": "a longer text"}})";
    for (std::size_t length = 0; length < text.size(); ++length) {
        const std::string cut(text.data(), length);  // Its own memory, so that a sanitizer sees.
        CHECK_FALSE(parse(cut));
    }
    CHECK(parse(text));
}

TEST_CASE("depth is limited: 1,000 levels parse, 1,001 do not") {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    CHECK_EQ(again(nested(1000)), nested(1000));
    const auto refused = parse(nested(1001));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == base::ErrorKind::limit);
    CHECK_EQ(refused.error().message, "line 1, column 1001: nested more than 1000 levels deep");
    CHECK(parse("[[1]]", {.depth_max = 2}));
    CHECK_FALSE(parse("[[[1]]]", {.depth_max = 2}));
    CHECK(parse(nested(1'000'000), {.depth_max = 1'000'000}));
    CHECK_FALSE(parse(std::string(1'000'000, '['), {.depth_max = 10'000'000}));
    CHECK_FALSE(parse(std::string(1'000'000, '{')));
}

TEST_CASE("whatever is generated comes back from its text") {
    base::SeededRandom random(1);
    for (int i = 0; i < 2'000; ++i) {
        const Value value = generate(random, 4);
        const std::string text = print(value);
        const auto back = parse(text);
        REQUIRE(back);
        CHECK(*back == value);
        CHECK_EQ(print(*back), text);
        CHECK_EQ(printed_bytes(value), text.size());
        CHECK(parse(print_pretty(value)).value() == value);
        CHECK(compact(value) == value);
    }
}

TEST_CASE("damaged texts are parsed or refused, and nothing worse") {
    base::SeededRandom random(2);
    for (int i = 0; i < 5'000; ++i) {
        std::string text = print(generate(random, 3));
        for (std::uint64_t edits = random.next() % 4 + 1; edits > 0 && !text.empty(); --edits) {
            text[random.next() % text.size()] = static_cast<char>(random.next());
        }
        const auto result = parse(text);
        if (result) CHECK_EQ(print(parse(print(*result)).value()), print(*result));
    }
}

TEST_CASE("strings and numbers of any length may end a text") {
    for (std::size_t length = 1; length <= 40; ++length) {
        const std::string digits(length, '7');
        CHECK_EQ(parse(digits).value().number_text(), digits);
        CHECK_EQ(parse("-" + digits + "." + digits).value().number_text(),
                 "-" + digits + "." + digits);
        CHECK_EQ(parse("\"" + digits + "\"").value().as_string(), digits);
        CHECK_FALSE(parse(digits + "x").has_value());
        CHECK_FALSE(parse("[" + digits + ".]").has_value());
    }
}

TEST_CASE(
    "of equal keys the last value stays in the first one's place, whatever the keys' length") {
    for (const std::size_t length : {1U, 6U, 7U, 14U, 15U, 40U}) {
        for (const std::size_t members : {2U, 10U, 16U, 18U, 40U, 2000U}) {
            std::string text = "{";
            for (std::size_t i = 0; i < members; ++i) {
                const std::string number = std::to_string(i / 2);
                if (number.size() > length) break;
                text += (i == 0 ? "\"" : ",\"") + std::string(length - number.size(), 'k') +
                        number + "\":" + std::to_string(i);
            }
            const Value value = parse(text + "}").value();
            std::size_t at = 0;
            for (const Member& member : value.members()) {
                const auto last = static_cast<std::int64_t>(2 * at + 1);
                CHECK_EQ(member.value.as_integer(), last);
                CHECK_EQ(value.find(member.key()), &member.value);
                ++at;
            }
        }
    }
}
