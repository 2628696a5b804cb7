// `quickstep executions`: list, show, history, watch, start, stop, redrive.
#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/names.hpp"
#include "cli/table.hpp"
#include "cli/watch/follower.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace cli {
namespace {

json::Value with_dates(const json::Value& execution) {
    return with_times(execution, {"startDate", "stopDate", "redriveDate"});
}

json::Value by_arn(const std::string& arn) {
    return json::object({{"executionArn", json::Value::string(arn)}});
}

Outcome<json::Value> describe(Connection& connection, const std::string& arn) {
    return connection.call("cannot show the execution " + arn, "states", "DescribeExecution",
                           by_arn(arn));
}

std::string took_text(const json::Value& execution) {
    const double stop = number_of(execution, "stopDate");
    return stop <= 0 ? std::string{} : duration_text(stop - number_of(execution, "startDate"));
}

/// The state that the execution ended in: what a redrive begins with.
std::string last_state(const std::vector<json::Value>& events) {
    if (events.empty()) return {};
    // The last event of an execution that was ended from outside points at no other.
    std::int64_t id = number_of(events.back(), "previousEventId") > 0
                          ? static_cast<std::int64_t>(number_of(events.back(), "previousEventId"))
                          : static_cast<std::int64_t>(events.size()) - 1;
    while (id > 0 && id <= static_cast<std::int64_t>(events.size())) {
        const json::Value& event = events[static_cast<std::size_t>(id) - 1];
        if (const json::Value* entered = event.find("stateEnteredEventDetails")) {
            return text_of(*entered, "name");
        }
        id = std::min(static_cast<std::int64_t>(number_of(event, "previousEventId")), id - 1);
    }
    return {};
}

/// A JSON text, a file, or "-": what an input may be given as.
Outcome<std::string> read_input(const std::string& given) {
    std::string text = given;
    const bool is_text = given.find_first_of("{[\"") != std::string::npos || json::parse(given);
    if (!is_text) {
        QS_TRY(text, read_file(given, base::limits::kPayloadBytesMax * 4));
    }
    const auto parsed = json::parse(text);
    if (parsed) return text;
    return base::fail(usage_problem("the input is no JSON: " + parsed.error().message));
}

}  // namespace

Finished executions_list(const ExecutionsOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    std::vector<std::string> machines;
    if (options.machine.empty()) {
        QS_TRY(const auto all, all_machines(*connection));
        for (const auto& machine : all) {
            if (machine.find_string("type") == "EXPRESS") continue;
            machines.push_back(text_of(machine, "stateMachineArn"));
        }
    } else {
        QS_TRY(const std::string arn, find_machine(*connection, options.machine));
        machines.push_back(arn);
    }
    std::vector<json::Value> found;
    for (const std::string& machine : machines) {
        QS_TRY(const auto executions,
               executions_of(*connection, machine, options.status, options.limit));
        found.insert(found.end(), executions.begin(), executions.end());
    }
    std::ranges::sort(found, std::ranges::greater{}, [](const json::Value& execution) {
        return std::pair(number_of(execution, "startDate"), text_of(execution, "executionArn"));
    });
    if (found.size() > options.limit) found.resize(options.limit);

    const std::string form = list_form(options.output);
    const Terminal terminal = look_at_terminal(1, options.output.colour);
    if (form == "table") {
        Table table({"NAME", "MACHINE", "STATUS", "STARTED", "TOOK"});
        for (const auto& execution : found) {
            table.add({base::printable(text_of(execution, "name")),
                       base::printable(watch::name_of(text_of(execution, "stateMachineArn"))),
                       status_text(terminal, text_of(execution, "status")),
                       age_text(number_of(execution, "startDate")), took_text(execution)});
        }
        write_out(table.text(terminal));
        return ExitCode::done;
    }
    for (json::Value& execution : found) {
        if (form == "name")
            write_out(text_of(execution, "executionArn") + "\n");
        else
            execution = with_dates(execution);
    }
    if (form != "name") write_out(json_text(found, form));
    return ExitCode::done;
}

