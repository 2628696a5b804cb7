#include "runtime/evaluation_watch.hpp"

#include <doctest/doctest.h>

#include "runtime/shards.hpp"
#include "support/inline_executions.hpp"

using runtime::EvaluationWatch;

TEST_CASE("what works on beyond its time is told to end, and what comes next is not") {
    EvaluationWatch watch;
    EvaluationWatch::Place place(watch, base::Milliseconds{1});
    for (int round = 0; round < 3; ++round) {
        const std::atomic<bool>* const is_over = place.begin();
        CHECK_FALSE(*is_over);
        while (!*is_over) {
        }
        place.end();
    }
    CHECK_FALSE(*place.begin(base::Milliseconds{3'600'000}));
    place.end();
}

TEST_CASE("each of several threads has its own time") {
    EvaluationWatch watch;
    EvaluationWatch::Place slow(watch, base::Milliseconds{3'600'000});
    const std::atomic<bool>* const slow_is_over = slow.begin();
    std::thread other([&watch] {
        EvaluationWatch::Place fast(watch, base::Milliseconds{1});
        const std::atomic<bool>* const is_over = fast.begin();
        while (!*is_over) {
        }
        fast.end();
    });
    other.join();
    CHECK_FALSE(*slow_is_over);
    slow.end();
}

TEST_CASE("an expression without end fails its state, and its shard goes on") {
    support::InlineExecutions server(
        R"({"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Pass","End":true,)"
        R"("Output":"{% $states.input.endless ? )"
        R"(($f := function($x) { $f($number($formatNumber($x, '0'))) }; $f(1)) : 'well' %}"}}})");
    const std::string endless = server.start("endless", R"({"endless":true})");
    const std::string other = server.start("other", R"({"endless":false})");
    const auto history = server.executions.history(endless);
    REQUIRE(history);
    const auto* const failed = std::get_if<engine::ExecutionFailed>(&history->events->back().body);
    REQUIRE(failed);
    CHECK_EQ(failed->failure.error, "States.QueryEvaluationError");
    CHECK_NE(failed->failure.cause.value_or("").find("The evaluation took too long"),
             std::string::npos);
    CHECK_EQ(server.executions.index().find(other)->status, engine::Status::succeeded);
}
