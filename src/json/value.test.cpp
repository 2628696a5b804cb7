#include "json/value.hpp"

#include <doctest/doctest.h>

#include <string>

#include "json/block.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

using namespace json;

namespace {

Value parsed(std::string_view text) {
    return parse(text).value();
}

std::uint64_t count_of(const Value& value) {
    return Access::block(Access::rep(value))->count.load();
}

Value deep_by_code(int levels) {
    Value value;
    for (int i = 0; i < levels; ++i) {
        value = i % 2 == 0 ? array({value}) : object({{"a", value}});
    }
    return value;
}

}  // namespace

TEST_CASE("a default value is null and needs no memory") {
    const Value value;
    CHECK(value.is_null());
    CHECK_EQ(value.size(), 0);
    CHECK_EQ(value.find("a"), nullptr);
}

TEST_CASE("texts of every length around the inline limit come back") {
    for (std::size_t length = 0; length < 40; ++length) {
        const std::string text(length, 'x');
        const Value value = Value::string(text);
        const Value copy = value;
        CHECK_EQ(value.as_string(), text);
        CHECK_EQ(copy.as_string(), text);
        CHECK(value == copy);
        CHECK(value != Value::string(text + "y"));
    }
    const std::string with_zero("a\0b", 3);
    CHECK_EQ(Value::string(with_zero).as_string(), with_zero);
}

TEST_CASE("a number keeps its text and can be read as integer and double") {
    CHECK_EQ(Value::number_text("1.0").number_text(), "1.0");
    CHECK_EQ(Value::number_text("1.0").as_integer(), 1);
    CHECK_EQ(Value::integer(-42).number_text(), "-42");
    CHECK_EQ(Value::number(0.1).number_text(), "0.1");
    CHECK_EQ(Value::number(1e21).number_text(), "1e+21");
    CHECK_EQ(Value::number_text("123456789012345678901234").number_text(),
             "123456789012345678901234");
}

TEST_CASE("a copy shares and does not copy") {
    const Value large = parsed(R"({"list": [1, 2, 3], "text": "a text that is not short"})");
    const auto before = count_of(large);
    const Value copy = large;
    CHECK_EQ(count_of(large), before + 1);
    CHECK_EQ(copy.members().data(), large.members().data());

    const Value list = *large.find("list");
    CHECK_EQ(count_of(large), before + 2);
    CHECK_EQ(list.items().data(), large.find("list")->items().data());

    const Value around = array({large, large});
    CHECK_EQ(count_of(large), before + 4);
    CHECK_EQ(around.items()[0].members().data(), large.members().data());
}

TEST_CASE("a part keeps its document alive, and moving counts nothing") {
    Value part;
    {
        Value whole = parsed(R"({"a": ["a text that is not short"]})");
        part = whole.find("a")->items()[0];
        const auto count = count_of(part);
        Value moved = std::move(whole);
        CHECK_EQ(count_of(part), count);
    }
    CHECK_EQ(part.as_string(), "a text that is not short");
    CHECK_EQ(count_of(part), 1);
}

TEST_CASE("assigning a value to a part of itself is safe") {
    Value value = parsed(R"([["a text that is not short", 2]])");
    value = value.items()[0];
    value = value.items()[0];
    CHECK_EQ(value.as_string(), "a text that is not short");
    Value& same = value;
    value = same;
    CHECK_EQ(value.as_string(), "a text that is not short");
}

TEST_CASE("members are found in small and in large objects, and keep their order") {
    for (const int size : {1, 5, 16, 17, 100, 1000}) {
        ObjectBuilder builder;
        for (int i = size; i > 0; --i) {
            builder.set_integer("a key that is long " + std::to_string(i), i);
        }
        const Value built = std::move(builder).build();
        const Value again = parsed(print(built));
        for (const Value* object : {&built, &again}) {
            CHECK_EQ(object->size(), static_cast<std::size_t>(size));
            CHECK_EQ(object->members()[0].value.as_integer(), size);
            for (int i = 1; i <= size; ++i) {
                const Value* found = object->find("a key that is long " + std::to_string(i));
                REQUIRE(found != nullptr);
                CHECK_EQ(found->as_integer(), i);
            }
            CHECK_EQ(object->find("a key that is long 0"), nullptr);
            CHECK_EQ(object->find(""), nullptr);
        }
        CHECK(built == again);
    }
}

