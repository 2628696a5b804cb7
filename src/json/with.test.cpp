#include "json/with.hpp"

#include <doctest/doctest.h>

#include "json/parse.hpp"
#include "json/print.hpp"

using namespace json;

namespace {

std::string changed(std::string_view text, std::initializer_list<PathStep> path) {
    const auto result = with(parse(text).value(), path, Value::string("new"));
    return result ? print(*result) : result.error().message;
}

constexpr std::size_t kFirst = 0;

}  // namespace

TEST_CASE("a changed copy has the new value at the end of its path") {
    CHECK_EQ(changed(R"({"a": 1})", {}), R"("new")");
    CHECK_EQ(changed(R"({"a": 1, "b": 2})", {"a"}), R"({"a":"new","b":2})");
    CHECK_EQ(changed(R"({"a": 1})", {"b"}), R"({"a":1,"b":"new"})");
    CHECK_EQ(changed(R"({"a": 1})", {"b", "c", "d"}), R"({"a":1,"b":{"c":{"d":"new"}}})");
    CHECK_EQ(changed(R"({"a": [1, {"x": 2}]})", {"a", std::size_t{1}, "x"}),
             R"({"a":[1,{"x":"new"}]})");
    CHECK_EQ(changed(R"({"a": null})", {"a", "b"}), R"({"a":{"b":"new"}})");
}

TEST_CASE("what does not fit is an error that names the step") {
    CHECK_EQ(changed(R"({"a": 1})", {"a", "b"}), "the member 'b' needs an object, not a number");
    CHECK_EQ(changed(R"({"a": [1]})", {"a", "b"}), "the member 'b' needs an object, not an array");
    CHECK_EQ(changed(R"({"a": {}})", {"a", kFirst}), "the index 0 needs an array, not an object");
    CHECK_EQ(changed(R"({})", {"a", kFirst}), "the index 0 needs an array, not a missing member");
    CHECK_EQ(changed(R"({"a": [1]})", {"a", std::size_t{1}}),
             "there is no index 1 in an array of 1 items");
}

TEST_CASE("everything beside the path is shared, and the old value stays") {
    const Value old = parse(R"({"big": [1, 2, 3], "a": {"b": 1, "c": [4]}})").value();
    const Value fresh = with(old, {"a", "b"}, Value::integer(2)).value();
    CHECK_EQ(fresh.find("big")->items().data(), old.find("big")->items().data());
    CHECK_EQ(fresh.find("a")->find("c")->items().data(), old.find("a")->find("c")->items().data());
    CHECK_EQ(print(*old.find("a")), R"({"b":1,"c":[4]})");
    CHECK_EQ(print(*fresh.find("a")), R"({"b":2,"c":[4]})");
}
