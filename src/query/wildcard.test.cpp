#include "query/wildcard.hpp"

#include <doctest/doctest.h>

#include <string>

using query::wildcard_match;

TEST_CASE("a star stands for any characters, and an escaped one for itself") {
    CHECK(wildcard_match("log-*.txt", "log-1.txt"));
    CHECK(wildcard_match("log-*.txt", "log-.txt"));
    CHECK(wildcard_match("*", ""));
    CHECK(wildcard_match("**a**", "bab"));
    CHECK(wildcard_match("a*b*c", "a-b-b-c"));
    CHECK(wildcard_match("\u00e9*", "\u00e9t\u00e9"));
    CHECK(wildcard_match("", ""));
    CHECK(wildcard_match("a\\*b", "a*b"));
    CHECK(wildcard_match("a\\\\b", "a\\b"));
    CHECK(wildcard_match("a\\b", "a\\b"));
    CHECK(wildcard_match("a\\", "a\\"));
    CHECK_FALSE(wildcard_match("a\\*b", "axb"));
    CHECK_FALSE(wildcard_match("a*b", "a-b-c"));
    CHECK_FALSE(wildcard_match("a", ""));
    CHECK_FALSE(wildcard_match("", "a"));
    CHECK_FALSE(wildcard_match("A", "a"));
}

TEST_CASE("many stars do not multiply the work") {
    std::string pattern;
    for (int i = 0; i < 1'000; ++i) pattern += "a*";
    CHECK_FALSE(wildcard_match(pattern + "b", std::string(20'000, 'a')));
}
