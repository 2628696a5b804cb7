// Lists as people and pipes want them: a table at a terminal, one JSON object a line in a pipe.
#pragma once
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "json/value.hpp"

namespace cli {

/// Rows of texts, aligned by display width; the header in bold. Control characters are shown.
class Table {
public:
    explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    /// Cells are cut to the terminal's width only at a terminal.
    std::string text(const Terminal& terminal) const;

private:
    std::vector<std::string> header_;
    std::vector<std::vector<std::string>> rows_;
};

/// "table", "json", "jsonl" or "name": what was asked for, or what fits stdout.
std::string list_form(const OutputOptions& output);
/// The same for one thing: "table" or "json".
std::string thing_form(const OutputOptions& output);

/// Items as a JSON array ("json") or one a line ("jsonl").
std::string json_text(const std::vector<json::Value>& items, const std::string& form);

/// `"2026-11-24T10:00:00.123Z"` of the seconds since 1970 in `value[member]`; empty if absent.
std::string time_text(const json::Value& value, std::string_view member);
/// The number in `value[member]`; 0 if absent.
double number_of(const json::Value& value, std::string_view member);
/// The text in `value[member]`, or nothing.
std::string text_of(const json::Value& value, std::string_view member);
/// AWS's shape with the given members as ISO 8601 texts instead of numbers.
json::Value with_times(const json::Value& value, std::initializer_list<std::string_view> members);
/// "2m ago".
std::string age_text(double epoch_seconds);
/// A status with its glyph and colour.
std::string status_text(const Terminal& terminal, std::string_view status);

}  // namespace cli
