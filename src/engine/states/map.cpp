// Map, inline: its processor once an item, so many at a time; their outputs become an array.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
#include <algorithm>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "engine/payload.hpp"
#include "engine/states/map_fields.hpp"
#include "engine/states/states.hpp"

namespace engine::states {
namespace {

base::Result<MapStarted, Problem> start_of(const asl::Map& map, View& view) {
    if (map.needs_map_run()) {
        return base::fail(
            view.runtime("Quickstep cannot run a Map in mode DISTRIBUTED, or with ItemReader, "
                         "ItemBatcher or ResultWriter, yet: use mode INLINE without them"));
    }
    QS_TRY(const json::Value effective, effective_input(view));
    QS_TRY(json::Value items, items_of(map, view, effective));
    MapStarted started;
    constexpr std::int64_t kMost = base::limits::kInlineMapConcurrencyMax;
    QS_TRY(const std::int64_t wanted, max_concurrency_of(map, view, effective));
    started.concurrency = static_cast<std::uint32_t>(wanted == 0 ? kMost : std::min(wanted, kMost));
    // An inline Map tolerates no failures, but what these fields hold must be right.
    QS_CHECK(tolerance_of(map, view, effective));
    started.length = static_cast<std::int64_t>(items.size());
    if (!same_bits(items, view.data())) started.items = std::move(items);
    return started;
}

/// What the iteration gets where it is not the item itself.
base::Result<std::optional<json::Value>, Problem> iteration_input(const asl::Map& map, Step& step,
                                                                  ScopeId id, std::uint32_t index) {
    if (!map.item_selector) return std::optional<json::Value>{};
    const auto& running = std::get<RunningMap>(step.scope(id).activity);
    QS_TRY(json::Value input,
           selected_item(map, step, id, {.index = index, .value = running.items.items()[index]}));
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
    if (step.inspector() != nullptr) return run_mocked(map, step, id);
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
