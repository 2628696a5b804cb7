#include "query/jsonata/text/script_regex.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>

namespace query::jsonata::text {
namespace {

ScriptRegex compiled(std::string_view pattern, std::string_view flags = "") {
    auto regex = ScriptRegex::compile(pattern, flags.find('i') != std::string_view::npos,
                                      flags.find('m') != std::string_view::npos);
    REQUIRE_MESSAGE(regex.has_value(), pattern);
    return *std::move(regex);
}

/// The first match and its groups, divided by bars; `-` for a group that took no part.
std::string match(std::string_view pattern, std::string_view text, std::string_view flags = "") {
    const auto found = compiled(pattern, flags).find(text, 0);
    REQUIRE(found.has_value());
    if (!*found) return "none";
    std::string out(text.substr((*found)->start, (*found)->end - (*found)->start));
    for (const ScriptRegex::Group& group : (*found)->groups) {
        out += "|";
        out += group ? text.substr(group->first, group->second - group->first) : "-";
    }
    return out;
}

std::string refusal(std::string_view pattern) {
    const auto regex = ScriptRegex::compile(pattern, false, false);
    if (regex) return "none";
    CHECK_EQ(regex.error().code, "S0303");
    const std::string start = "Invalid regular expression: /" + std::string(pattern) + "/: ";
    REQUIRE(regex.error().message.starts_with(start));
    return regex.error().message.substr(start.size());
}

TEST_CASE("a pattern finds its first match and the parts of it") {
    CHECK_EQ(match("b+", "ababbxabbcc"), "b");
    CHECK_EQ(match("(\\w+)\\s(\\w+)", "John Smith"), "John Smith|John|Smith");
    CHECK_EQ(match("(ab)|(a)", "abcd"), "ab|ab|-");
    CHECK_EQ(match("(-?\\d+(?:\\.\\d*)?)F\\b", "temperature = 68F today"), "68F|68");
    CHECK_EQ(match("(?<year>\\d{4})-\\k<year>", "2017-2018 2019-2019"), "2019-2019|2019");
    CHECK_EQ(match("a.*?a", "abracadabra"), "abra");
    CHECK_EQ(match("x", "abc"), "none");
}

TEST_CASE("a search goes on where the last one ended, and sees what came before") {
    const ScriptRegex regex = compiled("(?<=a)b|^c");
    const auto second = regex.find("cabab", 3).value();
    REQUIRE(second.has_value());
    CHECK_EQ(second->start, 4);
    CHECK_EQ(second->end, 5);
    CHECK_FALSE(compiled("^b").find("abb", 1).value().has_value());
    CHECK_FALSE(regex.find("cab", 4).value().has_value());
    CHECK_EQ(compiled("$").find("ab", 2).value()->start, 2);
}

TEST_CASE("places are bytes of the UTF-8 text, and a character is never torn apart") {
    const auto found = compiled(".x").find("é💩x", 0).value();
    REQUIRE(found.has_value());
    CHECK_EQ(found->start, 2);
    CHECK_EQ(found->end, 7);
    CHECK_EQ(match("[^a]", "💩"), "💩");
    CHECK_EQ(match("\\uD83D\\uDCA9", "a💩"), "💩");
    CHECK_EQ(match("[\\u0000-\\uFFFF]+", "a💩b"), "a💩b");
    CHECK_EQ(match("[\\uD83D]", "💩"), "none");
}

TEST_CASE("classes of characters are JavaScript's") {
    CHECK_EQ(match("\\d", "٣3"), "3");
    CHECK_EQ(match("\\w+", "éab_1"), "ab_1");
    CHECK_EQ(match("\\s+", "a\u00A0\uFEFF\u2003b"), "\u00A0\uFEFF\u2003");
    CHECK_EQ(match("\\S", "\u2028\u0085"), "\u0085");
    CHECK_EQ(match(".+", "\n\r\u2028ab\u2029c"), "ab");
    CHECK_EQ(match("[^]+", "a\nb"), "a\nb");
    CHECK_EQ(match("a[]*b", "ab"), "ab");
    CHECK_EQ(match("[]", "ab"), "none");
    CHECK_EQ(match("[\\d-x]+", "1-x2y"), "1-x2");
    CHECK_EQ(match("[[:alpha:]]", "x a]"), "a]");
    CHECK_EQ(match("[\\b]", "a\b"), "\b");
    CHECK_EQ(match("[a-]+", "b-a"), "-a");
}

TEST_CASE("the flags are those of JavaScript") {
    CHECK_EQ(match("^b$", "a\nb\r\nc"), "none");
    CHECK_EQ(match("^b$", "a\nb\r\nc", "m"), "b");
    CHECK_EQ(match("c$", "abc\n"), "none");
    CHECK_EQ(match("hat", "a HAT", "i"), "HAT");
    CHECK_EQ(match("[a-c]+É", "xABé", "i"), "ABé");
    CHECK_EQ(match("(a)\\1", "aA", "i"), "aA|a");
    // Neither a long s nor the Kelvin sign is an ASCII letter.
    CHECK_EQ(match("[sk]+", "ſ\u212A", "i"), "none");
    CHECK_EQ(match("ß", "ẞ", "i"), "none");
    CHECK_EQ(match("[^\\W]+", "ſaB", "i"), "aB");
}

TEST_CASE("what only other languages know is taken literally or refused") {
    CHECK_EQ(match("\\K\\A\\z", "KAz"), "KAz");
    CHECK_EQ(match("\\Qa\\E", "QaE"), "QaE");
    CHECK_EQ(match("\\p{L}", "p{L}"), "p{L}");
    CHECK_EQ(match("\\x{3}", "x{3} xxx"), "xxx");
    CHECK_EQ(match("a{,3}", "aaa a{,3}"), "a{,3}");
    CHECK_EQ(match("]}", "a]}"), "]}");
    CHECK_EQ(match("a#b c", "a#b c"), "a#b c");
    for (const std::string_view pattern :
         {"(?i)a", "(?i:a)", "(?>a)", "(?#a)", "(?P<n>a)", "(?R)", "(?1)", "(?C)", "(?|a)"}) {
        CAPTURE(pattern);
        CHECK_EQ(refusal(pattern), "Invalid group");
    }
    for (const std::string_view pattern :
         {"(*ACCEPT)", "a++", "a**", "*", "^*", "(?<=a)+", "{2}", "a{2}{3}", "\\b+"}) {
        CAPTURE(pattern);
        CHECK_EQ(refusal(pattern), "Nothing to repeat");
    }
}

TEST_CASE("wrong patterns are refused in V8's words") {
    CHECK_EQ(refusal("(a"), "Unterminated group");
    CHECK_EQ(refusal("a)"), "Unmatched ')'");
    CHECK_EQ(refusal("[a"), "Unterminated character class");
    CHECK_EQ(refusal("[z-a]"), "Range out of order in character class");
    CHECK_EQ(refusal("a{3,2}"), "numbers out of order in {} quantifier");
    CHECK_EQ(refusal("a\\"), "\\ at end of pattern");
    CHECK_EQ(refusal("(?<1>a)"), "Invalid capture group name");
    CHECK_EQ(refusal("(?<n>a)(?<n>b)"), "Duplicate capture group name");
    CHECK_EQ(refusal("(?<n>a)\\k<m>"), "Invalid named capture referenced");
    CHECK_EQ(refusal("(?<n>a)\\k"), "Invalid named reference");
    CHECK_EQ(refusal("(?<=a+)b"), "lookbehind assertion is not fixed length");
    CHECK_EQ(refusal(std::string(300, '(') + std::string(300, ')')),
             "Groups are nested too deeply");
    CHECK_EQ(refusal(std::string(70'000, 'a')), "Regular expression too large");
}

TEST_CASE("escapes by number are references where there is such a group, else octal") {
    CHECK_EQ(match("(a)\\1", "aa"), "aa|a");
    CHECK_EQ(match("\\1(a)", "a"), "a|a");
    CHECK_EQ(match("(?:(a)|b)\\1c", "bc"), "bc|-");
    CHECK_EQ(match("\\101", "A"), "A");
    CHECK_EQ(match("\\8", "8"), "8");
    CHECK_EQ(match("a\\0b", std::string_view("a\0b", 3)), std::string_view("a\0b", 3));
    CHECK_EQ(match("\\cJ", "\n"), "\n");
    CHECK_EQ(match("\\c", "\\c"), "\\c");
    CHECK_EQ(match("\\k<n>", "k<n>"), "k<n>");
}

TEST_CASE("a lookahead does not make the search miss a match") {
    CHECK_EQ(match("(?=a)e*(a)+?", "bbcbca"), "a|a");
}

TEST_CASE("a search that explodes ends with a limit") {
    const std::string text(30'000, 'a');
    for (const std::string_view pattern :
         {"(a+)+b", "(?:a?){30}a{30}b", "(a*)*\\1b", "(a*)a*a*a*a*c\\1d"}) {
        CAPTURE(pattern);
        const auto found = compiled(pattern).find(text, 0);
        if (found) {
            CHECK_FALSE(found->has_value());
        } else {
            CHECK_EQ(found.error().kind, base::ErrorKind::limit);
        }
    }
}

TEST_CASE("searches can share one effort") {
    const ScriptRegex regex = compiled("a*[bd]");
    const std::string text(1'000, 'a');
    Regex::Effort effort{.steps_max = 100'000};
    CHECK(regex.find(text, 0, effort).has_value());
    CHECK_GT(effort.steps, 0);
    bool is_used_up = false;
    for (int i = 0; i < 10'000 && !is_used_up; ++i) {
        is_used_up = !regex.find(text, 0, effort).has_value();
    }
    CHECK(is_used_up);
}

TEST_CASE("long texts are no trouble for patterns that do not explode") {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "word, ";
    const auto all = compiled("^(?:\\w+[,\\s]*)*$").find(text, 0);
    REQUIRE(all.has_value());
    REQUIRE(all->has_value());
    CHECK_EQ((*all)->end, text.size());
    for (const std::string_view pattern : {"[Ww]ord", "word"}) {
        CHECK_EQ(match(pattern, text, "i"), "word");
        CHECK_EQ(match(pattern, "\1", "i"), "none");
    }
    const ScriptRegex word = compiled("(\\w)+");
    Regex::Effort effort;
    std::size_t at = 0;
    int count = 0;
    while (const auto found = word.find(text, at, effort).value()) {
        at = found->end;
        ++count;
    }
    CHECK_EQ(count, 20'000);
    CHECK_LT(effort.steps, 1'000'000);
}

TEST_CASE("copies share, and threads do not disturb each other") {
    const ScriptRegex regex = compiled("(\\d+)-(\\d+)");
    const auto work = [copy = regex] {
        for (int i = 0; i < 1'000; ++i) CHECK_EQ(copy.find("ab 12-34", 0).value()->start, 3);
    };
    std::thread other(work);
    work();
    other.join();
    CHECK_EQ(regex.group_count(), 2);
}

}  // namespace
}  // namespace query::jsonata::text
