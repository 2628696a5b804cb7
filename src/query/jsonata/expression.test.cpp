// What the reference's own suite does not ask: how values keep their form, what an expression
// reads, where errors stand, and that limits end an evaluation.
#include "query/jsonata/expression.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "json/parse.hpp"
#include "json/print.hpp"

using namespace query::jsonata;

namespace {

struct Run {
    std::string data = "{}";
    std::uint64_t steps_max = base::limits::kJsonataStepsMax;
    std::uint64_t memory_bytes_max = base::limits::kJsonataMemoryBytesMax;
    const std::atomic<bool>* abort = nullptr;
};

/// The value as JSON, `undefined`, or the error's code.
std::string evaluate(std::string_view text, const Run& run = {}) {
    const auto expression = Expression::compile(text);
    if (!expression) return expression.error().code;
    const json::Value data = json::parse(run.data).value();
    base::SeededRandom random(7);
    const auto value = expression->evaluate({.input = &data,
                                             .random = random,
                                             .now_ms = 1'700'000'000'000,
                                             .steps_max = run.steps_max,
                                             .memory_bytes_max = run.memory_bytes_max,
                                             .abort = run.abort});
    if (!value) return value.error().code;
    return *value ? json::print(**value) : "undefined";
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ",") + name;
    return out;
}

}  // namespace

TEST_CASE("what an expression passes on keeps its form") {
    const Run run{.data = R"({"n": 1.0, "big": 12345678901234567890, "e": 1e2, "a": [1.50]})"};
    CHECK_EQ(evaluate("n", run), "1.0");
    CHECK_EQ(evaluate("big", run), "12345678901234567890");
    CHECK_EQ(evaluate("[e, a]", run), "[1e2,1.50]");
    CHECK_EQ(evaluate("n + 0", run), "1");
    CHECK_EQ(evaluate("{'b': 1, 'a': 2}"), R"({"b":1,"a":2})");
    CHECK_EQ(evaluate("[1/0, -1/0, 0/0]"), R"(["Infinity","-Infinity","NaN"])");
}

TEST_CASE("a result shares the input's values instead of copying them") {
    const json::Value data = json::parse(R"({"a": {"a long enough member": [1, 2, 3]}})").value();
    base::SeededRandom random(1);
    const auto expression = Expression::compile("{'copy': a}").value();
    const auto value = expression.evaluate({.input = &data, .random = random}).value();
    REQUIRE(value.has_value());
    CHECK_EQ(value->find("copy")->address(), data.find("a")->address());
}

TEST_CASE("an expression says what it reads") {
    const auto read = [](std::string_view text) { return Expression::compile(text).value(); };
    CHECK_EQ(joined(read("$x + $states.input.a + ($y := 1; $y)").variables()), "states,x");
    CHECK_EQ(joined(read("$map($list, function($v) { $v + $sum($w) })").variables()), "list,w");
    CHECK_EQ(joined(read("$states.context.Execution.Id").state_members()), "context");
    CHECK(read("$states.context.Execution.Id").uses_context());
    CHECK_FALSE(read("$states.input.context").uses_context());
    CHECK_EQ(joined(read("$keys($states)").state_members()), "context,errorOutput,input,result");
}

TEST_CASE("what Step Functions refuses at the top level is found, and only that") {
    const auto refused = [](std::string_view text) {
        const auto refusal = Expression::compile(text).value().refusal();
        return refusal ? refusal->message : std::string();
    };
    CHECK_NE(refused("$"), "");
    CHECK_NE(refused("$$.a"), "");
    CHECK_NE(refused("name"), "");
    CHECK_NE(refused("{'k': name}"), "");
    CHECK_NE(refused("function($x) { name }"), "");
    CHECK_NE(refused("$eval('1')"), "");
    CHECK_NE(refused("*"), "");
    CHECK_EQ(refused("$states.input.name"), "");
    CHECK_EQ(refused("$states.input.items[price > 5].{'n': name, 'all': $}"), "");
    CHECK_EQ(refused("$states.input.items^(price){kind: $sum(price)}"), "");
    CHECK_EQ(refused("$map($v, function($x) { $x.name })"), "");
    CHECK_EQ(refused("$v ~> |items|{'n': name}|"), "");
}

TEST_CASE("an error says where it is") {
    const auto place = [](std::string_view text) {
        const auto expression = Expression::compile(text);
        if (!expression) return expression.error().position;
        base::SeededRandom random(1);
        const auto value = expression->evaluate({.random = random});
        return value ? kNoPosition : value.error().position;
    };
    CHECK_EQ(place("1 +"), 3);
    CHECK_EQ(place("[1, 2"), 5);
    CHECK_EQ(place("1 + 'a'"), 3);
    CHECK_EQ(place("$sum('a')"), 5);
    CHECK_EQ(place("'ab"), 3);
}

TEST_CASE("a lambda's last call neither nests nor holds memory") {
    const std::string loop =
        "($f := function($n, $sum) { $n = 0 ? $sum : $f($n - 1, $sum + $n) }; $f(";
    CHECK_EQ(evaluate(loop + "100000, 0))", {.memory_bytes_max = 1024 * 1024}), "5000050000");
    // Calls that are not the last one nest.
    CHECK_EQ(evaluate("($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(100000))"), "U1001");
    // What a call built is given back when only a number comes of it.
    CHECK_EQ(evaluate("$sum([1..20000].($sum([1..100])))", {.memory_bytes_max = 4 * 1024 * 1024}),
             "101000000");
}

