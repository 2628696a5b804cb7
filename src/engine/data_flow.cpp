// The pipelines of both languages, each step with AWS's error texts.
#include "engine/data_flow.hpp"

#include "base/limits.hpp"
#include "json/print.hpp"

namespace engine {
namespace {

base::Result<json::Value, Problem> apply_path(View& view, const asl::PathField& path,
                                              const json::Value& data, std::string_view field) {
    switch (path.form) {
        case asl::PathField::Form::whole: return data;
        case asl::PathField::Form::empty: return json::Value::empty_object();
        case asl::PathField::Form::query: break;
    }
    return view.evaluate(*path.query, data, field);
}

base::Result<json::Value, Problem> apply_result_path(View& view, const asl::ResultPathField& path,
                                                     const json::Value& result) {
    switch (path.form) {
        case asl::ResultPathField::Form::replace: return result;
        case asl::ResultPathField::Form::discard: return view.data();
        case asl::ResultPathField::Form::path: break;
    }
    auto placed = path.path->set(view.data(), result);
    if (!placed) return base::fail(query_problem(view.state(), view.scope(), placed.error()));
    return *std::move(placed);
}

/// AWS's limits: 256 KiB for the values of one Assign, so also for one value, and 10 MiB for all
/// variables that live. Only the latter is summed up where it can be reached at all.
/// https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
base::Result<void, Problem> check_sizes(const View& view, const Variables& assigned) {
    std::size_t bytes = 0;
    for (const auto& [name, value] : assigned) bytes += json::printed_bytes(value);
    if (bytes > base::limits::kPayloadBytesMax) {
        return base::fail(Problem{
            .failure = failure(
                errors::kDataLimitExceeded,
                cause_in_state(view.state(), view.scope(),
                               "The variables assigned have a size of " + std::to_string(bytes) +
                                   " bytes, exceeding the maximum of 262144.")),
            .terminal = true});
    }
    constexpr std::size_t kAllBytesMax = 40 * base::limits::kPayloadBytesMax;
    std::size_t count = assigned.size();
    for (const auto& [id, scope] : view.execution().scopes) count += scope.variables.size();
    if (count <= kAllBytesMax / base::limits::kPayloadBytesMax) return {};
    for (const auto& [id, scope] : view.execution().scopes) {
        for (const auto& [name, value] : scope.variables) {
            const bool is_replaced = &scope == &view.scope() && assigned.contains(name);
            if (!is_replaced) bytes += json::printed_bytes(value);
        }
    }
    if (bytes <= kAllBytesMax) return {};
    return base::fail(Problem{
        .failure = failure(errors::kDataLimitExceeded,
                           cause_in_state(view.state(), view.scope(),
                                          "All variables of the execution have a size of " +
                                              std::to_string(bytes) +
                                              " bytes, exceeding the maximum of 10485760.")),
        .terminal = true});
}

base::Result<Variables, Problem> assign(View& view, const std::optional<asl::Payload>& payload,
                                        const json::Value& input, const std::string& field,
                                        const StatesExtras& extras) {
    Variables assigned;
    if (!payload) return assigned;
    QS_TRY(const json::Value values, view.evaluate(*payload, input, field, extras));
    for (const json::Member& member : values.members()) {
        assigned.insert_or_assign(std::string(member.key()), member.value);
    }
    if (!assigned.empty()) QS_CHECK(check_sizes(view, assigned));
    return assigned;
}

}  // namespace

base::Result<json::Value, Problem> effective_input(View& view) {
    QS_TRY(json::Value effective,
           apply_path(view, view.state().input_path, view.data(), "InputPath"));
    view.show_path(&Stages::after_input_path, effective);
    return effective;
}

base::Result<json::Value, Problem> parameters(View& view, const json::Value& effective) {
    const auto& payload = view.state().parameters;
    if (!payload) {
        view.show_path(&Stages::after_parameters, effective);
        return effective;
    }
    QS_TRY(json::Value given, view.evaluate(*payload, effective, "Arguments"));
    view.show(view.state().language == asl::Language::jsonata ? &Stages::after_arguments
                                                              : &Stages::after_parameters,
              given);
    return given;
}

base::Result<Outcome, Problem> outcome_of(View& view, const json::Value& result) {
    const asl::State& state = view.state();
    // Most states leave their result as it is.
    if (!state.result_selector && !state.output && !state.assign &&
        state.result_path.form == asl::ResultPathField::Form::replace &&
        state.output_path.form == asl::PathField::Form::whole && view.inspector() == nullptr) {
        return Outcome{.output = result, .assigned = {}};
    }
    json::Value selected = result;
    if (state.result_selector) {
        QS_TRY(selected, view.evaluate(*state.result_selector, result));
    }
    view.show_path(&Stages::after_result_selector, selected);
    StatesExtras extras;
    if (!std::holds_alternative<asl::Pass>(state.kind)) extras.result = &result;
    QS_TRY(Variables assigned, assign(view, state.assign, selected, "Assign", extras));
    if (state.output) {
        QS_TRY(json::Value output, view.evaluate(*state.output, "Output", extras));
        return Outcome{.output = std::move(output), .assigned = std::move(assigned)};
    }
    QS_TRY(const json::Value combined, apply_result_path(view, state.result_path, selected));
    view.show_path(&Stages::after_result_path, combined);
    QS_TRY(json::Value output, apply_path(view, state.output_path, combined, "OutputPath"));
    return Outcome{.output = std::move(output), .assigned = std::move(assigned)};
}

base::Result<Outcome, Problem> outcome_without_result(View& view, const json::Value& effective,
                                                      const LastFields& fields) {
    if (!fields.assign && !fields.output &&
        view.state().output_path.form == asl::PathField::Form::whole) {
        return Outcome{.output = effective, .assigned = {}};
    }
    QS_TRY(Variables assigned,
           assign(view, fields.assign, effective, fields.prefix + "Assign", {}));
    if (fields.output) {
        QS_TRY(json::Value output, view.evaluate(*fields.output, fields.prefix + "Output"));
        return Outcome{.output = std::move(output), .assigned = std::move(assigned)};
    }
    QS_TRY(json::Value output, apply_path(view, view.state().output_path, effective, "OutputPath"));
    return Outcome{.output = std::move(output), .assigned = std::move(assigned)};
}

base::Result<Outcome, Problem> outcome_of_catch(View& view, const asl::Catcher& catcher,
                                                const json::Value& error_output) {
    const StatesExtras extras{.error_output = &error_output};
    const std::string prefix =
        "Catch[" + std::to_string(&catcher - view.state().catchers.data()) + "]/";
    QS_TRY(Variables assigned,
           assign(view, catcher.assign, error_output, prefix + "Assign", extras));
    if (catcher.output) {
        QS_TRY(json::Value output, view.evaluate(*catcher.output, prefix + "Output", extras));
        return Outcome{.output = std::move(output), .assigned = std::move(assigned)};
    }
    QS_TRY(json::Value output, apply_result_path(view, catcher.result_path, error_output));
    return Outcome{.output = std::move(output), .assigned = std::move(assigned)};
}

base::Result<std::int64_t, Problem> integer_of(View& view, const query::JsonataTemplate& expression,
                                               std::string_view name) {
    QS_TRY(const json::Value value, view.evaluate(expression, name));
    if (!value.is_number()) {
        return base::fail(view.unexpected_type(expression, name, "number", value));
    }
    const std::optional<std::int64_t> number = value.as_integer();
    if (number && *number >= 0) return *number;
    return base::fail(not_parsed(view, name, "a long value", value));
}

Problem not_parsed(const View& view, std::string_view name, std::string_view wanted,
                   const json::Value& value) {
    const std::string text =
        value.is_string() ? std::string(value.as_string()) : json::print(value);
    Problem problem =
        evaluation_problem(view.state(), view.scope(),
                           {.cause = "The " + std::string(name) + " field cannot be parsed as " +
                                     std::string(wanted) + ": " + text,
                            .location = std::string(name)});
    problem.evaluation->on_entry = false;
    return problem;
}

base::Result<std::optional<std::int64_t>, Problem> number_of(View& view,
                                                             const asl::SecondsField& field,
                                                             const json::Value& effective,
                                                             std::string_view name) {
    if (const auto* literal = std::get_if<std::int64_t>(&field)) return *literal;
    if (const auto* expression = std::get_if<query::JsonataTemplate>(&field)) {
        QS_TRY(const std::int64_t number, integer_of(view, *expression, name));
        return std::optional<std::int64_t>(number);
    }
    const auto* path = std::get_if<query::Query>(&field);
    if (path == nullptr) return std::optional<std::int64_t>{};
    const std::string path_name = std::string(name) + "Path";
    QS_TRY(const json::Value value, view.evaluate(*path, effective, path_name));
    std::optional<std::int64_t> number;
    if (value.is_number()) number = value.as_integer();
    if (number && *number >= 0) return number;
    return base::fail(view.runtime("The " + path_name + " field refers to value " +
                                   json::print(value) +
                                   " which is not a valid integer: " + path->text()));
}

}  // namespace engine
