#include "services/events/input_template.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/budget.hpp"

namespace services::events {
namespace {

constexpr std::array<std::string_view, 5> kOwnNames = {
    "aws.events.rule-arn", "aws.events.rule-name", "aws.events.event.ingestion-time",
    "aws.events.event", "aws.events.event.json"};

/// The name in `<name>` at the start of the text, or nothing.
std::optional<std::string_view> placeholder(std::string_view text) {
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    const std::string_view name = text.substr(1, end - 1);
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    if (name.find_first_not_of(kAllowed) != std::string_view::npos) return std::nullopt;
    return name;
}

/// A value as a part of a JSON string: texts as they are, other values as their JSON.
std::string as_part_of_string(const json::Value& value) {
    const std::string text =
        value.is_string() ? std::string(value.as_string()) : json::print(value);
    std::string quoted;
    json::print_string_to(quoted, text);
    return quoted.substr(1, quoted.size() - 2);
}

json::Value without_detail(const json::Value& event) {
    json::ObjectBuilder rest(event);
    rest.remove("detail");
    return std::move(rest).build();
}

std::optional<json::Value> own_value(std::string_view name, const json::Value& event,
                                     const TemplateContext& context) {
    if (name == "aws.events.rule-arn") return json::Value::string(context.rule_arn);
    if (name == "aws.events.rule-name") return json::Value::string(context.rule_name);
    if (name == "aws.events.event.ingestion-time") {
        return json::Value::string(base::iso8601_ms(context.ingestion_time));
    }
    if (name == "aws.events.event") return without_detail(event);
    if (name == "aws.events.event.json") return event;
    return std::nullopt;
}

}  // namespace

std::optional<json::Value> value_at(const query::Path& path, const json::Value& event) {
    query::Budget budget;
    auto value = path.evaluate(event, budget);
    if (!value) return std::nullopt;
    return *std::move(value);
}

base::Result<InputTemplate> InputTemplate::compile(const json::Value* paths,
                                                   std::string_view text) {
    InputTemplate result;
    const auto members = paths == nullptr ? std::span<const json::Member>{} : paths->members();
    for (const json::Member& member : members) {
        const std::string name(member.key());
        if (name.starts_with("aws.events.")) {
            return base::fail(base::invalid("InputPathsMap contains the reserved name " + name));
        }
        if (!member.value.is_string()) {
            return base::fail(base::invalid("InputPathsMap." + name + " must be a JSON path"));
        }
        auto path = query::Path::compile(member.value.as_string());
        if (!path) {
            return base::fail(base::invalid("InputPathsMap." + name +
                                            " is no valid JSON path: " + path.error().message));
        }
        result.variables_.push_back({name, *std::move(path)});
    }
    std::string probe;
    bool is_quoted = false;
    result.pieces_.emplace_back();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto name = text[i] == '<' ? placeholder(text.substr(i)) : std::nullopt;
        const bool is_known =
            name && (std::ranges::find(kOwnNames, *name) != kOwnNames.end() ||
                     std::ranges::any_of(result.variables_,
                                         [&](const Variable& v) { return v.name == *name; }));
        // Other words in angle brackets are text, for example HTML.
        if (is_known) {
            result.pieces_.push_back({{}, std::string(*name), is_quoted});
            result.pieces_.emplace_back();
            probe += is_quoted ? "" : "0";
            i += name->size() + 1;
            continue;
        }
        if (is_quoted && text[i] == '\\' && i + 1 < text.size()) {
            result.pieces_.back().text += text[i];
            probe += text[i++];
        } else if (text[i] == '"') {
            is_quoted = !is_quoted;
        }
        result.pieces_.back().text += text[i];
        probe += text[i];
    }
    if (const auto parsed = json::parse(probe); !parsed) {
        return base::fail(base::invalid("it is no JSON once its placeholders are filled in: " +
                                        parsed.error().message));
    }
    return result;
}

std::string InputTemplate::render(const json::Value& event, const TemplateContext& context) const {
    std::string text;
    for (const Piece& piece : pieces_) {
        if (piece.variable.empty()) {
            text += piece.text;
            continue;
        }
        std::optional<json::Value> value = own_value(piece.variable, event, context);
        for (const Variable& variable : variables_) {
            if (variable.name == piece.variable) value = value_at(variable.path, event);
        }
        if (piece.is_quoted) {
            if (value) text += as_part_of_string(*value);
        } else {
            text += value ? json::print(*value) : "\"\"";
        }
    }
    return text;
}

}  // namespace services::events
