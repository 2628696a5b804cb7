#include "json/pointer.hpp"

#include <doctest/doctest.h>

#include "json/parse.hpp"
#include "json/print.hpp"

using namespace json;

TEST_CASE("a pointer names a place, as RFC 6901 shows") {
    const Value doc =
        parse(R"({"foo": ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, "c%d": 2})").value();
    const auto found = [&](std::string_view pointer) {
        const Value* value = pointer_find(doc, pointer);
        return value == nullptr ? std::string("nothing") : print(*value);
    };
    CHECK_EQ(pointer_find(doc, ""), &doc);
    CHECK_EQ(found("/foo"), R"(["bar","baz"])");
    CHECK_EQ(found("/foo/0"), R"("bar")");
    CHECK_EQ(found("/"), "0");
    CHECK_EQ(found("/a~1b"), "1");
    CHECK_EQ(found("/m~0n"), "8");
    CHECK_EQ(found("/c%d"), "2");
    for (const char* none : {"foo", "/foo/2", "/foo/-", "/foo/01", "/foo/0/x", "/m~n", "/m~2n",
                             "/x", "/foo/", "/foo/99999999999999999999"}) {
        CHECK_EQ(found(none), "nothing");
    }
}

TEST_CASE("tokens are escaped when a pointer is put together") {
    CHECK_EQ(pointer_escape("a/b~c"), "a~1b~0c");
    CHECK_EQ(pointer_join(pointer_join("/States", "a/b"), 3), "/States/a~1b/3");
}
