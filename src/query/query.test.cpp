#include "query/query.hpp"

#include <doctest/doctest.h>

#include "json/parse.hpp"
#include "json/print.hpp"

using query::Environment;
using query::Query;
using query::Variables;

namespace {

struct World {
    json::Value input = json::parse(R"({"a": {"b": [1, 2]}})").value();
    json::Value context = json::parse(R"({"Execution": {"Id": "e-1"}})").value();
    std::map<std::string, json::Value, std::less<>> variables = {
        {"order", json::parse(R"({"id": 7})").value()}};
    base::SeededRandom random{1};

    Environment environment() {
        return {.input = input,
                .context = &context,
                .variables = Variables::of(variables),
                .random = random};
    }
    std::string evaluate(std::string_view text, std::string_view field = "x.$") {
        const auto query = Query::compile(text);
        if (!query) return "invalid";
        const auto value = query->evaluate(environment(), field);
        return value ? json::print(*value) : value.error().error + ": " + value.error().cause;
    }
};

}  // namespace

TEST_CASE("each form reads its own root") {
    World world;
    CHECK_EQ(world.evaluate("$.a.b[1]"), "2");
    CHECK_EQ(world.evaluate("$"), R"({"a":{"b":[1,2]}})");
    CHECK_EQ(world.evaluate("$$.Execution.Id"), R"("e-1")");
    CHECK_EQ(world.evaluate("$$"), R"({"Execution":{"Id":"e-1"}})");
    CHECK_EQ(world.evaluate("$order.id"), "7");
    CHECK_EQ(world.evaluate("$order"), R"({"id":7})");
    CHECK_EQ(world.evaluate("States.Array($.a.b[0], $$.Execution.Id, $order.id)"),
             R"([1,"e-1",7])");
    CHECK(Query::compile("$.a")->form() == Query::Form::path);
    CHECK(Query::compile("$$.a")->form() == Query::Form::context_path);
    CHECK(Query::compile("$a")->form() == Query::Form::variable_path);
    CHECK(Query::compile("States.UUID()")->form() == Query::Form::intrinsic);
}

TEST_CASE("what is no expression is refused") {
    for (const char* text : {"", "a", "a.b", "@.a", " $.a", "$.", "$$$", "$$a.b", "$a-b", "$1",
                             "States", "$a.", "{% 1 %}", "$['a'"}) {
        CAPTURE(text);
        CHECK_FALSE(Query::compile(text));
    }
}

TEST_CASE("a path that leads nowhere is told in AWS's words") {
    World world;
    CHECK_EQ(world.evaluate("$.no", "value.$"),
             "States.Runtime: The JSONPath '$.no' specified for the field 'value.$' could not be "
             R"(found in the input '{"a":{"b":[1,2]}}')");
    CHECK_EQ(world.evaluate("$$.no", "value.$"),
             "States.Runtime: The JSONPath '$$.no' specified for the field 'value.$' could not be "
             R"(found in the input '{"a":{"b":[1,2]}}')");
    CHECK_EQ(world.evaluate("$.No", "OutputPath"),
             "States.Runtime: Invalid path '$.No' : No results for path: $['No']");
    CHECK_EQ(world.evaluate("$other", "value.$"),
             "States.Runtime: The JSONPath '$other' specified for the field 'value.$' could not be "
             R"(found in the input '{"a":{"b":[1,2]}}')");
}

TEST_CASE("a Choice rule can ask whether a path finds anything") {
    World world;
    const auto found = [&](std::string_view text) {
        return Query::compile(text)->find(world.environment());
    };
    CHECK_EQ(json::print(**found("$.a.b[0]")), "1");
    CHECK_FALSE(found("$.a.c").value());
    CHECK_FALSE(found("$.a.c.d").value());
    CHECK_FALSE(found("$nothing").value());
    CHECK_FALSE(found("States.ArrayLength(1)"));
}

TEST_CASE("a query tells what it reads") {
    const auto query =
        Query::compile("States.Array($b, States.Array($a.x, $$.State.Name, $b[0]), $.c)").value();
    CHECK_EQ(query.variables(), std::vector<std::string>{"a", "b"});
    CHECK(query.uses_context());
    CHECK_FALSE(query.is_reference());
    CHECK_FALSE(Query::compile("$.a")->uses_context());
    CHECK(Query::compile("$.a[0]")->is_reference());
    CHECK_FALSE(Query::compile("$.a[*]")->is_reference());
    CHECK_EQ(Query::compile("$.a['b']")->text(), "$.a['b']");
}

TEST_CASE("an evaluation ends when its steps are used up") {
    World world;
    Environment environment = world.environment();
    environment.steps_max = 2;
    const auto value = Query::compile("$..*")->evaluate(environment, "x.$");
    REQUIRE_FALSE(value);
    CHECK_EQ(value.error().cause, "Invalid path '$..*' : The evaluation takes too many steps");
}
