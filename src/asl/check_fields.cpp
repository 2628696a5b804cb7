// One pass over an object's members, one over the rows that are required, one over the exclusive
// groups.
#include "asl/check_fields.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "json/print.hpp"
#include "query/template/jsonata_template.hpp"

namespace asl {

namespace {

bool fits(const FieldRow& row, StateSet type, Language language) {
    if ((row.states & type) == 0) return false;
    if (row.language == Speaks::both) return true;
    return (row.language == Speaks::jsonata) == (language == Language::jsonata);
}

/// What is wrong with a value, and what would be right.
struct Fault {
    std::string message;
    std::string hint;
};

std::string shown_value(const json::Value& value) {
    return shown(json::print(value));
}

std::string range_text(const FieldRow& row) {
    const std::string kind = row.shape == Shape::integer ? "an integer" : "a number";
    if (row.most == INT64_MAX) return kind + " of at least " + std::to_string(row.least);
    return kind + " from " + std::to_string(row.least) + " to " + std::to_string(row.most);
}

/// What a field of this shape takes, for people.
std::string wanted_text(const FieldRow& row, Language language) {
    switch (row.shape) {
        case Shape::any: return "any JSON";
        case Shape::text: return "a text in double quotes";
        case Shape::text_or_null: return "a path in double quotes, or null";
        case Shape::boolean: return "true or false, without quotes";
        case Shape::integer:
        case Shape::number:
            return range_text(row) + (language == Language::jsonata && row.is_computed
                                          ? ", or an expression as \"{% $x %}\""
                                          : ", without quotes");
        case Shape::object: return "an object: { ... }";
        case Shape::array: return "a list: [ ... ]";
        case Shape::text_list: return "a list of texts: [\"...\"]";
        case Shape::one_of: return "one of " + std::string(row.words);
    }
    return {};
}

Fault wrong_type(std::string_view wanted, const FieldRow& row, const json::Value& value,
                 Language language) {
    std::string hint = std::string(row.name) + " takes " + wanted_text(row, language);
    hint += value.is_null() && row.need == Need::optional ? "; leave it out rather than null"
                                                          : ", not " + shown_value(value);
    return {"Expected value of type " + std::string(wanted), std::move(hint)};
}

bool is_one_of(std::string_view words, std::string_view word) {
    return std::ranges::any_of(base::split(words, ','),
                               [&](auto one) { return base::trim(one) == word; });
}

bool in_range(const FieldRow& row, const json::Value& value) {
    if (row.shape == Shape::integer) {
        const auto number = value.as_integer();
        return number && *number >= row.least && *number <= row.most;
    }
    const double number = value.as_double();
    return std::isfinite(number) && number >= static_cast<double>(row.least) &&
           (row.most == INT64_MAX || number <= static_cast<double>(row.most));
}

std::optional<Fault> number_fault(const FieldRow& row, const json::Value& value,
                                  Language language) {
    // JSONata computes numbers too; the expression itself is looked at when it is compiled.
    if (language == Language::jsonata && row.is_computed && value.is_string() &&
        query::is_expression(value.as_string())) {
        return std::nullopt;
    }
    if (!value.is_number()) {
        return wrong_type(row.shape == Shape::integer ? "Integer" : "Number", row, value, language);
    }
    if (in_range(row, value)) return std::nullopt;
    return Fault{
        std::string(row.name) + " must be " + range_text(row) + ", not " + shown_value(value), {}};
}

std::optional<Fault> list_fault(const FieldRow& row, const json::Value& value, Language language) {
    if (!value.is_array()) return wrong_type("Array", row, value, language);
    if (static_cast<std::int64_t>(value.size()) < row.least) {
        return Fault{std::string(row.name) + " must not be empty",
                     row.need == Need::required ? "it needs at least one entry"
                                                : "leave it out, or give it an entry"};
    }
    if (row.shape == Shape::array) return std::nullopt;
    for (const json::Value& item : value.items()) {
        if (!item.is_string()) {
            return Fault{
                std::string(row.name) + " must hold strings only, not " + shown_value(item), {}};
        }
    }
    return std::nullopt;
}

Fault not_one_of(const FieldRow& row, const json::Value& value) {
    const auto words = base::split(row.words, ',');
    std::vector<std::string_view> known;
    for (const std::string_view word : words) known.push_back(base::trim(word));
    return {"The field '" + std::string(row.name) + "' should have one of these values: [" +
                std::string(row.words) + "]",
            value.is_string() ? did_you_mean(value.as_string(), known)
                              : "one of these words in double quotes"};
}

/// Empty if nothing is wrong.
std::optional<Fault> fault(const FieldRow& row, const json::Value& value, Language language) {
    const auto unless = [&](bool fits, std::string_view wanted) -> std::optional<Fault> {
        if (fits) return std::nullopt;
        return wrong_type(wanted, row, value, language);
    };
    switch (row.shape) {
        case Shape::any: return std::nullopt;
        case Shape::text_or_null: return unless(value.is_null() || value.is_string(), "String");
        case Shape::text: return unless(value.is_string(), "String");
        case Shape::boolean: return unless(value.is_boolean(), "Boolean");
        case Shape::integer:
        case Shape::number: return number_fault(row, value, language);
        case Shape::object: return unless(value.is_object(), "Object");
        case Shape::array:
        case Shape::text_list: return list_fault(row, value, language);
        case Shape::one_of:
            if (value.is_string() && is_one_of(row.words, value.as_string())) return std::nullopt;
            return not_one_of(row, value);
    }
    return std::nullopt;
}

/// Why an unknown field is there: of the other language, of other states, or misspelled.
std::string why_unsupported(std::string_view name, const FieldTable& table, StateSet type,
                            Language language) {
    std::vector<std::string_view> known;
    for (const FieldRow& row : table.rows) {
        if (fits(row, type, language)) known.push_back(row.name);
        if (row.name != name) continue;
        if ((row.states & type) == 0) return "it does not belong to this type of state";
        return std::string("it belongs to the query language ") +
               (row.language == Speaks::jsonata ? "JSONata" : "JSONPath");
    }
    return did_you_mean(name, known);
}

const FieldRow* find_row(const FieldTable& table, std::string_view name, StateSet type,
                         Language language) {
    const auto range = std::ranges::equal_range(table.rows, name, {}, &FieldRow::name);
    for (const FieldRow& row : range) {
        if (fits(row, type, language)) return &row;
    }
    return nullptr;
}

void check_required(const Fields& fields, const FieldTable& table, StateSet type, Language language,
                    const Location& where, Findings& findings) {
    std::string missing;
    for (const FieldRow& row : table.rows) {
        if (row.need == Need::optional || !fits(row, type, language) || fields.has(row.name))
            continue;
        missing += (missing.empty() ? "" : ", ") + std::string(row.name);
    }
    if (!missing.empty()) findings.schema("These fields are required: [" + missing + "]", where);
}

void check_choices(const Fields& fields, const FieldTable& table, StateSet type, Language language,
                   const Location& where, Findings& findings) {
    for (const FieldChoice& choice : table.choices) {
        if ((choice.states & type) == 0) continue;
        std::string present;
        std::string all;
        int count = 0;
        for (const std::string_view name : choice.names) {
            if (name.empty()) break;
            if (find_row(table, name, type, language) == nullptr) continue;
            all += (all.empty() ? "" : ", ") + std::string(name);
            if (!fields.has(name)) continue;
            // `"End": false` beside `Next` says nothing.
            const json::Value* value = fields.find(name);
            if (name == "End" && value != nullptr && !value->as_boolean()) continue;
            present += (present.empty() ? "" : ", ") + std::string(name);
            ++count;
        }
        if (count > 1)
            findings.schema("Only one of these fields is allowed: [" + present + "]", where,
                            "keep one of them");
        if (count == 0 && choice.need == Need::required) {
            findings.schema("One of these fields is required: [" + all + "]", where);
        }
    }
}

}  // namespace

const json::Value* Fields::find(std::string_view name) const {
    for (const Entry& entry : entries_) {
        if (entry.name == name) return entry.value;
    }
    return nullptr;
}

bool Fields::has(std::string_view name) const {
    return std::ranges::any_of(entries_, [&](const Entry& entry) { return entry.name == name; });
}

std::string_view Fields::text(std::string_view name) const {
    const json::Value* value = find(name);
    return value != nullptr && value->is_string() ? value->as_string() : std::string_view{};
}

Fields check_fields(const json::Value& object, const FieldTable& table, StateSet type,
                    Language language, const Location& where, Findings& findings) {
    Fields fields;
    fields.entries_.reserve(std::min(object.size(), table.rows.size()));
    for (const json::Member& member : object.members()) {
        const FieldRow* row = find_row(table, member.key(), type, language);
        if (row == nullptr) {
            if (table.is_open) continue;
            std::string hint;
            if (findings.wants_hints()) hint = why_unsupported(member.key(), table, type, language);
            findings.schema("Field '" + shown(member.key()) + "' is not supported", where,
                            std::move(hint));
            continue;
        }
        auto wrong = fault(*row, member.value, language);
        if (wrong) {
            findings.schema(std::move(wrong->message), Location(where, member.key()),
                            std::move(wrong->hint));
        }
        fields.entries_.push_back({row->name, wrong ? nullptr : &member.value});
    }
    check_required(fields, table, type, language, where, findings);
    check_choices(fields, table, type, language, where, findings);
    return fields;
}

}  // namespace asl
