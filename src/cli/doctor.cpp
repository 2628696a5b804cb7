// `quickstep doctor`: what would keep AWS's clients from reaching the server, and the way out.
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/checks/finding.hpp"

namespace cli {
namespace {

using checks::Finding;
using checks::Verdict;

std::string line_of(const Finding& finding, const Terminal& terminal) {
    const bool is_ok = finding.verdict == Verdict::ok;
    const bool is_failure = finding.verdict == Verdict::failure;
    const std::string mark = is_ok        ? terminal.paint(Colour::green, "ok  ")
                             : is_failure ? terminal.paint(Colour::red, "fail")
                                          : terminal.paint(Colour::yellow, "warn");
    std::string what = finding.what;
    what.resize(std::max<std::size_t>(what.size(), 12), ' ');
    std::string line = mark + "  " + what + "  " + base::printable(finding.text) + "\n";
    if (!finding.fix.empty()) {
        line += std::string(20, ' ') + "fix: " + base::printable(finding.fix) + "\n";
    }
    return line;
}

}  // namespace

Finished doctor(const DoctorOptions& options) {
    checks::Findings found;
    checks::check_server(options.connection, found);
    checks::check_variables(options.connection, found);
    checks::check_host_prefix(options.connection, found);
    checks::check_tools(found);
    const Terminal terminal = look_at_terminal(1, options.output.colour);
    ExitCode status = ExitCode::done;
    std::string text;
    for (const Finding& finding : found) {
        if (finding.verdict == Verdict::failure) status = ExitCode::failed;
        if (options.output.is_quiet && finding.verdict == Verdict::ok) continue;
        text += line_of(finding, terminal);
    }
    write_out(text);
    return status;
}

}  // namespace cli
