#include "query/template/jsonata_template.hpp"

#include <doctest/doctest.h>

#include "json/parse.hpp"
#include "json/print.hpp"

using query::ExpressionFault;
using query::JsonataTemplate;

namespace {

const std::map<std::string, json::Value, std::less<>>& variables() {
    static const std::map<std::string, json::Value, std::less<>> all = {
        {"n", json::parse("1.50").value()},
        {"states", json::parse(R"({"input":{"list":[1,2],"name":"x"}})").value()},
    };
    return all;
}

/// The value as text, or "location: cause".
std::string filled(std::string_view payload) {
    const auto compiled = JsonataTemplate::compile(json::parse(payload).value());
    REQUIRE(compiled);
    base::SeededRandom random(1);
    const auto value = compiled->evaluate(
        {.variables = query::Variables::of(variables()), .random = random}, "Output");
    return value ? json::print(*value) : value.error().location + ": " + value.error().cause;
}

std::vector<ExpressionFault> faults(std::string_view payload) {
    auto compiled = JsonataTemplate::compile(json::parse(payload).value());
    REQUIRE_FALSE(compiled);
    return compiled.error();
}

}  // namespace

TEST_CASE("strings in {% %} are replaced at any depth, everything else stays") {
    CHECK_EQ(filled(R"({"a":"{% $states.input.list %}","b":[{"c":"{%$n%}"}],"d":1.0,"e.$":"$.x"})"),
             R"({"a":[1,2],"b":[{"c":1.50}],"d":1.0,"e.$":"$.x"})");
    CHECK_EQ(filled(R"("{% $states.input.name %}")"), R"("x")");
    CHECK_EQ(filled(R"([" {% $n %} ", "%}{%", ""])"), R"([" {% $n %} ","%}{%",""])");
}

TEST_CASE("a template without expressions gives back what it was made of") {
    const json::Value payload = json::parse(R"({"a":[1,{"b":"$.x"}]})").value();
    const auto compiled = JsonataTemplate::compile(payload).value();
    CHECK(compiled.is_constant());
    base::SeededRandom random(1);
    const auto value = compiled.evaluate({.random = random}, "Output");
    CHECK_EQ(value->address(), payload.address());
}

TEST_CASE("an expression that gives nothing fails, and names its place") {
    CHECK_EQ(filled(R"({"a":{"b":[0,"{% $doesNotExist %}"]}})"),
             "Output/a/b[1]: The JSONata expression '$doesNotExist' specified for the field "
             "'Output/a/b[1]' returned nothing (undefined).");
    CHECK_EQ(filled(R"("{% $states.input.none %}")"),
             "Output: The JSONata expression '$states.input.none' specified for the field 'Output' "
             "returned nothing (undefined).");
    CHECK_EQ(filled(R"("{% {'a': $none, 'b': 1} %}")"), R"({"b":1})");
}

TEST_CASE("an expression that throws tells its code; a limit has none, as on AWS") {
    CHECK_EQ(filled(R"("{% $n + 'a' %}")"),
             "Output: The JSONata expression '$n + 'a'' specified for the field 'Output' threw an "
             R"(error during evaluation. T2002: The right side of the "+" operator must evaluate )"
             "to a number");
    const std::string endless = filled(R"("{% ($f := function($x) { $f($x) + 1 }; $f(1)) %}")");
    CHECK_NE(endless.find("threw an error during evaluation: "), std::string::npos);
}

TEST_CASE("what is no expression is a fault at its place") {
    auto found =
        faults(R"({"a":["{% 1 + %}"],"b":"{% $n","c":"$n %}","d":"{% total %}","e":"{%%}"})");
    REQUIRE_EQ(found.size(), 5);
    CHECK(found[0].kind == ExpressionFault::Kind::syntax);
    CHECK_EQ(found[0].place, "/a[0]");
    CHECK_EQ(found[0].message, "Unexpected end of expression");
    CHECK_EQ(found[0].detail, "S0207 at character 3 of the expression: 1 +");
    CHECK(found[1].kind == ExpressionFault::Kind::delimiters);
    CHECK(found[2].kind == ExpressionFault::Kind::delimiters);
    CHECK(found[3].kind == ExpressionFault::Kind::unsupported);
    CHECK_EQ(found[3].message, "Reference to 'total' at the top level is not supported.");
    CHECK_EQ(found[4].message, "Unexpected end of expression");
}

TEST_CASE("a template tells what it reads") {
    const auto compiled =
        JsonataTemplate::compile(
            json::parse(R"(["{% $b + $states.input.x %}", "{% $a & $states.result %}"])").value())
            .value();
    CHECK_EQ(compiled.variables(), std::vector<std::string>{"a", "b"});
    CHECK_EQ(compiled.state_members(), std::vector<std::string>{"input", "result"});
    REQUIRE_EQ(compiled.expressions().size(), 2);
    CHECK_EQ(compiled.expressions()[1].place, "[1]");
}

TEST_CASE("a value of the wrong type is told as AWS tells it") {
    const auto compiled = JsonataTemplate::compile(json::parse(R"("{% $x %}")").value()).value();
    const auto failure =
        compiled.unexpected_type("Items", "array", json::parse("{\"a\": 1}").value());
    CHECK_EQ(failure.location, "Items");
    CHECK_EQ(failure.cause,
             "The JSONata expression '$x' specified for the field 'Items' returned an unexpected "
             R"(result type. Expected 'array', but was 'object' for value: {"a":1})");
}
