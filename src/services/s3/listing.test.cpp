#include "services/s3/listing.hpp"

#include <doctest/doctest.h>

#include <set>

#include "base/random.hpp"

namespace services::s3 {
namespace {

ObjectMap keys(std::initializer_list<const char*> names) {
    ObjectMap objects;
    for (const char* name : names) objects[name] = {};
    return objects;
}

// What a page shows, common prefixes in brackets.
std::vector<std::string> shown(const ListPage& page) {
    std::vector<std::string> texts;
    for (const auto& object : page.objects) texts.push_back(object.key);
    for (const auto& prefix : page.common_prefixes) texts.push_back("[" + prefix + "]");
    return texts;
}

using Texts = std::vector<std::string>;

TEST_CASE("a listing shows keys in the order of their bytes, those below a delimiter once") {
    const ObjectMap objects = keys({"a", "b/1", "b/2", "b/c/3", "c", "\xC3\xA4/x", "B"});
    CHECK_EQ(shown(list_page(objects, {})),
             Texts{"B", "a", "b/1", "b/2", "b/c/3", "c", "\xC3\xA4/x"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "", .delimiter = "/"})),
             Texts{"B", "a", "c", "[b/]", "[\xC3\xA4/]"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "b/", .delimiter = "/"})),
             Texts{"b/1", "b/2", "[b/c/]"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "b"})), Texts{"b/1", "b/2", "b/c/3"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "zz"})), Texts{});
}

TEST_CASE("a listing starts behind a key, and behind its prefix where that is greater") {
    const ObjectMap objects = keys({"a", "b/1", "b/2", "c"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "", .delimiter = "", .start = {"b/1", false}})),
             Texts{"b/2", "c"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "b/", .delimiter = "", .start = {"a", false}})),
             Texts{"b/1", "b/2"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "b/", .delimiter = "", .start = {"b/1x", false}})),
             Texts{"b/2"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "b/", .delimiter = "", .start = {"c", false}})),
             Texts{});
    CHECK_EQ(shown(list_page(objects, {.prefix = "", .delimiter = "/", .start = {"b/1", false}})),
             Texts{"c", "[b/]"});
    CHECK_EQ(shown(list_page(objects, {.prefix = "", .delimiter = "/", .start = {"b/", true}})),
             Texts{"c"});
}

TEST_CASE("no page at all is asked for with zero keys") {
    const ListPage page =
        list_page(keys({"a"}), {.prefix = "", .delimiter = "", .start = {}, .keys_max = 0});
    CHECK(shown(page).empty());
    CHECK_FALSE(page.is_truncated);
}

TEST_CASE("a token keeps where the page ended, and foreign ones are refused") {
    for (const bool is_prefix : {true, false}) {
        const auto start = start_of_token(token_of({"a/\x01\xC3\xA4", is_prefix}));
        REQUIRE(start);
        CHECK_EQ(start->after, "a/\x01\xC3\xA4");
        CHECK_EQ(start->is_prefix, is_prefix);
    }
    CHECK_FALSE(start_of_token(""));
    CHECK_FALSE(start_of_token("not base64!"));
    CHECK_FALSE(start_of_token("eHh4"));
}

TEST_CASE("pages of any size together show each key and each common prefix exactly once") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        base::SeededRandom random(seed);
        ObjectMap objects;
        std::set<std::string> expected;
        for (int i = 0; i < 40; ++i) {
            std::string key;
            for (std::uint64_t n = random.next() % 6 + 1; n > 0; --n)
                key += "ab/\xFF"[random.next() % 4];
            objects[key] = {};
        }
        const std::string prefix = random.next() % 2 == 0 ? "" : "a";
        for (const auto& [key, entry] : objects) {
            if (!key.starts_with(prefix)) continue;
            const auto cut = key.find('/', prefix.size());
            expected.insert(cut == std::string::npos ? key : "[" + key.substr(0, cut + 1) + "]");
        }
        std::multiset<std::string> seen;
        ListQuery query{
            .prefix = prefix, .delimiter = "/", .start = {}, .keys_max = random.next() % 4 + 1};
        while (true) {
            const ListPage page = list_page(objects, query);
            for (auto& text : shown(page)) seen.insert(text);
            if (!page.is_truncated) break;
            query.start = *start_of_token(token_of(page.next));
        }
        CHECK(std::ranges::equal(seen, expected));
    }
}

}  // namespace
}  // namespace services::s3
