// Map, inline: its processor once an item, so many at a time; their outputs become an array.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
#include <algorithm>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "engine/payload.hpp"
#include "engine/states/states.hpp"
#include "json/print.hpp"

namespace engine::states {
namespace {

/// `Items`, or the state's input. An object is for a distributed Map only.
base::Result<json::Value, Problem> jsonata_items_of(const asl::Map& map, View& view) {
    if (map.items) {
        QS_TRY(json::Value items, view.evaluate(*map.items, "Items"));
        if (items.is_array()) return items;
        return base::fail(view.unexpected_type(*map.items, "Items", "array", items));
    }
    if (view.data().is_array()) return view.data();
    Problem problem = evaluation_problem(
        view.state(), view.scope(),
        {.cause = "Map state input must be an array but was: " + json::print(view.data()),
         .location = {}});
    problem.evaluation->location.reset();
    return base::fail(std::move(problem));
}

/// An inline Map tolerates no failures, but what these fields hold must be right.
base::Result<void, Problem> check_tolerance(const asl::Map& map, View& view) {
    if (map.tolerated_failure_count_expression) {
        QS_CHECK(
            integer_of(view, *map.tolerated_failure_count_expression, "ToleratedFailureCount"));
    }
    if (!map.tolerated_failure_percentage_expression) return {};
    constexpr std::string_view kField = "ToleratedFailurePercentage";
    const query::JsonataTemplate& expression = *map.tolerated_failure_percentage_expression;
    QS_TRY(const json::Value value, view.evaluate(expression, kField));
    if (!value.is_number()) {
        return base::fail(view.unexpected_type(expression, kField, "number", value));
    }
    if (value.as_double() >= 0 && value.as_double() <= 100) return {};
    return base::fail(not_parsed(view, kField, "a percentage", value));
}

base::Result<json::Value, Problem> items_of(const asl::Map& map, View& view,
                                            const json::Value& effective) {
    if (view.state().language == asl::Language::jsonata) return jsonata_items_of(map, view);
    json::Value items = effective;
    std::string path = "$";
    if (map.items_path.form == asl::PathField::Form::query) {
        path = map.items_path.text;
        QS_TRY(items, view.evaluate(*map.items_path.query, effective, "ItemsPath"));
    }
    if (items.is_array()) return items;
    return base::fail(view.runtime("Reference path \"" + path + "\" must point to array."));
}

base::Result<std::uint32_t, Problem> concurrency_of(const asl::Map& map, View& view,
                                                    const json::Value& effective) {
    constexpr std::int64_t kMost = base::limits::kInlineMapConcurrencyMax;
    QS_TRY(const std::optional<std::int64_t> wanted,
           number_of(view, map.max_concurrency, effective, "MaxConcurrency"));
    const std::int64_t used = wanted.value_or(0) == 0 ? kMost : std::min(*wanted, kMost);
    return static_cast<std::uint32_t>(used);
}

base::Result<MapStarted, Problem> start_of(const asl::Map& map, View& view) {
    if (map.needs_map_run()) {
        return base::fail(
            view.runtime("Quickstep cannot run a Map in mode DISTRIBUTED, or with ItemReader, "
                         "ItemBatcher or ResultWriter, yet: use mode INLINE without them"));
    }
    QS_TRY(const json::Value effective, effective_input(view));
    QS_TRY(json::Value items, items_of(map, view, effective));
    MapStarted started;
    QS_TRY(started.concurrency, concurrency_of(map, view, effective));
    QS_CHECK(check_tolerance(map, view));
    started.length = static_cast<std::int64_t>(items.size());
    if (!same_bits(items, view.data())) started.items = std::move(items);
    return started;
}

/// What the iteration gets: the item, or what ItemSelector makes of it.
base::Result<std::optional<json::Value>, Problem> iteration_input(const asl::Map& map, Step& step,
                                                                  ScopeId id, std::uint32_t index) {
    if (!map.item_selector) return std::optional<json::Value>{};
    const auto& running = std::get<RunningMap>(step.scope(id).activity);
    ContextExtras extras;
    extras.item = MapItem{.index = index, .value = running.items.items()[index]};
    View view(step, id, std::move(extras));
    QS_TRY(const json::Value effective, effective_input(view));
    QS_TRY(json::Value input, view.evaluate(*map.item_selector, effective, "ItemSelector"));
    if (!step.fits(input, view.data())) {
        return base::fail(too_large(view.state().name, true));
    }
    return std::optional<json::Value>(std::move(input));
}

}  // namespace

void finish_map(Step& step, ScopeId id) {
    const auto& running = std::get<RunningMap>(step.scope(id).activity);
    std::vector<json::Value> outputs;
    outputs.reserve(running.results.size());
    for (const std::optional<json::Value>& output : running.results) {
        QS_ASSERT(output.has_value());
        outputs.push_back(*output);
    }
    step.emit(id, MapSucceeded{});
    complete(step, id, json::Value::take_array(std::move(outputs)));
}

void run(const asl::Map& map, Step& step, ScopeId id) {
    View view(step, id);
    auto started = start_of(map, view);
    if (!started) {
        started.error().unstarted = started.error().evaluation.has_value();
        engine::fail(step, id, started.error());
        return;
    }
    const bool is_empty = started->length == 0;
    step.emit(id, *std::move(started));
    if (is_empty) {
        finish_map(step, id);
    } else {
        start_iterations(step, id);
    }
}

void start_iterations(Step& step, ScopeId id) {
    const auto& map = std::get<asl::Map>(step.state_of(id).kind);
    const Scope& scope = step.scope(id);
    const auto& running = std::get<RunningMap>(scope.activity);
    while (running.running < running.concurrency && running.next_index < running.items.size() &&
           !step.is_large()) {
        const std::uint32_t index = running.next_index;
        auto input = iteration_input(map, step, id, index);
        if (!input) {
            engine::fail(step, id, input.error());
            return;
        }
        const ScopeId child{step.execution().next_scope};
        step.emit_after(running.room_event, id,
                        IterationStarted{.state = scope.state,
                                         .index = index,
                                         .child = child,
                                         .program_scope = map.processor,
                                         .start_at = step.program().scope(map.processor).start_at,
                                         .input = *std::move(input)});
        step.enqueue(child);
    }
    // A decision that is large goes on here with Continue.
    if (running.running == 0) step.enqueue(id);
}

void finish_iteration(Step& step, ScopeId iteration) {
    const ScopeId id = step.scope(iteration).parent;
    step.emit(iteration, IterationSucceeded{.state = step.scope(id).state,
                                            .index = step.scope(iteration).index});
    const auto& running = std::get<RunningMap>(step.scope(id).activity);
    if (running.next_index < running.items.size()) {
        start_iterations(step, id);
    } else if (running.running == 0) {
        finish_map(step, id);
    }
}

}  // namespace engine::states
