// `quickstep validate`: all findings of each definition, with line, column and a caret.
#include <algorithm>
#include <charconv>
#include <optional>

#include "asl/compile.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/definition_text.hpp"
#include "cli/files.hpp"
#include "json/print.hpp"

namespace cli {
namespace {

bool is_error(const asl::Diagnostic& diagnostic) {
    return diagnostic.severity == asl::Severity::error;
}

/// Something that is valid, and that this program cannot do.
bool is_remark(const asl::Diagnostic& diagnostic) {
    return diagnostic.is_ours && !diagnostic.code.starts_with("LINT_");
}

struct Verdict {
    DefinitionText text;
    std::vector<asl::Diagnostic> diagnostics;

    bool fails() const { return std::ranges::any_of(diagnostics, is_error); }
};

Verdict refused(std::string_view code, const std::string& message) {
    return {{},
            {asl::Diagnostic{.severity = asl::Severity::error,
                             .code = std::string(code),
                             .message = message,
                             .location = {},
                             .hint = {}}}};
}

Verdict judge(const std::string& file, const asl::CompileOptions& options) {
    // More than AWS takes, so that the compiler says that it is too long.
    auto text = read_file(file, base::limits::kDefinitionBytesMax * 4);
    if (!text) return refused("FILE_NOT_READABLE", text.error().message);
    auto definition = DefinitionText::read(file, *std::move(text));
    if (!definition) return refused("INVALID_YAML_DESCRIPTION", definition.error().message);
    auto diagnostics = asl::compile(definition->json(), options).diagnostics;
    return {*std::move(definition), std::move(diagnostics)};
}

std::string json_line(const std::string& file, const Verdict& verdict, std::size_t most) {
    std::vector<json::Value> items;
    for (const auto& diagnostic : verdict.diagnostics) {
        if (items.size() == most) break;
        json::ObjectBuilder item;
        item.set("severity", is_error(diagnostic) ? "ERROR" : "WARNING");
        item.set("code", diagnostic.code);
        item.set("message", diagnostic.message);
        if (!diagnostic.location.empty()) item.set("location", diagnostic.location);
        // What AWS would not say is told apart by more than its code.
        if (diagnostic.is_ours) item.set("origin", "quickstep");
        items.push_back(std::move(item).build());
    }
    json::ObjectBuilder line;
    line.set("file", file);
    line.set("result", verdict.fails() ? "FAIL" : "OK");
    line.set("diagnostics", json::Value::take_array(std::move(items)));
    return json::print(std::move(line).build()) + "\n";
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

std::string caret(const Terminal& terminal, std::string_view line, asl::TextPosition position,
                  const asl::Diagnostic& diagnostic) {
    constexpr std::size_t kLineBytesMax = 160;
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

std::optional<std::size_t> take_number(std::string_view& text, std::string_view before) {
    if (!text.starts_with(before)) return std::nullopt;
    text.remove_prefix(before.size());
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// Where a finding is: at its location, or, where the text is no JSON, where its message says.
asl::TextPosition position_of(const Verdict& verdict, const asl::Diagnostic& diagnostic) {
    if (!diagnostic.location.empty()) return verdict.text.find(diagnostic.location);
    std::string_view message = diagnostic.message;
    const auto line = take_number(message, "line ");
    const auto column = take_number(message, ", column ");
    return line && column ? asl::TextPosition{*line, *column} : asl::TextPosition{};
}

std::string label(const Terminal& terminal, const asl::Diagnostic& diagnostic) {
    if (is_error(diagnostic)) return terminal.paint(Colour::red, " error ");
    if (is_remark(diagnostic)) return terminal.paint(Colour::cyan, " note ");
    return terminal.paint(Colour::yellow, diagnostic.is_ours ? " lint " : " warning ");
}

void print_findings(const Terminal& terminal, const std::string& file, const Verdict& verdict,
                    std::size_t most) {
    std::size_t shown = 0;
    for (const auto& diagnostic : verdict.diagnostics) {
        if (shown++ == most) break;
        const asl::TextPosition position = position_of(verdict, diagnostic);
        std::string head = base::printable(file);
        if (position.line > 0) {
            head += ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
        }
        head += label(terminal, diagnostic);
        head += terminal.paint(Colour::bold, diagnostic.code);
        if (!diagnostic.location.empty()) head += "  " + base::printable(diagnostic.location);
        write_out(head + "\n      " + base::printable(diagnostic.message) + "\n" +
                  caret(terminal, verdict.text.line(position.line), position, diagnostic));
    }
    if (verdict.diagnostics.size() > most) {
        write_out(base::printable(file) + ": " + std::to_string(verdict.diagnostics.size() - most) +
                  " more; --max shows more of them\n");
    }
}

std::string counted(std::size_t count, std::string_view noun) {
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

Finished validate(const ValidateOptions& options) {
    const bool as_json = options.output.form == "json" || options.output.form == "jsonl";
    const asl::CompileOptions wanted{
        .type = options.type == "EXPRESS" ? asl::MachineType::express : asl::MachineType::standard,
        .lint = options.is_linting,
        .remarks = !as_json};
    const std::size_t most = options.findings_max == 0 ? SIZE_MAX : options.findings_max;
    const Terminal terminal = look_at_terminal(1, options.output.colour);
    std::size_t errors = 0;
    std::size_t warnings = 0;
    std::size_t lints = 0;
    for (const std::string& file : options.files) {
        const Verdict verdict = judge(file, wanted);
        for (const auto& diagnostic : verdict.diagnostics) {
            if (is_remark(diagnostic)) continue;
            ++(is_error(diagnostic) ? errors : diagnostic.is_ours ? lints : warnings);
        }
        if (as_json)
            write_out(json_line(file, verdict, most));
        else
            print_findings(terminal, file, verdict, most);
    }
    if (!as_json && !options.output.is_quiet) {
        std::string total = counted(errors, "error") + ", " + counted(warnings, "warning");
        if (options.is_linting) total += ", " + counted(lints, "finding") + " of lint";
        write_error(total + "\n");
    }
    return errors == 0 ? ExitCode::done : ExitCode::failed;
}

}  // namespace cli
