// `quickstep deploy`: a template on a running server.
#include <algorithm>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/stack/stack.hpp"
#include "cli/table.hpp"
#include "json/parse.hpp"

namespace cli {
namespace {

std::string padded(const std::string& text, std::size_t width) {
    return display_width(text) >= width ? text
                                        : text + std::string(width - display_width(text), ' ');
}

/// The prefix of keys that a rule wants: `{"detail": {"object": {"key": [{"prefix":
/// "uploads/"}]}}}`.
std::string key_prefix_of(const sam::Rule& rule) {
    const auto pattern = json::parse(rule.pattern);
    const json::Value* at = pattern ? &*pattern : nullptr;
    for (const std::string_view member : {"detail", "object", "key"}) {
        at = at == nullptr ? nullptr : at->find(member);
    }
    if (at == nullptr || !at->is_array() || at->size() == 0) return {};
    return text_of(at->items().front(), "prefix");
}

/// What one would do next with what is there now.
std::string next_command(const sam::Plan& plan) {
    std::string bucket;
    std::string machine;
    std::string prefix;
    for (const sam::Planned& planned : plan.resources) {
        if (const auto* const made = std::get_if<sam::Bucket>(&planned.what)) {
            if (made->sends_events) bucket = made->name;
        } else if (const auto* const workflow = std::get_if<sam::StateMachine>(&planned.what)) {
            machine = workflow->name;
        } else if (const auto* const rule = std::get_if<sam::Rule>(&planned.what)) {
            prefix = key_prefix_of(*rule);
        }
    }
    if (!bucket.empty() && !prefix.empty()) {
        return "quickstep s3 cp photo.jpg s3://" + bucket + "/" + prefix;
    }
    return machine.empty() ? "" : "quickstep executions start " + machine + " -i '{}'";
}

}  // namespace

Finished deploy(const DeployOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const sam::Plan plan,
           stack::plan(*connection, options.file, options.stack_name, options.parameters));
    const Terminal terminal = look_at_terminal(1, options.output.colour);
    const bool is_quiet = options.output.is_quiet;
    std::size_t widths[3] = {};
    for (const sam::Planned& planned : plan.resources) {
        widths[0] = std::max(widths[0], planned.logical_id.size());
        widths[1] = std::max(widths[1], planned.type.size());
        widths[2] = std::max(widths[2], display_width(sam::physical_name(planned)));
    }
    std::size_t changes = 0;
    QS_CHECK(
        stack::deploy(*connection, plan, [&](const sam::Planned& planned, stack::Change change) {
            if (change != stack::Change::unchanged) ++changes;
            if (is_quiet) return;
            const Colour colour = change == stack::Change::unchanged ? Colour::dim : Colour::green;
            write_out("  " + padded(planned.logical_id, widths[0]) + "  " +
                      padded(planned.type, widths[1]) + "  " +
                      padded(base::printable(sam::physical_name(planned)), widths[2]) + "  " +
                      terminal.paint(colour, stack::change_text(change)) + "\n");
        }));
    if (is_quiet) return ExitCode::done;
    if (!plan.outputs.empty()) {
        write_out("outputs:\n");
        std::size_t width = 0;
        for (const auto& output : plan.outputs) width = std::max(width, output.name.size());
        for (const auto& output : plan.outputs) {
            write_out("  " + padded(output.name, width) + "  " + base::printable(output.value) +
                      "\n");
        }
    }
    write_error(changes == 0 ? "nothing has changed\n"
                             : "deployed " + plan.stack_name + " on " + connection->url() + "\n");
    if (const std::string next = next_command(plan); !next.empty()) {
        write_error("next: " + next + "\n");
    }
    return ExitCode::done;
}

}  // namespace cli
