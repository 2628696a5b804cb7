#include "cli/run.hpp"

#include <algorithm>
#include <csignal>
#include <exception>

#include "cli/command_tree.hpp"

namespace cli {
namespace {

/// Looked for before parsing, so that a problem of parsing is written as asked, too.
bool wants_json(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--json" || word == "-ojson" || word == "--output=json") return true;
        if ((word == "-o" || word == "--output") && i + 1 < words.size() &&
            words[i + 1] == "json") {
            return true;
        }
    }
    return false;
}

ColourMode colour_mode(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string mode;
        if (words[i].starts_with("--color=")) mode = words[i].substr(8);
        if (words[i] == "--color" && i + 1 < words.size()) mode = words[i + 1];
        if (mode == "always") return ColourMode::always;
        if (mode == "never") return ColourMode::never;
    }
    return ColourMode::automatic;
}

Finished run_words(const std::vector<std::string>& words, Serve serve) {
    if (words.empty()) {
        QS_TRY(const std::string help, help_of({}));
        write_error(help);
        return ExitCode::wrong_usage;
    }
    QS_TRY(const Parsed parsed, parse_words(words, serve));
    return parsed.command();
}

}  // namespace

int run(int argc, char** argv, Serve serve) {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    // Who reads our output may stop reading (`| head -1`), and then the command ends quietly. Some
    // parents start their children with this signal ignored.
    std::signal(SIGPIPE, SIG_DFL);
    const bool has_colour = look_at_terminal(2, colour_mode(words)).has_colour;
    try {
        const Finished finished = run_words(words, serve);
        if (finished) return static_cast<int>(*finished);
        write_error(problem_text(finished.error(), wants_json(words), has_colour));
        return static_cast<int>(finished.error().exit_code);
    } catch (const std::exception& bug) {
        write_error(problem_text({.message = std::string("a bug of Quickstep: ") + bug.what(),
                                  .hint = "please report it with the command that you ran",
                                  .exit_code = ExitCode::bug},
                                 wants_json(words), has_colour));
        return static_cast<int>(ExitCode::bug);
    }
}

}  // namespace cli
