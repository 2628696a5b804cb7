// `quickstep machines`: the state machines of a server.
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/names.hpp"
#include "cli/table.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace cli {

Finished machines_list(const MachinesOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const auto machines, all_machines(*connection));
    const std::string form = list_form(options.output);
    const Terminal terminal = look_at_terminal(1, options.output.colour);
    if (form == "table") {
        Table table({"NAME", "TYPE", "CREATED"});
        for (const auto& machine : machines) {
            table.add({base::printable(text_of(machine, "name")), text_of(machine, "type"),
                       age_text(number_of(machine, "creationDate"))});
        }
        write_out(table.text(terminal));
        return ExitCode::done;
    }
    std::vector<json::Value> items;
    for (const auto& machine : machines) {
        if (form == "name")
            write_out(text_of(machine, "stateMachineArn") + "\n");
        else
            items.push_back(with_times(machine, {"creationDate"}));
    }
    write_out(form == "name" ? "" : json_text(items, form));
    return ExitCode::done;
}

Finished machines_show(const MachinesOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const std::string arn, find_machine(*connection, options.machine));
    QS_TRY(
        const json::Value machine,
        connection->call("cannot show the state machine " + arn, "states", "DescribeStateMachine",
                         json::object({{"stateMachineArn", json::Value::string(arn)}})));
    const std::string definition = text_of(machine, "definition");
    const std::string form = thing_form(options.output);
    if (options.definition_only) {
        write_out(definition + "\n");
    } else if (form == "name") {
        write_out(arn + "\n");
    } else if (form == "json") {
        write_out(json::print_pretty(with_times(machine, {"creationDate", "updateDate"})) + "\n");
    } else {
        const auto parsed = json::parse(definition);
        const json::Value* const states = parsed ? parsed->find("States") : nullptr;
        write_out("name     " + base::printable(text_of(machine, "name")) + "\n");
        write_out("arn      " + base::printable(arn) + "\n");
        write_out("type     " + text_of(machine, "type") + "\n");
        write_out("created  " + time_text(machine, "creationDate") + "\n");
        write_out("states   " + std::to_string(states == nullptr ? 0 : states->size()) + "\n");
        write_error("next: quickstep executions list " + text_of(machine, "name") + "\n");
    }
    return ExitCode::done;
}

}  // namespace cli
