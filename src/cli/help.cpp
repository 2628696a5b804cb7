#include "cli/help.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cli {
namespace {

constexpr std::size_t kWidth = 100;

/// Words on lines of at most kWidth columns, those after the first indented.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    for (const auto word : base::split(text, ' ')) {
        if (column > indent && column + 1 + word.size() > kWidth) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    return out;
}

std::string block(std::string_view title, const std::vector<HelpLine>& lines) {
    if (lines.empty()) return {};
    constexpr std::size_t kNameWidthMax = 28;
    std::size_t width = 0;
    for (const HelpLine& line : lines) {
        if (line.name.size() <= kNameWidthMax) width = std::max(width, line.name.size());
    }
    std::string out = "\n" + std::string(title) + ":\n";
    for (const HelpLine& line : lines) {
        out += "  " + line.name;
        if (line.name.size() > width)
            out += "\n" + std::string(width + 4, ' ');
        else
            out += std::string(width - line.name.size() + 2, ' ');
        out += wrapped(line.about, width + 4) + "\n";
    }
    return out;
}

}  // namespace

std::string help_text(const Help& help) {
    std::string out = "usage: " + help.path;
    if (!help.commands.empty()) out += " COMMAND";
    for (std::size_t i = 0; i < help.arguments.size(); ++i) {
        const std::string& name = help.arguments[i].name;
        out += help.arguments_required[i] ? " " + name : " [" + name + "]";
    }
    out += " [OPTIONS]\n\n";
    std::string about = help.about;
    if (!about.empty()) {
        about.front() = about.front() >= 'a' && about.front() <= 'z'
                            ? static_cast<char>(about.front() - 'a' + 'A')
                            : about.front();
    }
    out += about + (about.ends_with('.') ? "\n" : ".\n");
    if (!help.examples.empty()) {
        out += "\nexamples:\n";
        for (const auto example : base::split(help.examples, '\n')) {
            out += "  " + std::string(example) + "\n";
        }
    }
    out += block("commands", help.commands);
    out += block("arguments", help.arguments);
    out += block("options", help.options);
    return out;
}

std::string exit_codes_text() {
    return "exit codes:\n"
           "    0  done\n"
           "    1  an execution, a validation, a check or a request failed\n"
           "    2  wrong usage, or a file that cannot be read as what it should be\n"
           "    3  not found\n"
           "    4  not allowed: credentials, signature, policy\n"
           "    5  conflict: exists already, precondition, still in use\n"
           "    6  server not reachable\n"
           "    7  timed out\n"
           "    8  the server cannot start or go on: port in use, data folder locked or unusable\n"
           "   70  a bug of ours\n"
           "  130  interrupted (Ctrl-C); 143  terminated; `serve` drains and ends with 0 on both\n";
}

std::string version_text() {
    return "quickstep 0.1.0\n";
}

}  // namespace cli
