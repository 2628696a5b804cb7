// Testing a Map or Parallel: their fields are evaluated as ever, but what they contain is not run;
// the test says what comes of it.
// https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
#include "base/assert.hpp"
#include "base/limits.hpp"
#include "engine/states/map_fields.hpp"
#include "engine/states/states.hpp"
#include "json/print.hpp"

namespace engine::states {
namespace {

using Items = std::optional<json::Value>;

/// Nothing where an ItemReader would read them and the test does not say what.
base::Result<Items, Problem> tested_items(const asl::Map& map, View& view,
                                          const json::Value& effective) {
    if (map.item_reader) return view.inspector()->read_items;
    // The children of a distributed Map can be the members of an object.
    if (map.is_distributed && map.items) {
        QS_TRY(json::Value items, view.evaluate(*map.items, "Items"));
        if (items.is_object()) return Items(std::move(items));
    }
    QS_TRY(json::Value items, items_of(map, view, effective));
    view.show_path(&Stages::after_items_path, items);
    return Items(std::move(items));
}

base::Result<void, Problem> select_items(const asl::Map& map, Step& step, ScopeId id,
                                         const json::Value& items) {
    if (!map.item_selector || !items.is_array()) return {};
    std::vector<json::Value> inputs;
    std::size_t bytes = 0;
    for (const json::Value& item : items.items()) {
        // What AWS could not show either is not made.
        if (bytes > base::limits::kPayloadBytesMax ||
            inputs.size() >= base::limits::kEventsPerDecisionMax) {
            return {};
        }
        const auto index = static_cast<std::int64_t>(inputs.size());
        QS_TRY(json::Value input, selected_item(map, step, id, {.index = index, .value = item}));
        bytes += json::printed_bytes(input, base::limits::kPayloadBytesMax);
        inputs.push_back(std::move(input));
    }
    View(step, id).show(&Stages::after_item_selector, json::Value::take_array(std::move(inputs)));
    return {};
}

/// Evaluates all fields. Gives the number of iterations, where it is known.
base::Result<std::optional<std::int64_t>, Problem> evaluate_fields(const asl::Map& map, Step& step,
                                                                   ScopeId id) {
    View view(step, id);
    Findings& found = view.inspector()->found;
    QS_TRY(const json::Value effective, effective_input(view));
    QS_TRY(const Items items, tested_items(map, view, effective));
    QS_TRY(found.max_concurrency, max_concurrency_of(map, view, effective));
    QS_TRY(const Tolerance tolerance, tolerance_of(map, view, effective));
    found.tolerated_failure_count = tolerance.count;
    found.tolerated_failure_percentage = tolerance.percentage;
    if (!items) return std::optional<std::int64_t>{};
    QS_CHECK(select_items(map, step, id, *items));
    return std::optional<std::int64_t>(static_cast<std::int64_t>(items->size()));
}

/// As recorded: a Map that says nothing of tolerance is not failed by a count of failures.
bool has_too_many_failures(const Findings& found, std::int64_t failed,
                           std::optional<std::int64_t> iterations) {
    if (found.tolerated_failure_count && failed > *found.tolerated_failure_count) return true;
    if (!found.tolerated_failure_percentage || !iterations || *iterations == 0) return false;
    return 100.0 * static_cast<double>(failed) >
           *found.tolerated_failure_percentage * static_cast<double>(*iterations);
}

}  // namespace

void run_mocked(const asl::Map& map, Step& step, ScopeId id) {
    const auto iterations = evaluate_fields(map, step, id);
    if (!iterations) {
        engine::fail(step, id, iterations.error());
        return;
    }
    Inspector& inspector = *step.inspector();
    const std::int64_t failed = inspector.failed_iterations.value_or(0);
    if (*iterations && failed > **iterations) {
        inspector.found.misuse =
            "Map iteration failure count must be less than or equal to the number of Map "
            "iterations";
    }
    const bool is_failure = std::holds_alternative<Failure>(inspector.mock);
    if (!is_failure && has_too_many_failures(inspector.found, failed, *iterations)) {
        engine::fail(
            step, id,
            Problem{.failure = failure(errors::kTooManyFailures,
                                       "The specified tolerated failure threshold was exceeded")});
        return;
    }
    give_mock(step, id);
}

void give_mock(Step& step, ScopeId id) {
    const Inspector& inspector = *step.inspector();
    if (const auto* failed = std::get_if<Failure>(&inspector.mock)) {
        engine::fail(step, id,
                     Problem{.failure = *failed, .terminal = failed->error == errors::kRuntime});
        return;
    }
    const auto* const result = std::get_if<json::Value>(&inspector.mock);
    QS_ASSERT(result != nullptr);
    complete(step, id, *result);
}

}  // namespace engine::states