TEST_CASE("a builder replaces in place, removes, and begins with an object") {
    ObjectBuilder builder(parsed(R"({"a": 1, "b": 2})"));
    builder.set("a", "one").set_boolean("c", true).set("d", Value()).remove("b").remove("nothing");
    CHECK_EQ(print(std::move(builder).build()), R"({"a":"one","c":true,"d":null})");

    ObjectBuilder many;
    for (int i = 0; i < 40; ++i) many.set_integer(std::to_string(i), i);
    many.set_integer("20", -20).remove("0").set_integer("39", -39);
    const Value built = std::move(many).build();
    CHECK_EQ(built.size(), 39);
    CHECK_EQ(built.find("20")->as_integer(), -20);
    CHECK_EQ(built.members()[19].key(), "20");
    CHECK_EQ(built.find("39")->as_integer(), -39);
}

TEST_CASE("equality is by value: numbers by amount, objects regardless of order") {
    CHECK(parsed("[1, 1e2, -0]") == parsed("[1.0, 100, 0]"));
    CHECK(parsed(R"({"a": 1, "b": [2]})") == parsed(R"({"b": [2], "a": 1.0})"));
    CHECK(parsed("[]") != parsed("{}"));
    CHECK(parsed("[1, 2]") != parsed("[2, 1]"));
    CHECK(parsed(R"({"a": 1})") != parsed(R"({"b": 1})"));
    CHECK(parsed(R"({"a": null})") != parsed("{}"));
    CHECK(Value::string("1") != Value::integer(1));
    CHECK(Value::boolean(true) != Value::boolean(false));
    CHECK(Value() != Value::boolean(false));
}

TEST_CASE("a value a million levels deep can be copied, compared, printed and destroyed") {
    Value deep = deep_by_code(1'000'000);
    const Value copy = deep;
    CHECK(deep == copy);
    CHECK(deep == deep_by_code(1'000'000));
    CHECK_EQ(print(deep).size(), printed_bytes(deep));
    const Value compacted = compact(deep);
    CHECK(compacted == deep);
    deep = Value();
}

TEST_CASE("what is compacted shares nothing and is the same") {
    const Value whole = parsed(
        R"({"a": {"x": "a text that is not short", "n": 12345678901234567890},
            "b": [1, [], {}, null, "short"]})");
    const auto before = count_of(whole);
    const Value a = compact(*whole.find("a"));
    CHECK_EQ(count_of(whole), before);
    CHECK_EQ(count_of(a), 1);
    CHECK_EQ(print(a), R"({"x":"a text that is not short","n":12345678901234567890})");
    const Value mixed = array({whole, Value::string("another text that is long"), a});
    CHECK_EQ(print(compact(mixed)), print(mixed));
    CHECK_EQ(print(compact(Value::integer(7))), "7");
}

TEST_CASE("containers can be filled in their place, and given up half way") {
    const Value filled = Value::array_of(3, [](std::span<Value> items) {
        items[0] = Value::string("a text that is not short");
        items[2] = Value::integer(2);
        return true;
    });
    CHECK_EQ(print(filled), R"(["a text that is not short",null,2])");
    const Value given_up = Value::array_of(2, [](std::span<Value> items) {
        items[0] = Value::string("a text that is not short");
        return false;
    });
    CHECK(given_up.is_null());
    CHECK_EQ(print(Value::array_of(0, [](std::span<Value>) { return true; })), "[]");
    const Value large = Value::object_of(40, [](std::span<Member> members) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            members[i] = Member("k" + std::to_string(i), Value::integer(static_cast<int>(i)));
        }
        return true;
    });
    REQUIRE(large.find("k39"));
    CHECK_EQ(print(*large.find("k39")), "39");
    CHECK_FALSE(large.find("k40"));
}