TEST_CASE("each limit ends an evaluation") {
    const std::string endless = "($f := function() { $f() }; $f())";
    CHECK_EQ(evaluate(endless, {.steps_max = 100'000}), "U1001");
    const std::atomic<bool> abort = true;
    CHECK_EQ(evaluate(endless, {.abort = &abort}), "U1001");
    CHECK_EQ(evaluate("$reduce([1..1000], function($a, $b) { [$a, $a] })",
                      {.memory_bytes_max = 1024 * 1024}),
             "U1001");
    CHECK_EQ(evaluate("$range(1, 1000000, 1)"), "U1001");
    CHECK_EQ(evaluate("[1..10000001]"), "D2014");
    CHECK_EQ(evaluate("$reduce([1..5000], function($a, $b) { [[$a]] })"), "U1001");
}

TEST_CASE("what one step looks at counts, so that no loop over large values runs on") {
    // Each of these would look at 10^10 values with a few steps for each round.
    const Run run{.steps_max = 5'000'000};
    const std::string zeros = "($z := [1..100000].(0); ";
    CHECK_EQ(evaluate(zeros + "$count($filter([1..100000], function() { $z })))", run), "U1001");
    CHECK_EQ(evaluate(zeros + "$count([1..100000].($z = $z)))", run), "U1001");
    CHECK_EQ(evaluate(zeros + "$count([1..100000].($string($z))))", run), "U1001");
    CHECK_EQ(evaluate(zeros + "$count([1..100000].($z ? 1 : 2)))", run), "U1001");
    const std::string long_text = "($t := $pad('', 200000, 'a'); ";
    CHECK_EQ(evaluate(long_text + "$length($replace($t, /a/, function() { 'b' })))"), "200000");
    CHECK_EQ(evaluate(long_text + "$n := function($m) { $exists($m) ? $n($m.next()) : 1 };"
                                  "$n(/a/($t)))",
                      run),
             "U1001");
    // The last look of all counts, too.
    CHECK_EQ(evaluate(zeros + "$boolean($z))", {.steps_max = 112'000}), "U1001");
}

TEST_CASE("a copy has numbers of 15 digits, as the reference's has") {
    CHECK_EQ(evaluate("$clone({'a': 0.12345678901234567})"), R"({"a":0.123456789012346})");
    CHECK_EQ(evaluate("{'a': 12345678901234567} ~> |$|{'b': 1.50}|"),
             R"({"a":12345678901234600,"b":1.50})");
}

TEST_CASE("Step Functions' own functions") {
    CHECK_EQ(evaluate("$partition([1..5], 2)"), "[[1,2],[3,4],[5]]");
    CHECK_EQ(evaluate("$partition([1], 0)"), "T0410");
    CHECK_EQ(evaluate("$range(1, 9, 3)"), "[1,4,7]");
    CHECK_EQ(evaluate("$range(3, 1, -1)"), "[3,2,1]");
    CHECK_EQ(evaluate("$range(1, 1, 1)"), "1");
    CHECK_EQ(evaluate("$range(1, 2, 0)"), "T0410");
    CHECK_EQ(evaluate("$hash('a', 'MD5')"), R"("0cc175b9c0f1b6a831c399e269772661")");
    CHECK_EQ(evaluate("$hash('a', 'MD4')"), "T0410");
    CHECK_EQ(evaluate("$parse('{\"a\": [1.0]}')"), R"({"a":[1.0]})");
    CHECK_EQ(evaluate("$parse('{')"), "D3201");
    CHECK_EQ(evaluate("$random(5) = $random(5)"), "true");
    CHECK_EQ(evaluate("$random() < 1 and $length($uuid()) = 36"), "true");
    CHECK_EQ(evaluate("$now()"), R"("2023-11-14T22:13:20.000Z")");
}

TEST_CASE("what is not finite has no truth, and NaN is no number to calculate with") {
    for (const std::string text : {"1/0 ? 1 : 2", "$boolean(1/0)", "$not(-1/0)", "1/0 or true",
                                   "$filter([1], function() { 1/0 })", "[1][1/0]"}) {
        CAPTURE(text);
        CHECK_EQ(evaluate(text), "D1001");
    }
    CHECK_EQ(evaluate("0/0 ? 1 : 2"), "2");
    CHECK_EQ(evaluate("[1][0/0]"), "undefined");
    CHECK_EQ(evaluate("0/0 + 1"), "T2001");
    CHECK_EQ(evaluate("1 + 0/0"), "T2002");
    CHECK_EQ(evaluate("-(0/0)"), "D1002");
    // A function that sorts is asked as JavaScript asks: infinity is true.
    CHECK_EQ(evaluate("$sort([2, 1], function() { 1/0 })"), "[1,2]");
    CHECK_EQ(evaluate("$sort([2, 1], function() { 0/0 })"), "[2,1]");
}

TEST_CASE("nothing, taken twice, is still nothing to a group and to $spread") {
    const Run run{.data = R"([{"b": "x"}])"};
    CHECK_EQ(evaluate("b.price[[0, -1]]{'k': $}", run), "{}");
    CHECK_EQ(evaluate("$spread(b.price[[0, -1]])", run), "undefined");
    CHECK_EQ(evaluate("$spread([])"), "undefined");
    CHECK_EQ(evaluate("$spread([[]])"), "[]");
}

TEST_CASE("a last call with a predicate behind it is its function, and not its value") {
    CHECK_EQ(evaluate("(function() { ($round(1))[0][] })()"), R"([""])");
}

TEST_CASE("$replace looks at its limit before it looks for a pattern") {
    CHECK_EQ(evaluate("$replace($x, 'a', -1)", {.data = R"("text")"}), "D3011");
}
