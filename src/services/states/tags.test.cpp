#include "services/states/tags.hpp"

#include <doctest/doctest.h>

#include "base/limits.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

using namespace services::states;

TEST_CASE("tags keep their order, and of two with one key the last counts") {
    const auto added =
        json::parse(R"([{"key":"a","value":"1"},{"key":"b"},{"key":"a","value":"2"}])");
    const auto tags = with_tags("", *added, "r");
    REQUIRE(tags);
    CHECK_EQ(*tags, R"([{"key":"a","value":"2"},{"key":"b","value":""}])");
    CHECK_EQ(without_tags(*tags, *json::parse(R"(["a","nobody",7])")),
             R"([{"key":"b","value":""}])");
    CHECK_EQ(without_tags(*tags, *json::parse(R"(["a","b"])")), "");
    CHECK_EQ(json::print(tags_value("")), "[]");
}

TEST_CASE("a resource has fifty tags, and the fifty-first is refused by the resource's name") {
    std::vector<json::Value> many;
    for (std::size_t i = 0; i < base::limits::kTagsMax; ++i) {
        many.push_back(json::object({{"key", json::Value::string("k" + std::to_string(i))}}));
    }
    const auto full = with_tags("", json::Value::array(many), "r");
    REQUIRE(full);
    CHECK(with_tags(*full, json::Value::array({many.data(), 1}), "r"));
    const auto refused = with_tags(*full, *json::parse(R"([{"key":"new"}])"), "r");
    REQUIRE_FALSE(refused);
    CHECK_EQ(refused.error().code, "TooManyTags");
    CHECK_EQ(refused.error().extra.find_string("resourceName"), "r");
}
