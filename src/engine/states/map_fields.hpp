// What the fields of a Map give: its items, its limits, what each iteration gets.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
#pragma once
#include "asl/program.hpp"
#include "engine/data_flow.hpp"
#include "engine/step.hpp"
#include "engine/view.hpp"

namespace engine::states {

/// `ItemsPath` over the effective input, or `Items` of JSONata. An array.
base::Result<json::Value, Problem> items_of(const asl::Map& map, View& view,
                                            const json::Value& effective);
/// As it is defined: 0 means no limit.
base::Result<std::int64_t, Problem> max_concurrency_of(const asl::Map& map, View& view,
                                                       const json::Value& effective);

/// How many iterations may fail; nothing where the field is absent.
struct Tolerance {
    std::optional<std::int64_t> count;
    std::optional<double> percentage;
};
base::Result<Tolerance, Problem> tolerance_of(const asl::Map& map, View& view,
                                              const json::Value& effective);

/// What the iteration gets: the item, or what ItemSelector makes of it.
base::Result<json::Value, Problem> selected_item(const asl::Map& map, Step& step, ScopeId id,
                                                 MapItem item);

}  // namespace engine::states
