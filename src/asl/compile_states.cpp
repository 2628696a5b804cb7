// The fields of each state type, as the engine wants them.
#include "asl/compile_states.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "asl/compile_choice.hpp"
#include "asl/compile_errors.hpp"
#include "asl/compile_jsonata.hpp"
#include "asl/compile_map.hpp"
#include "asl/compile_queries.hpp"
#include "asl/resource.hpp"
#include "base/time.hpp"

namespace asl {

namespace {

/// The intrinsics that give a string: only they may stand in `ErrorPath` and `CausePath`.
/// https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
constexpr std::array<std::string_view, 7> kTextIntrinsics = {
    "States.ArrayGetItem", "States.Base64Decode", "States.Base64Encode", "States.Format",
    "States.Hash",         "States.JsonToString", "States.UUID",
};

Pass compile_pass(const FieldSource& source) {
    Pass pass;
    const json::Value* result = source.fields.find("Result");
    if (result == nullptr) return pass;
    pass.result = json::compact(*result);
    if (result->is_string() && looks_like_expression(result->as_string())) {
        source.findings.warning(code::kStaticResult,
                                "The Result of a Pass state is static: this path is not evaluated",
                                Location(source.where, "Result"));
    }
    return pass;
}

void check_express(const TaskTarget& target, const Location& where, Findings& findings) {
    if (target.kind == TaskTarget::Kind::activity) {
        findings.schema("Express state machine does not support Activity ARN", where,
                        "use a Standard state machine, or a function");
    }
    if (target.pattern == TaskTarget::Pattern::request_response) return;
    findings.schema("Express state machine does not support '" +
                        std::string(pattern_suffix(target.pattern)) + "' service integration",
                    where, "use a Standard state machine, or leave the suffix out");
}

std::optional<Payload> compile_credentials(const FieldSource& source) {
    const json::Value* credentials = source.fields.find("Credentials");
    if (credentials == nullptr) return std::nullopt;
    const Location place(source.where, "Credentials");
    const Fields fields = check_fields(*credentials, kCredentialsFields, kAnyState, source.language,
                                       place, source.findings);
    if (!fields.has("RoleArn") && !fields.has("RoleArn.$")) {
        source.findings.schema("The field 'RoleArn' is required but was missing", place,
                               "as {\"RoleArn\": \"arn:aws:iam::123456789012:role/name\"}");
    }
    return compile_payload(source, "Credentials");
}

/// Parameters without which AWS refuses a call of this integration.
void check_parameters(const Task& task, const FieldSource& source) {
    const std::string_view name = source.language == Language::jsonata ? "Arguments" : "Parameters";
    const json::Value* parameters = source.fields.find(name);
    if (parameters == nullptr || !parameters->is_object() ||
        task.target.resource_type != "lambda" || !task.target.action.starts_with("invoke")) {
        return;
    }
    if (parameters->find("FunctionName") != nullptr ||
        parameters->find("FunctionName.$") != nullptr)
        return;
    source.findings.schema("The field 'FunctionName' is required but was missing",
                           Location(source.where, name),
                           "the function's name or ARN, as \"FunctionName\": \"resize\"");
}

Task compile_task(const FieldSource& source, MachineType type) {
    Task task;
    task.resource = source.fields.text("Resource");
    if (source.fields.find("Resource") != nullptr) {
        const Location place(source.where, "Resource");
        if (auto target = parse_resource(task.resource)) {
            task.target = *std::move(target);
            if (type == MachineType::express) check_express(task.target, place, source.findings);
            check_parameters(task, source);
        } else {
            source.findings.schema(
                "Value is not a valid resource ARN", place,
                "for example arn:aws:states:::lambda:invoke, or the ARN of a function or activity");
        }
    }
    task.timeout = compile_number_or_path(source, "TimeoutSeconds");
    task.heartbeat = compile_number_or_path(source, "HeartbeatSeconds");
    const auto* timeout = std::get_if<std::int64_t>(&task.timeout);
    const auto* heartbeat = std::get_if<std::int64_t>(&task.heartbeat);
    if (timeout != nullptr && heartbeat != nullptr && *heartbeat > *timeout) {
        source.findings.schema("HeartbeatSeconds must be smaller than TimeoutSeconds", source.where,
                               "no heartbeat could be missed before the timeout");
    }
    task.credentials = compile_credentials(source);
    return task;
}

/// Whether there is a finding about the text already.
bool is_broken_expression(const FieldSource& source, std::string_view text) {
    return source.language == Language::jsonata && (text.starts_with("{%") || text.ends_with("%}"));
}

Wait compile_wait(const FieldSource& source) {
    Wait wait;
    if (auto expression = compile_expression(source, "Seconds")) {
        wait.until = Wait::SecondsExpression{*std::move(expression)};
    } else if (auto instant = compile_expression(source, "Timestamp")) {
        wait.until = Wait::UntilExpression{*std::move(instant)};
    } else if (const json::Value* seconds = source.fields.find("Seconds")) {
        if (seconds->is_number()) wait.until = seconds->as_integer().value_or(0);
    } else if (auto path = compile_path(source, "SecondsPath")) {
        wait.until = *std::move(path);
    } else if (const json::Value* timestamp = source.fields.find("Timestamp")) {
        if (const auto time = base::parse_iso8601(timestamp->as_string())) {
            wait.until = *time;
        } else if (!is_broken_expression(source, timestamp->as_string())) {
            source.findings.schema("String does not match RFC3339 timestamp",
                                   Location(source.where, "Timestamp"),
                                   "for example 2026-03-14T01:59:00Z");
        }
    } else if (auto until = compile_path(source, "TimestampPath")) {
        wait.until = Wait::UntilPath{*std::move(until)};
    }
    return wait;
}

/// `Error` or `ErrorPath`, `Cause` or `CausePath`.
Fail::Text compile_fail_text(const FieldSource& source, std::string_view name) {
    if (auto expression = compile_expression(source, name)) return *std::move(expression);
    if (const json::Value* text = source.fields.find(name)) return std::string(text->as_string());
    const std::string path_name = std::string(name) + "Path";
    const json::Value* path = source.fields.find(path_name);
    if (path == nullptr) return std::monostate{};
    const std::string_view written = path->as_string();
    auto compiled = query::Query::compile(written);
    const Location place(source.where, path_name);
    if (!compiled) {
        source.findings.schema("The value for the field '" + path_name +
                                   "' must be a valid JSONPath or a valid intrinsic function call",
                               place, explained(compiled.error().message));
        return std::monostate{};
    }
    const std::string_view function = written.substr(0, written.find('('));
    if (compiled->form() == query::Query::Form::intrinsic &&
        std::ranges::find(kTextIntrinsics, function) == kTextIntrinsics.end()) {
        source.findings.schema(
            "The intrinsic function '" + shown(function) + "' does not give a string", place,
            "States.Format or States.JsonToString make a string of its result");
    }
    return *std::move(compiled);
}

Choice compile_choice(const StateDefinition& definition, const TargetLookup& targets,
                      Findings& findings) {
    Choice choice;
    for (NamedBranch& branch : compile_choices(definition, findings)) {
        branch.branch.next = targets(branch.next);
        choice.branches.push_back(std::move(branch.branch));
    }
    const std::string_view fallback = definition.fields.text("Default");
    if (!fallback.empty()) choice.fallback = targets(fallback);
    return choice;
}

/// Those whose work gives something that JSONata reads as `$states.result`.
bool has_result(StateType type) {
    return type == StateType::task || type == StateType::parallel || type == StateType::map;
}

}  // namespace

State compile_state(const StateDefinition& definition, const Placement& placement,
                    const TargetLookup& targets, Findings& findings) {
    const FieldSource source{definition.fields, *definition.where, findings, definition.language};
    State state;
    state.name = definition.name;
    state.language = definition.language;
    state.scope = definition.scope;
    switch (definition.type) {
        case StateType::pass: state.kind = compile_pass(source); break;
        case StateType::task: state.kind = compile_task(source, placement.type); break;
        case StateType::choice: state.kind = compile_choice(definition, targets, findings); break;
        case StateType::wait: state.kind = compile_wait(source); break;
        case StateType::succeed: state.kind = Succeed{}; break;
        case StateType::fail:
            state.kind =
                Fail{compile_fail_text(source, "Error"), compile_fail_text(source, "Cause")};
            break;
        case StateType::parallel: state.kind = Parallel{definition.inner}; break;
        case StateType::map: state.kind = compile_map(source, definition, placement); break;
    }
    state.input_path = compile_path_field(source, "InputPath");
    state.output_path = compile_path_field(source, "OutputPath");
    const Reads reads = has_result(definition.type) ? Reads::result : Reads::input;
    if (definition.language == Language::jsonata) {
        state.parameters = compile_payload(source, "Arguments");
        state.output = compile_jsonata(source, "Output", reads);
    } else if (definition.type != StateType::map) {
        // The old name of a Map's ItemSelector is no Parameters of its own.
        state.parameters = compile_payload(source, "Parameters");
    }
    state.result_selector = compile_template(source, "ResultSelector");
    state.result_path = compile_result_path(source);
    state.assign = compile_assign(source, reads);
    state.retry = compile_retry(definition, findings);
    for (NamedCatcher& entry : compile_catch(definition, findings)) {
        entry.catcher.next = targets(entry.next);
        state.catchers.push_back(std::move(entry.catcher));
    }
    const json::Value* end = definition.fields.find("End");
    state.transition.is_end = end != nullptr && end->as_boolean();
    const std::string_view next = definition.fields.text("Next");
    if (!next.empty()) state.transition.next = targets(next);
    return state;
}

}  // namespace asl
