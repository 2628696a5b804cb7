#include "services/logs/filter_pattern.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using services::logs::FilterPattern;

namespace {

bool matches(std::string_view pattern, std::string_view message) {
    const auto compiled = FilterPattern::compile(pattern);
    REQUIRE_MESSAGE(compiled.has_value(), pattern);
    return compiled->matches(message);
}

}  // namespace

TEST_CASE("terms must all stand in the message, as they are written") {
    CHECK(matches("", "anything"));
    CHECK(matches("ERROR", "[ERROR] no room"));
    CHECK_FALSE(matches("ERROR", "[error] no room"));
    CHECK(matches("ERROR room", "[ERROR] no room"));
    CHECK_FALSE(matches("ERROR tree", "[ERROR] no room"));
    CHECK(matches(R"("no room" ERROR)", "[ERROR] no room"));
    CHECK_FALSE(matches(R"("room no")", "[ERROR] no room"));
    CHECK(matches(R"("a \"b\"")", R"(say a "b")"));
}

TEST_CASE("a minus excludes, question marks want one of several") {
    CHECK_FALSE(matches("ERROR -room", "[ERROR] no room"));
    CHECK(matches(R"(ERROR -"no tree")", "[ERROR] no room"));
    CHECK(matches("?ERROR ?WARN", "a WARN b"));
    CHECK_FALSE(matches("?ERROR ?WARN", "an INFO"));
    CHECK(matches(R"(?"no tree" ?room)", "no room"));
    CHECK(matches("ERROR ?WARN", "an ERROR"));
}

TEST_CASE("a JSON pattern compares members of messages that are JSON") {
    const std::string message =
        R"({"type":"ExecutionFailed","id":"7","n":7.5,"ok":true,"none":null,)"
        R"("details":{"error":"States.Timeout","list":[1,{"a-b":"x"}]}})";
    for (const char* fits :
         {R"({ $.type = "ExecutionFailed" })", R"({$.type=ExecutionFailed})",
          R"({ $.type = "Execution*" })", R"({ $.type = "*ion*ed" })", R"({ $.type != "Other" })",
          R"({ $.n > 7 && $.n <= 7.5 })", R"({ $.n < 7 || $.id = 7 })", R"({ $.ok IS TRUE })",
          R"({ $.none IS NULL })", R"({ $.gone NOT EXISTS })", R"({ $.none EXISTS })",
          R"({ $.details.list[0] = 1 })", R"({ $.details.list[1]['a-b'] = "x" })",
          R"({ ($.n = 1 || $.ok IS TRUE) && $.details.error = "States.*" })",
          R"({ $.n = 1 && $.ok IS FALSE || $.type = "ExecutionFailed" })"}) {
        CHECK_MESSAGE(matches(fits, message), fits);
    }
    for (const char* fails :
         {R"({ $.type = "Execution" })", R"({ $.gone = "x" })", R"({ $.gone != "x" })",
          R"({ $.type > 3 })", R"({ $.ok IS FALSE })", R"({ $.details = "*" })",
          R"({ $.n = 1 && ($.ok IS TRUE || $.type = "ExecutionFailed") })"}) {
        CHECK_FALSE_MESSAGE(matches(fails, message), fails);
    }
    CHECK_FALSE(matches(R"({ $.type = "a" })", "no JSON"));
    CHECK_FALSE(matches(R"({ $.type = "a" })", R"("a")"));
}

TEST_CASE("a pattern that is none says where") {
    for (const char* wrong :
         {R"({ $.a = })", R"({ $.a })", R"({ a = 1 })", R"({ $.a = 1)", R"({ ($.a = 1 })",
          R"({ $.a = 1 $.b = 2 })", R"({ $.a > "x" })", R"({ $.a[x] = 1 })", R"({ $.a = "x })",
          R"("open)", "[a, b]", "%x+%", "?", R"({ $.a = %x% })", R"({ $. = 1 })", R"({})",
          R"({ $.a IS MAYBE })"}) {
        const auto compiled = FilterPattern::compile(wrong);
        CHECK_FALSE_MESSAGE(compiled.has_value(), wrong);
    }
    const auto nested = [](std::size_t depth) {
        return "{ " + std::string(depth, '(') + "$.a = 1" + std::string(depth, ')') + "}";
    };
    CHECK(FilterPattern::compile(nested(200)).has_value());
    CHECK_FALSE(FilterPattern::compile(nested(201)).has_value());
}
