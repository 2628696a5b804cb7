// `quickstep validate`: all findings of each definition, with line, column and a caret.
#include <algorithm>

#include "asl/compile.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "json/print.hpp"

namespace cli {
namespace {

bool is_error(const asl::Diagnostic& diagnostic) {
    return diagnostic.severity == asl::Severity::error;
}

struct Verdict {
    std::string text;  ///< Of the definition.
    std::vector<asl::Diagnostic> diagnostics;

    bool fails() const { return std::ranges::any_of(diagnostics, is_error); }
};

Verdict judge(const std::string& file, asl::MachineType type) {
    // One byte more than AWS takes, so that the compiler says that it is too long.
    auto text = read_file(file, base::limits::kDefinitionBytesMax * 4);
    if (!text) {
        return {{},
                {asl::Diagnostic{.severity = asl::Severity::error,
                                 .code = "FILE_NOT_READABLE",
                                 .message = text.error().message,
                                 .location = {},
                                 .hint = {}}}};
    }
    auto compiled = asl::compile(*text, type);
    return {*std::move(text), std::move(compiled.diagnostics)};
}

std::string json_line(const std::string& file, const Verdict& verdict) {
    std::vector<json::Value> items;
    for (const auto& diagnostic : verdict.diagnostics) {
        json::ObjectBuilder item;
        item.set("severity", is_error(diagnostic) ? "ERROR" : "WARNING");
        item.set("code", diagnostic.code);
        item.set("message", diagnostic.message);
        if (!diagnostic.location.empty()) item.set("location", diagnostic.location);
        items.push_back(std::move(item).build());
    }
    json::ObjectBuilder line;
    line.set("file", file);
    line.set("result", verdict.fails() ? "FAIL" : "OK");
    line.set("diagnostics", json::Value::take_array(std::move(items)));
    return json::print(std::move(line).build()) + "\n";
}

/// The line of the text, and how many code points stand before `column`.
std::string_view line_of(std::string_view text, std::size_t line) {
    const auto lines = base::split(text, '\n');
    return line == 0 || line > lines.size() ? std::string_view{} : lines[line - 1];
}

/// How long the thing at the column is: a string with its quotes, or a word.
std::size_t length_at(std::string_view rest) {
    if (rest.starts_with('"')) {
        for (std::size_t i = 1; i < rest.size(); ++i) {
            if (rest[i] == '\\')
                ++i;
            else if (rest[i] == '"')
                return i + 1;
        }
        return rest.size();
    }
    const auto end = rest.find_first_of(",]} \t\r");
    return std::max<std::size_t>(1, std::min(end, rest.size()));
}

std::string caret(const Terminal& terminal, std::string_view text, asl::TextPosition position,
                  const asl::Diagnostic& diagnostic) {
    constexpr std::size_t kLineBytesMax = 160;
    const std::string_view line = line_of(text, position.line);
    if (line.empty() || line.size() > kLineBytesMax || !base::is_utf8(line)) {
        return diagnostic.hint.empty() ? "" : "   " + base::printable(diagnostic.hint) + "\n";
    }
    std::size_t offset = 0;
    for (std::size_t i = 1; i < position.column && offset < line.size(); ++i) {
        do ++offset;
        while (offset < line.size() && (static_cast<unsigned char>(line[offset]) & 0xc0U) == 0x80);
    }
    std::string number = std::to_string(position.line);
    number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
    std::string out = terminal.paint(Colour::dim, number + " | ") + base::printable(line) + "\n";
    const std::size_t before = display_width(base::printable(line.substr(0, offset)));
    const std::string_view rest = line.substr(offset);
    const std::size_t marked = base::utf8_length(rest.substr(0, length_at(rest)));
    out += std::string(number.size(), ' ') + terminal.paint(Colour::dim, " | ") +
           std::string(before, ' ') +
           terminal.paint(Colour::red, std::string(std::max<std::size_t>(marked, 1), '^'));
    if (!diagnostic.hint.empty()) out += " " + base::printable(diagnostic.hint);
    return out + "\n";
}

void print_findings(const Terminal& terminal, const std::string& file, const Verdict& verdict) {
    for (const auto& diagnostic : verdict.diagnostics) {
        const asl::TextPosition position =
            diagnostic.location.empty() ? asl::TextPosition{}
                                        : asl::find_position(verdict.text, diagnostic.location);
        std::string head = base::printable(file);
        if (position.line > 0) {
            head += ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
        }
        head += is_error(diagnostic) ? terminal.paint(Colour::red, " error ")
                                     : terminal.paint(Colour::yellow, " warning ");
        head += terminal.paint(Colour::bold, diagnostic.code);
        if (!diagnostic.location.empty()) head += "  " + base::printable(diagnostic.location);
        write_out(head + "\n      " + base::printable(diagnostic.message) + "\n" +
                  caret(terminal, verdict.text, position, diagnostic));
    }
}

std::string counted(std::size_t count, std::string_view noun) {
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

Finished validate(const ValidateOptions& options) {
    const auto type =
        options.type == "EXPRESS" ? asl::MachineType::express : asl::MachineType::standard;
    const bool as_json = options.output.form == "json" || options.output.form == "jsonl";
    const Terminal terminal = look_at_terminal(1, options.output.colour);
    std::size_t errors = 0;
    std::size_t warnings = 0;
    for (const std::string& file : options.files) {
        const Verdict verdict = judge(file, type);
        for (const auto& diagnostic : verdict.diagnostics) {
            ++(is_error(diagnostic) ? errors : warnings);
        }
        if (as_json)
            write_out(json_line(file, verdict));
        else
            print_findings(terminal, file, verdict);
    }
    if (!as_json && !options.output.is_quiet) {
        write_error(counted(errors, "error") + ", " + counted(warnings, "warning") + "\n");
    }
    return errors == 0 ? ExitCode::done : ExitCode::failed;
}

}  // namespace cli