Finished executions_show(const ExecutionsOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const std::string arn, find_execution(*connection, options.execution));
    QS_TRY(const json::Value execution, describe(*connection, arn));
    const std::string form = thing_form(options.output);
    if (options.input_only || options.output_only) {
        write_out(text_of(execution, options.input_only ? "input" : "output") + "\n");
        return ExitCode::done;
    }
    if (form == "name") {
        write_out(arn + "\n");
        return ExitCode::done;
    }
    if (form == "json") {
        write_out(json::print_pretty(with_dates(execution)) + "\n");
        return ExitCode::done;
    }
    const Terminal terminal = look_at_terminal(1, options.output.colour);
    write_out("name     " + base::printable(text_of(execution, "name")) + "\n");
    write_out("arn      " + base::printable(arn) + "\n");
    write_out("status   " + status_text(terminal, text_of(execution, "status")) + "\n");
    write_out("started  " + time_text(execution, "startDate") + "\n");
    if (const std::string took = took_text(execution); !took.empty()) {
        write_out("took     " + took + "\n");
    }
    if (number_of(execution, "redriveCount") > 0) {
        const auto count = static_cast<std::int64_t>(number_of(execution, "redriveCount"));
        write_out("redriven " + std::to_string(count) + (count == 1 ? " time" : " times") +
                  ", the last " + time_text(execution, "redriveDate") + "\n");
    }
    for (const std::string_view member : {"error", "cause", "input", "output"}) {
        const std::string text = text_of(execution, member);
        if (text.empty()) continue;
        write_out(std::string(member) + std::string(9 - member.size(), ' ') +
                  base::printable(text) + "\n");
    }
    QS_TRY(const auto events, watch::history_of(*connection, arn, false));
    for (const auto& fact : watch::tell(arn, events).facts) {
        write_out("  " + base::printable(fact.step.empty() ? "" : fact.step + "  ") +
                  base::printable(fact.text) + "\n");
    }
    write_error("next: quickstep executions history " + text_of(execution, "name") + "\n");
    return ExitCode::done;
}

Finished executions_history(const ExecutionsOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const std::string arn, find_execution(*connection, options.execution));
    QS_TRY(auto events, watch::history_of(*connection, arn));
    if (options.reverse) std::ranges::reverse(events);
    const std::string form = list_form(options.output);
    if (form == "table") {
        Table table({"ID", "TIME", "TYPE", "STATE", "WHAT"});
        for (const auto& event : events) {
            std::string name;
            std::string what;
            for (const auto& member : event.members()) {
                if (!member.value.is_object()) continue;
                name = text_of(member.value, "name");
                what = text_of(member.value, "error");
                if (what.empty()) what = text_of(member.value, "resource");
                if (what.empty()) what = text_of(member.value, "output");
            }
            const json::Value* const id = event.find("id");
            table.add({id == nullptr ? "" : json::print(*id), time_text(event, "timestamp"),
                       text_of(event, "type"), base::printable(name), base::printable(what)});
        }
        write_out(table.text(look_at_terminal(1, options.output.colour)));
        return ExitCode::done;
    }
    for (json::Value& event : events) event = with_times(event, {"timestamp"});
    write_out(json_text(events, form));
    return ExitCode::done;
}

Finished executions_watch(const ExecutionsOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const std::string arn, find_execution(*connection, options.execution));
    catch_interrupts();
    watch::Follower follower(*connection, look_at_terminal(2, options.output.colour));
    follower.add(arn);
    for (;;) {
        QS_CHECK(follower.refresh());
        if (!follower.has_running()) break;
        follower.pause();
        if (is_interrupted()) return interrupt_exit_code();
    }
    return follower.stories().front().status == "SUCCEEDED" ? ExitCode::done : ExitCode::failed;
}

Finished executions_start(const ExecutionsOptions& options) {
    QS_TRY(const std::string text, read_input(options.input));
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const std::string machine, find_machine(*connection, options.machine));
    json::ObjectBuilder input;
    input.set("stateMachineArn", machine);
    input.set("input", text);
    if (!options.name.empty()) input.set("name", options.name);
    QS_TRY(const json::Value started, connection->call("cannot start " + options.machine, "states",
                                                       "StartExecution", std::move(input).build()));
    const std::string arn = text_of(started, "executionArn");
    if (thing_form(options.output) == "json" && !options.output.form.empty()) {
        write_out(json::print_pretty(with_times(started, {"startDate"})) + "\n");
    } else {
        write_out(arn + "\n");
    }
    if (!options.output.is_quiet) {
        write_error("next: quickstep executions watch " + watch::name_of(arn) + "\n");
    }
    return ExitCode::done;
}

Finished executions_stop(const ExecutionsOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const std::string arn, find_execution(*connection, options.execution));
    json::ObjectBuilder input;
    input.set("executionArn", arn);
    if (!options.error.empty()) input.set("error", options.error);
    if (!options.cause.empty()) input.set("cause", options.cause);
    QS_CHECK(connection->call("cannot stop " + arn, "states", "StopExecution",
                              std::move(input).build()));
    if (!options.output.is_quiet) write_error("stopped " + arn + "\n");
    return ExitCode::done;
}

Finished executions_redrive(const ExecutionsOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const std::string arn, find_execution(*connection, options.execution));
    QS_TRY(const auto events, watch::history_of(*connection, arn));
    QS_CHECK(connection->call("cannot redrive " + arn, "states", "RedriveExecution", by_arn(arn)));
    if (options.output.is_quiet) return ExitCode::done;
    const std::string state = last_state(events);
    write_error("redriven " + arn + (state.empty() ? "" : " from state " + base::printable(state)) +
                "\n");
    return ExitCode::done;
}

}  // namespace cli
