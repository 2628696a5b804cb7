// The fields of a Map, evaluated.
#include "engine/states/map_fields.hpp"

#include "engine/payload.hpp"
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

base::Result<std::optional<double>, Problem> percentage_of(const asl::Map& map, View& view,
                                                           const json::Value& effective) {
    constexpr std::string_view kField = "ToleratedFailurePercentage";
    if (const auto& path = map.tolerated_failure_percentage_path) {
        QS_TRY(const json::Value value,
               view.evaluate(*path, effective, "ToleratedFailurePercentagePath"));
        if (value.is_number() && value.as_double() >= 0 && value.as_double() <= 100) {
            return std::optional<double>(value.as_double());
        }
        return base::fail(view.runtime("The ToleratedFailurePercentagePath field refers to value " +
                                       json::print(value) +
                                       " which is not a percentage: " + path->text()));
    }
    if (!map.tolerated_failure_percentage_expression) {
        return map.tolerated_failure_percentage;
    }
    const query::JsonataTemplate& expression = *map.tolerated_failure_percentage_expression;
    QS_TRY(const json::Value value, view.evaluate(expression, kField));
    if (!value.is_number()) {
        return base::fail(view.unexpected_type(expression, kField, "number", value));
    }
    if (value.as_double() >= 0 && value.as_double() <= 100) {
        return std::optional<double>(value.as_double());
    }
    return base::fail(not_parsed(view, kField, "a percentage", value));
}

base::Result<std::optional<std::int64_t>, Problem> count_of(const asl::Map& map, View& view,
                                                            const json::Value& effective) {
    if (map.tolerated_failure_count_path) {
        return number_of(view, *map.tolerated_failure_count_path, effective,
                         "ToleratedFailureCount");
    }
    if (!map.tolerated_failure_count_expression) return map.tolerated_failure_count;
    QS_TRY(const std::int64_t count,
           integer_of(view, *map.tolerated_failure_count_expression, "ToleratedFailureCount"));
    return std::optional<std::int64_t>(count);
}

}  // namespace

base::Result<json::Value, Problem> items_of(const asl::Map& map, View& view,
                                            const json::Value& effective) {
    if (view.state().language == asl::Language::jsonata) return jsonata_items_of(map, view);
    json::Value items = effective;
    std::string path = "$";
    if (map.items_path.form == asl::PathField::Form::query) {
        path = map.items_path.text;
        if (path.starts_with("$$")) path.erase(0, 1);  // As AWS shows it.
        QS_TRY(items, view.evaluate(*map.items_path.query, effective, "ItemsPath"));
    }
    if (items.is_array()) return items;
    return base::fail(view.runtime("Reference path \"" + path + "\" must point to array."));
}

base::Result<std::int64_t, Problem> max_concurrency_of(const asl::Map& map, View& view,
                                                       const json::Value& effective) {
    QS_TRY(const std::optional<std::int64_t> wanted,
           number_of(view, map.max_concurrency, effective, "MaxConcurrency"));
    return wanted.value_or(0);
}

base::Result<Tolerance, Problem> tolerance_of(const asl::Map& map, View& view,
                                              const json::Value& effective) {
    Tolerance tolerance;
    QS_TRY(tolerance.count, count_of(map, view, effective));
    QS_TRY(tolerance.percentage, percentage_of(map, view, effective));
    return tolerance;
}

base::Result<json::Value, Problem> selected_item(const asl::Map& map, Step& step, ScopeId id,
                                                 MapItem item) {
    if (!map.item_selector) return std::move(item.value);
    ContextExtras extras;
    extras.item = std::move(item);
    View view(step, id, std::move(extras));
    QS_TRY(const json::Value effective, effective_input(view));
    QS_TRY(json::Value input, view.evaluate(*map.item_selector, effective, "ItemSelector"));
    if (!step.fits(input, view.data())) {
        return base::fail(too_large(view.state().name, true));
    }
    return input;
}

}  // namespace engine::states
