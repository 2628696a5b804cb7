// What the meter makes of executions.
#include "runtime/execution_meter.hpp"

#include <doctest/doctest.h>

#include "runtime/metered_store.hpp"
#include "support/inline_executions.hpp"

namespace {

std::string page_of(const runtime::ExecutionMeter& meter, const support::InlineExecutions& all) {
    base::MetricsText text;
    meter.write(text, all.executions.index());
    return std::move(text).take();
}

void check_lines(const std::string& page, std::initializer_list<const char*> lines) {
    for (const char* line : lines) {
        CHECK_MESSAGE(page.find(line) != std::string::npos, line << "\n" << page);
    }
}

}  // namespace

TEST_CASE("executions, transitions and attempts are counted") {
    support::InlineExecutions all(R"({"StartAt":"P","States":{
        "P":{"Type":"Pass","Next":"T"},
        "T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true,
             "Parameters":{"FunctionName":"f"}}}})");
    runtime::ExecutionMeter meter;
    all.executions.add_observer(meter);
    all.start("a");
    all.start("b");
    const std::string open = page_of(meter, all);
    check_lines(open, {"quickstep_executions_started_total{type=\"STANDARD\"} 2\n",
                       "quickstep_executions_open{type=\"STANDARD\"} 2\n",
                       "quickstep_executions_open{type=\"EXPRESS\"} 0\n",
                       "quickstep_transitions_total{state_type=\"Pass\"} 2\n",
                       "quickstep_transitions_total{state_type=\"Task\"} 2\n"});
    all.clock.advance(base::Milliseconds{700});
    all.answer_task(json::Value::integer(1));
    all.answer_task(engine::Failure{"Broken", "on purpose"});
    check_lines(
        page_of(meter, all),
        {"quickstep_executions_closed_total{type=\"STANDARD\",status=\"SUCCEEDED\"} 1\n",
         "quickstep_executions_closed_total{type=\"STANDARD\",status=\"FAILED\"} 1\n",
         "quickstep_executions_open{type=\"STANDARD\"} 0\n",
         "quickstep_task_attempts_total{resource=\"lambda:invoke\",outcome=\"succeeded\"} 1\n",
         "quickstep_task_attempts_total{resource=\"lambda:invoke\",outcome=\"failed\"} 1\n",
         "quickstep_execution_duration_seconds_bucket{type=\"STANDARD\",status=\"SUCCEEDED\","
         "le=\"0.5\"} 0\n",
         "quickstep_execution_duration_seconds_sum{type=\"STANDARD\",status=\"FAILED\"} 0.7\n"});
}

TEST_CASE("a metered store counts its commits and passes everything on") {
    base::VirtualClock clock(base::from_epoch_ms(0));
    store::MemoryStore inner(store::Durability::on_finish);
    runtime::MeteredStore store(inner, clock);
    REQUIRE(store.replay([](const auto&) { return base::Result<void>{}; }));
    std::size_t durable = 0;
    store.commit(
        {0, store.epoch(), {{store::RecordKind{32}, 1, "a"}, {store::RecordKind{32}, 1, "b"}}},
        [&](const std::vector<store::Position>& positions) { durable = positions.size(); });
    clock.advance(base::Milliseconds{20});
    CHECK_EQ(inner.finish(), 1);
    CHECK_EQ(durable, 2);
    base::MetricsText text;
    store.write(text);
    check_lines(std::move(text).take(), {"quickstep_commit_seconds_bucket{le=\"0.01\"} 0\n",
                                         "quickstep_commit_seconds_bucket{le=\"0.05\"} 1\n",
                                         "quickstep_commit_records_bucket{le=\"1\"} 0\n",
                                         "quickstep_commit_records_sum 2\n"});
}
