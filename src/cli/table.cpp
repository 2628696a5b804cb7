#include "cli/table.hpp"

#include <algorithm>
#include <cmath>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "json/print.hpp"

namespace cli {

std::string Table::text(const Terminal& terminal) const {
    std::vector<std::size_t> widths;
    const auto measure = [&](const std::vector<std::string>& row) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], display_width(row[i]));
        }
    };
    measure(header_);
    std::ranges::for_each(rows_, measure);

    std::string out;
    const auto write = [&](const std::vector<std::string>& row, Colour colour) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) line.append(widths[i] - display_width(row[i]) + 2, ' ');
        }
        if (terminal.is_terminal) line = cut_to_width(line, terminal.width, terminal.has_utf8);
        out += terminal.paint(colour, line) + "\n";
    };
    write(header_, Colour::bold);
    for (const auto& row : rows_) write(row, Colour::none);
    return out;
}

std::string list_form(const OutputOptions& output) {
    if (output.is_quiet) return "name";
    if (!output.form.empty()) return output.form;
    return look_at_terminal(1, output.colour).is_terminal ? "table" : "jsonl";
}

std::string thing_form(const OutputOptions& output) {
    if (output.is_quiet) return "name";
    if (!output.form.empty()) return output.form == "jsonl" ? "json" : output.form;
    return look_at_terminal(1, output.colour).is_terminal ? "table" : "json";
}

std::string json_text(const std::vector<json::Value>& items, const std::string& form) {
    if (form == "json") return json::print_pretty(json::Value::array(items)) + "\n";
    std::string out;
    for (const auto& item : items) out += json::print(item) + "\n";
    return out;
}

double number_of(const json::Value& value, std::string_view member) {
    const json::Value* const found = value.find(member);
    return found != nullptr && found->is_number() ? found->as_double() : 0;
}

std::string time_text(const json::Value& value, std::string_view member) {
    const double seconds = number_of(value, member);
    if (seconds <= 0) return {};
    return base::iso8601_ms(base::from_epoch_ms(std::llround(seconds * 1000)));
}

std::string text_of(const json::Value& value, std::string_view member) {
    return std::string(value.find_string(member).value_or(""));
}

json::Value with_times(const json::Value& value, std::initializer_list<std::string_view> members) {
    json::ObjectBuilder out(value);
    for (const auto member : members) {
        if (std::string text = time_text(value, member); !text.empty()) out.set(member, text);
    }
    return std::move(out).build();
}

std::string age_text(double epoch_seconds) {
    const double now = static_cast<double>(base::epoch_ms(base::system_clock().now())) / 1000;
    const auto age = static_cast<long>(std::max(0.0, now - epoch_seconds));
    if (age < 60) return std::to_string(age) + "s ago";
    if (age < 3600) return std::to_string(age / 60) + "m ago";
    if (age < 86400) return std::to_string(age / 3600) + "h ago";
    return std::to_string(age / 86400) + "d ago";
}

std::string status_text(const Terminal& terminal, std::string_view status) {
    const auto with = [&](Colour colour, std::string_view utf8, std::string_view ascii) {
        return terminal.paint(
            colour, std::string(terminal.glyph(utf8, ascii)) + " " + base::printable(status));
    };
    if (status == "SUCCEEDED" || status == "ACTIVE") return with(Colour::green, "✓", "+");
    if (status == "RUNNING") return with(Colour::blue, "›", ">");
    return with(Colour::red, "✗", "x");
}

}  // namespace cli
