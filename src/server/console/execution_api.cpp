#include "server/console/execution_api.hpp"

#include "asl/graph.hpp"
#include "asl/graph_svg.hpp"
#include "base/text.hpp"
#include "engine/history/project.hpp"
#include "json/print.hpp"
#include "server/console/steps.hpp"

namespace server::console {
namespace {

constexpr std::size_t kPage = 50;
constexpr std::array kStatuses = {engine::Status::running, engine::Status::succeeded,
                                  engine::Status::failed, engine::Status::timed_out,
                                  engine::Status::aborted};

json::Value milliseconds(base::TimePoint time) {
    return json::Value::integer(base::epoch_ms(time));
}

ApiReply failed(int status, std::string_view message) {
    return {status, "application/json",
            json::print(json::object({{"message", json::Value::string(message)}}))};
}

json::Value summary_json(const runtime::ExecutionSummary& summary) {
    json::ObjectBuilder made;
    made.set("arn", summary.info.arn);
    made.set("name", summary.info.name);
    made.set("machine", summary.info.state_machine_name);
    made.set("machineArn", summary.info.state_machine_arn);
    made.set("status", engine::status_text(summary.status));
    made.set("start", milliseconds(summary.info.start_time));
    if (summary.stop_time) made.set("stop", milliseconds(*summary.stop_time));
    if (summary.redrive_time) {
        made.set_integer("redrives", summary.info.redrive_count);
        made.set("redriven", milliseconds(*summary.redrive_time));
    }
    made.set_integer("events", summary.last_event_id);
    if (!summary.quarantine.empty()) made.set("quarantine", summary.quarantine);
    return std::move(made).build();
}

ApiReply list(const runtime::Executions& executions, std::string_view query) {
    std::optional<engine::Status> status;
    const std::string wanted = parameter(query, "status");
    for (const engine::Status each : kStatuses) {
        if (wanted == engine::status_text(each)) status = each;
    }
    const auto page = executions.index().list({.machine_arn = {}, .status = status, .redriven = {}},
                                              kPage, parameter(query, "next"));
    if (!page) return failed(400, page.error().message);
    std::vector<json::Value> items;
    for (const auto& summary : page->executions) items.push_back(summary_json(summary));
    const auto counts = executions.index().counts();
    json::ObjectBuilder by_status;
    for (const engine::Status each : kStatuses) {
        by_status.set_integer(
            engine::status_text(each),
            static_cast<std::int64_t>(counts.by_status[static_cast<std::size_t>(each)]));
    }
    json::ObjectBuilder made;
    made.set("executions", json::Value::array(items));
    made.set("counts", std::move(by_status).build());
    made.set("next", page->next);
    return {200, "application/json", json::print(std::move(made).build())};
}

json::Value attempt_json(const Attempt& attempt) {
    json::ObjectBuilder made;
    made.set("begin", milliseconds(attempt.begin));
    if (attempt.end) made.set("end", milliseconds(*attempt.end));
    if (!attempt.error.empty()) made.set("error", attempt.error);
    if (!attempt.cause.empty()) made.set("cause", attempt.cause);
    if (attempt.next_try) made.set("nextTry", milliseconds(*attempt.next_try));
    return std::move(made).build();
}

json::Value step_json(const Step& step) {
    std::vector<json::Value> attempts;
    for (const Attempt& attempt : step.attempts) attempts.push_back(attempt_json(attempt));
    json::ObjectBuilder made;
    made.set("state", step.state);
    made.set("where", step.where);
    made.set("status", status_word(step.status));
    made.set("begin", milliseconds(step.begin));
    if (step.end) made.set("end", milliseconds(*step.end));
    made.set("attempts", json::Value::array(attempts));
    if (!step.error.empty()) made.set("error", step.error);
    if (!step.cause.empty()) made.set("cause", step.cause);
    return std::move(made).build();
}

ApiReply one(const runtime::Executions& executions, const runtime::StoredHistory& history) {
    std::vector<json::Value> steps;
    for (const Step& step : steps_of(history)) steps.push_back(step_json(step));
    std::vector<json::Value> events;
    if (history.program != nullptr) {
        const engine::history::ProjectionContext context{*history.program, history.summary.info,
                                                         true};
        for (const engine::Event& event : *history.events) {
            if (auto shown = engine::history::project(event, context)) {
                events.push_back(*std::move(shown));
            }
        }
    }
    json::ObjectBuilder made;
    made.set("summary", summary_json(history.summary));
    made.set("redrivable", json::Value::boolean(!executions.why_not_redrivable(history.summary)));
    made.set("steps", json::Value::array(steps));
    made.set("events", json::Value::array(events));
    return {200, "application/json", json::print(std::move(made).build())};
}

}  // namespace

std::string parameter(std::string_view query, std::string_view name) {
    for (const std::string_view pair : base::split(query, '&')) {
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return base::percent_decode(pair.substr(equals + 1), true);
        }
    }
    return {};
}

ApiReply execution_api(const runtime::Executions& executions, std::string_view path,
                       std::string_view query) {
    if (path == "executions") return list(executions, query);
    constexpr std::string_view prefix = "executions/";
    if (!path.starts_with(prefix)) return failed(404, "there is no such address in the console");
    path.remove_prefix(prefix.size());
    constexpr std::string_view graph = "/graph.svg";
    const bool is_graph = path.ends_with(graph);
    if (is_graph) path.remove_suffix(graph.size());
    const auto history = executions.history(base::percent_decode(path));
    if (!history) return failed(404, history.error().message);
    if (!is_graph) return one(executions, *history);
    if (history->program == nullptr) return failed(404, "its definition is not there any more");
    return {200, "image/svg+xml", asl::to_svg(asl::make_graph(*history->program))};
}

}  // namespace server::console
