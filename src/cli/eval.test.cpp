#include "cli/eval.hpp"

#include <doctest/doctest.h>

TEST_CASE("a caret stands under the last character of what is to blame") {
    CHECK_EQ(cli::marked("1 + 'a'", 7), "1 + 'a'\n      ^");
    CHECK_EQ(cli::marked("(1", 2), "(1\n ^");
    CHECK_EQ(cli::marked("x", 0), "x\n^");
    CHECK_EQ(cli::marked("", 0), "\n^");
    CHECK_EQ(cli::marked("abc", std::nullopt), "abc");
    CHECK_EQ(cli::marked("abc", 99), "abc\n  ^");
}

TEST_CASE("only the line with the place is shown, and characters count, not bytes") {
    CHECK_EQ(cli::marked("(\n  'ö' + 1;\n  2\n)", 8), "  'ö' + 1;\n    ^");
    std::string deep(1'001, 'a');
    deep[500] = '!';
    const std::string shown = cli::marked(deep, 501);
    CHECK_EQ(shown.size(), 150 + 1 + 51);
    CHECK_EQ(shown.substr(48, 5), "aa!aa");
    CHECK(shown.ends_with("\n" + std::string(50, ' ') + '^'));
}

TEST_CASE("each code has advice, the more exact the better") {
    CHECK_EQ(cli::advice("S0203"), "close what is open: ), ] or }");
    CHECK_EQ(cli::advice("S0299"),
             "look at the place: the syntax is explained at https://docs.jsonata.org");
    CHECK_EQ(cli::advice("D9999"), "the code is explained at https://docs.jsonata.org");
}
