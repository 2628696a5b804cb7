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

std::string shown_value(const json::Value& value) {
    return shown(json::print(value));
}

std::string range_text(const FieldRow& row) {
    const std::string kind = row.shape == Shape::integer ? "an integer" : "a number";
    if (row.most == INT64_MAX) return kind + " of at least " + std::to_string(row.least);
    return kind + " from " + std::to_string(row.least) + " to " + std::to_string(row.most);
}

std::string out_of_range(const FieldRow& row, const json::Value& value) {
    return std::string(row.name) + " must be " + range_text(row) + ", not " + shown_value(value);
}

std::string wrong_type(std::string_view wanted) {
    return "Expected value of type " + std::string(wanted);
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

std::optional<std::string> number_fault(const FieldRow& row, const json::Value& value,
                                        Language language) {
    // JSONata computes numbers too; the expression itself is looked at when it is compiled.
    if (language == Language::jsonata && row.is_computed && value.is_string() &&
        query::is_expression(value.as_string())) {
        return std::nullopt;
    }
    if (!value.is_number()) return wrong_type(row.shape == Shape::integer ? "Integer" : "Number");
    if (!in_range(row, value)) return out_of_range(row, value);
    return std::nullopt;
}

std::optional<std::string> list_fault(const FieldRow& row, const json::Value& value) {
    if (!value.is_array()) return wrong_type("Array");
    if (static_cast<std::int64_t>(value.size()) < row.least) {
        return std::string(row.name) + " must not be empty";
    }
    if (row.shape == Shape::array) return std::nullopt;
    for (const json::Value& item : value.items()) {
        if (!item.is_string())
            return std::string(row.name) + " must hold strings only, not " + shown_value(item);
    }
    return std::nullopt;
}

/// What is wrong with the value, in one sentence; empty if nothing is.
std::optional<std::string> fault(const FieldRow& row, const json::Value& value, Language language) {
    switch (row.shape) {
        case Shape::any: return std::nullopt;
        case Shape::text_or_null:
            if (value.is_null()) return std::nullopt;
            [[fallthrough]];
        case Shape::text:
            if (!value.is_string()) return wrong_type("String");
            return std::nullopt;
        case Shape::boolean:
            if (!value.is_boolean()) return wrong_type("Boolean");
            return std::nullopt;
        case Shape::integer:
        case Shape::number: return number_fault(row, value, language);
        case Shape::object:
            if (!value.is_object()) return wrong_type("Object");
            return std::nullopt;
        case Shape::array:
        case Shape::text_list: return list_fault(row, value);
        case Shape::one_of:
            if (value.is_string() && is_one_of(row.words, value.as_string())) return std::nullopt;
            return "The field '" + std::string(row.name) + "' should have one of these values: [" +
                   std::string(row.words) + "]";
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
            findings.schema("Only one of these fields is allowed: [" + present + "]", where);
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
        const auto wrong = fault(*row, member.value, language);
        if (wrong) findings.schema(*wrong, Location(where, member.key()));
        fields.entries_.push_back({row->name, wrong ? nullptr : &member.value});
    }
    check_required(fields, table, type, language, where, findings);
    check_choices(fields, table, type, language, where, findings);
    return fields;
}

}  // namespace asl
