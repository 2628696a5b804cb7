// Each limit of an evaluation ends it cleanly with U1001: steps, the abort flag from another
// thread, depth, memory.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

#include "query/jsonata/expression.hpp"

using namespace query::jsonata;

namespace {

constexpr std::uint64_t kAlways = UINT64_MAX / 2;

/// The code of the error that the evaluation ends with; empty where there is none.
std::string code_of(const std::string& text, const Surroundings& surroundings) {
    const auto expression = Expression::compile(text);
    REQUIRE_MESSAGE(expression, text);
    const auto value = expression->evaluate(surroundings);
    return value ? "" : value.error().code;
}

}  // namespace

TEST_CASE("an evaluation without end stops after its steps") {
    base::SeededRandom random(1);
    for (const std::string text : {"($f := function($x) { $f($x) }; $f(1))",
                                   "($a := function() { $b() }; $b := function() { $a() }; $a())",
                                   "$filter([1..100000], function($x) { $count([1..100000]) = 0 })",
                                   "$sort([1..10000], function($a, $b) { $count([1..10000]) > 0 })",
                                   "$sum([1..100000].($sum([1..100000])))"}) {
        CAPTURE(text);
        CHECK_EQ(code_of(text, {.random = random, .steps_max = 100'000}), "U1001");
    }
}

TEST_CASE("a flag set by another thread stops an evaluation") {
    const auto expression = Expression::compile("($f := function($x) { $f($x) }; $f(1))");
    REQUIRE(expression);
    std::atomic<bool> abort = false;
    std::atomic<bool> begun = false;
    std::string code;
    std::thread evaluating([&] {
        base::SeededRandom random(1);
        begun = true;
        begun.notify_one();
        const auto value =
            expression->evaluate({.random = random, .steps_max = kAlways, .abort = &abort});
        code = value ? "" : value.error().code;
    });
    begun.wait(false);
    abort = true;
    evaluating.join();
    CHECK_EQ(code, "U1001");
}

TEST_CASE("a flag that is set before stops loops of the library too") {
    base::SeededRandom random(1);
    const std::atomic<bool> abort = true;
    for (const std::string text :
         {"$count([1..1e6])", "$sum([1..300000].($ * 2))", "$sort([1..300000])",
          "$contains($pad('', 1e6, 'a'), /^(a+)+b/)", "$map([1..300000], $string)",
          "$reduce([1..300000], function($a, $b) { $a + $b })"}) {
        CAPTURE(text);
        CHECK_EQ(code_of(text, {.random = random, .steps_max = kAlways, .abort = &abort}), "U1001");
    }
}

TEST_CASE("recursion stops at the depth it was given, and before the native stack ends") {
    base::SeededRandom random(1);
    const std::string recursion = "($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(20))";
    CHECK_EQ(code_of(recursion, {.random = random, .depth_max = 100}), "");
    CHECK_EQ(code_of(recursion, {.random = random, .depth_max = 20}), "U1001");
    for (const std::string text :
         {"($f := function($x) { 1 + $f($x) }; $f(1))", "($f := function() { [$f()] }; $f())",
          "($f := function() { {'a': $f()} }; $f())", "($f := function($x) { [$x].$f($) }; $f(1))",
          "($f := function($x) { [$x][$f($)] }; $f(1))",
          "($f := function($x) { [1, 2]^($f($)) }; $f(1))",
          "($f := function($x) { $x ~> |$|$f($x)| }; $f({}))",
          // Callbacks and tail calls, which do not count as depth.
          "($f := function($x) { $map([1, 2], $f) }; $f(1))",
          "($f := function($x) { $filter([1, 2], $f) }; $f(1))",
          "($f := function($x) { $sort([2, 1], $f) }; $f(1))",
          "($f := function($x) { $each({'a': 1}, $f) }; $f(1))",
          "($f := function($x) { $sift({'a': 1}, $f) }; $f(1))",
          "($f := function($x) { $single([1], $f) }; $f(1))",
          "($f := function($x) { $replace('a', /a/, $f) }; $f(1))",
          "($f := function($x) { $match('a', $f) }; $f(1))",
          "($f := function($x) { $reduce([1, 2], function($a, $b) { $f($a) }) }; $f(1))"}) {
        CAPTURE(text);
        CHECK_EQ(code_of(text, {.random = random, .steps_max = 10'000'000}), "U1001");
    }
}

TEST_CASE("values nested deeper than JSON may be stop what walks them, and overflow nothing") {
    base::SeededRandom random(1);
    const std::string build = "($d := $reduce([1..50000], function($a, $b) { [$a, 1] }, [1]); ";
    for (const std::string use :
         {"$d)", "$string($d))", "$d = $d)", "$distinct([$d, $d]))", "$d.**)", "$d.*)", "$d.a)",
          "$boolean($d))", "$d and true)", "$d in [$d])", "$clone($d))", "$d ~> |$|{}|)",
          "$merge($d))", "$sort($d))", "$error($d))", "$d & '')", "{'k': $d} = {'k': $d})"}) {
        const std::string text = build + use;
        CAPTURE(text);
        const auto expression = Expression::compile(text);
        REQUIRE(expression);
        const auto value = expression->evaluate({.random = random, .steps_max = 20'000'000});
        if (!value) CHECK_FALSE(value.error().code.empty());
    }
}

TEST_CASE("an evaluation stops at the memory it was given") {
    base::SeededRandom random(1);
    for (const std::string text :
         {"$reduce([1..40], function($a, $b) { $a & $a }, 'ab')",
          "$reduce([1..40], function($a, $b) { $append($a, $a) }, [1, 2])",
          "($f := function($x) { $f([$x, $x]) }; $f(1))", "$sum([1..1e6])", "$reverse([1..1e6])",
          "[1..1e4].[1..1e4]", "$replace($pad('', 1e5, 'a'), 'a', $pad('', 1e5, 'b'))",
          "$map([1..1e5], function($x) { {'a': $x, 'b': [$x]} })", "$string([1..1e6])",
          "$join([1..1e5].$pad('a', 1e4))", "$keys($merge([1..1e6].{$string($): 1}))"}) {
        CAPTURE(text);
        CHECK_EQ(
            code_of(text,
                    {.random = random, .steps_max = kAlways, .memory_bytes_max = 4 * 1024 * 1024}),
            "U1001");
    }
}

TEST_CASE("a value that holds one array a thousand million times is not walked over to its end") {
    base::SeededRandom random(1);
    const std::string doubled = "($d := $reduce([1..60], function($a, $b) { [[$a], [$a]] }, 0); ";
    for (const std::string use :
         {"$d)", "$string($d))", "$d = $d)", "$boolean($d))", "$d & 'x')", "-$d)",
          "$distinct([$d, $d]))", "$d ? 1 : 2)", "$d in [$d, 1] or $d)", "$error($string($d)))",
          "$merge([{'a': $d}, {'b': $d}]))", "$d ~> |a|$d|)", "$clone($d))", "$parse($string($d)))",
          "$eval('1', $d))", "[1]^($string($d)))", "$d < 1)"}) {
        const std::string text = doubled + use;
        CAPTURE(text);
        const std::string code = code_of(
            text, {.random = random, .steps_max = 1'000'000, .memory_bytes_max = 16 * 1024 * 1024});
        // A comparison refuses an array before it looks into it.
        CHECK((code == "U1001" || use == "$d < 1)" || use == "[1]^($string($d)))"));
    }
}
