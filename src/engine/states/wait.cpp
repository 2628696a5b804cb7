// Wait: until so many seconds have passed, or until an instant.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
#include <algorithm>

#include "base/limits.hpp"
#include "base/overloaded.hpp"
#include "engine/states/states.hpp"
#include "json/print.hpp"

namespace engine::states {
namespace {

using Instant = base::Result<base::TimePoint, Problem>;

/// The text of a value as AWS shows it in these causes: a string without its quotes.
std::string shown(const json::Value& value) {
    return value.is_string() ? std::string(value.as_string()) : json::print(value);
}

/// The value at the path, or the problem that it leads nowhere.
base::Result<json::Value, Problem> value_at(View& view, const query::Query& path,
                                            const json::Value& effective,
                                            std::string_view parameter) {
    QS_TRY(const std::optional<json::Value> value, view.find(path, effective));
    if (value) return *value;
    return base::fail(view.runtime("The " + std::string(parameter) +
                                   " parameter does not reference an input value: " + path.text()));
}

Instant after_seconds(View& view, const query::Query& path, const json::Value& effective,
                      base::TimePoint now) {
    QS_TRY(const json::Value value, value_at(view, path, effective, "SecondsPath"));
    std::optional<std::int64_t> seconds;
    if (value.is_number()) seconds = value.as_integer();
    if (!seconds || *seconds < 0 || *seconds > base::limits::kWaitSecondsMax) {
        return base::fail(view.runtime(
            "The SecondsPath parameter cannot be parsed as a long value: " + path.text() +
            " == " + shown(value)));
    }
    return now + base::Seconds{*seconds};
}

Instant at_timestamp(View& view, const query::Query& path, const json::Value& effective) {
    QS_TRY(const json::Value value, value_at(view, path, effective, "TimestampPath"));
    if (value.is_string()) {
        if (const auto instant = base::parse_iso8601(value.as_string())) return *instant;
    }
    return base::fail(
        view.runtime("The TimestampPath parameter does not reference a valid ISO-8601 "
                     "extended offset date-time format string: " +
                     path.text() + " == " + shown(value)));
}

Instant after_computed_seconds(View& view, const query::JsonataTemplate& expression,
                               base::TimePoint now) {
    QS_TRY(const std::int64_t seconds, integer_of(view, expression, "Seconds"));
    if (seconds <= base::limits::kWaitSecondsMax) return now + base::Seconds{seconds};
    return base::fail(not_parsed(view, "Seconds", "a long value", json::Value::integer(seconds)));
}

Instant at_computed_timestamp(View& view, const query::JsonataTemplate& expression) {
    QS_TRY(const json::Value value, view.evaluate(expression, "Timestamp"));
    if (!value.is_string()) {
        return base::fail(view.unexpected_type(expression, "Timestamp", "string", value));
    }
    if (const auto instant = base::parse_iso8601(value.as_string())) return *instant;
    return base::fail(not_parsed(view, "Timestamp",
                                 "an ISO-8601 extended offset date-time format string", value));
}

Instant due(const asl::Wait& wait, View& view, base::TimePoint now) {
    QS_TRY(const json::Value effective, effective_input(view));
    return std::visit(
        base::Overloaded{
            [&](std::int64_t seconds) -> Instant { return now + base::Seconds{seconds}; },
            [&](const query::Query& path) { return after_seconds(view, path, effective, now); },
            [&](base::TimePoint instant) -> Instant { return instant; },
            [&](const asl::Wait::UntilPath& path) {
                return at_timestamp(view, path.query, effective);
            },
            [&](const asl::Wait::SecondsExpression& seconds) {
                return after_computed_seconds(view, seconds.expression, now);
            },
            [&](const asl::Wait::UntilExpression& until) {
                return at_computed_timestamp(view, until.expression);
            },
        },
        wait.until);
}

base::Result<Outcome, Problem> outcome(View& view) {
    QS_TRY(const json::Value effective, effective_input(view));
    return outcome_without_result(view, effective,
                                  {.output = view.state().output, .assign = view.state().assign});
}

}  // namespace

void run(const asl::Wait& wait, Step& step, ScopeId id) {
    View view(step, id);
    const auto until = due(wait, view, step.now());
    if (!until) {
        engine::fail(step, id, until.error());
        return;
    }
    if (*until <= step.now()) {
        finish_wait(step, id);
        return;
    }
    step.emit(id, TimerStarted{*until});
    step.request(SetTimer{{step.scope(id).entry, TimerKind::wait, 0}, *until});
}

void finish_wait(Step& step, ScopeId id) {
    View view(step, id);
    auto left = outcome(view);
    if (!left) {
        engine::fail(step, id, left.error());
        return;
    }
    leave(step, id, *std::move(left), view.state().transition);
}

}  // namespace engine::states
