// Paths, reference paths and payload templates of states.
#include "asl/compile_queries.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "asl/compile_jsonata.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace asl {

namespace {

constexpr std::array<std::string_view, 18> kIntrinsics = {
    "States.Array",          "States.ArrayContains", "States.ArrayGetItem", "States.ArrayLength",
    "States.ArrayPartition", "States.ArrayRange",    "States.ArrayUnique",  "States.Base64Decode",
    "States.Base64Encode",   "States.Format",        "States.Hash",         "States.JsonMerge",
    "States.JsonToString",   "States.MathAdd",       "States.MathRandom",   "States.StringSplit",
    "States.StringToJson",   "States.UUID"};

std::string not_a_path(std::string_view name) {
    return "The value for the field '" + std::string(name) + "' must be a valid JSONPath";
}

/// Letters, digits, `_` and everything beyond ASCII; no digit in front.
bool is_identifier(std::string_view name) {
    if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && byte < 0x80U) return false;
    }
    return true;
}

/// The names of a JSON pointer, without their escapes (RFC 6901).
std::vector<std::string> pointer_tokens(std::string_view pointer) {
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            tokens.emplace_back();
        } else if (pointer[i] == '~' && i + 1 < pointer.size() && !tokens.empty()) {
            tokens.back() += pointer[++i] == '1' ? '/' : '~';
        } else if (!tokens.empty()) {
            tokens.back() += pointer[i];
        }
    }
    return tokens;
}

/// The place of a fault inside a template: the object that holds the key.
std::string place_of(const Location& where, const json::Value& payload,
                     const query::TemplateFault& fault) {
    std::string text = where.text();
    const std::size_t last = fault.pointer.rfind('/');
    if (last == std::string::npos) return text;
    const json::Value* at = &payload;
    for (const std::string& token :
         pointer_tokens(std::string_view(fault.pointer).substr(0, last))) {
        if (at != nullptr && at->is_array()) {
            text += "[" + token + "]";
            const auto index = json::Value::number_text(token).as_integer();
            at = index && *index < static_cast<std::int64_t>(at->size())
                     ? &at->items()[static_cast<std::size_t>(*index)]
                     : nullptr;
        } else {
            text += "/" + token;
            at = at == nullptr ? nullptr : at->find(token);
        }
    }
    return text;
}

void warn_of_missing_dollar(const json::Value& value, const Location& where, Findings& findings) {
    if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            warn_of_missing_dollar(value.items()[i], Location(where, i), findings);
        }
    }
    if (!value.is_object()) return;
    for (const json::Member& member : value.members()) {
        const Location place(where, member.key());
        if (member.value.is_string()) {
            if (member.key().ends_with(".$") || !looks_like_expression(member.value.as_string()))
                continue;
            findings.warning(code::kNoDollar,
                             "No .$ on a field that appears to be a JSONPath or Intrinsic Function",
                             place);
        } else {
            warn_of_missing_dollar(member.value, place, findings);
        }
    }
}

}  // namespace

std::string explained(const std::string& detail) {
    constexpr std::string_view kUnknown = "there is no function '";
    const std::size_t begin = detail.find(kUnknown);
    if (begin == std::string::npos) return detail;
    std::string_view name = std::string_view(detail).substr(begin + kUnknown.size());
    name = name.substr(0, name.find('\''));
    const std::string meant = did_you_mean(name, {kIntrinsics.begin(), kIntrinsics.end()});
    return meant.empty() ? detail : detail + ": " + meant;
}

bool looks_like_expression(std::string_view text) {
    return text == "$" || text.starts_with("$.") || text.starts_with("$$.") ||
           (text.starts_with("States.") && text.ends_with(")"));
}

std::optional<query::Query> compile_path(const FieldSource& source, std::string_view name) {
    const json::Value* value = source.fields.find(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    const std::string_view text = value->as_string();
    auto compiled = query::Query::compile(text);
    const Location place(source.where, name);
    if (!compiled) {
        source.findings.schema(not_a_path(name), place, explained(compiled.error().message));
        return std::nullopt;
    }
    if (compiled->form() == query::Query::Form::intrinsic) {
        source.findings.schema(not_a_path(name), place, "intrinsic functions may not stand here");
        return std::nullopt;
    }
    return *std::move(compiled);
}

PathField compile_path_field(const FieldSource& source, std::string_view name) {
    PathField field;
    const json::Value* value = source.fields.find(name);
    if (value == nullptr) return field;
    if (value->is_null()) {
        field.form = PathField::Form::empty;
        return field;
    }
    field.text = value->as_string();
    if (field.text == "$") return field;
    field.query = compile_path(source, name);
    if (field.query) field.form = PathField::Form::query;
    return field;
}

ResultPathField compile_result_path(const FieldSource& source) {
    ResultPathField field;
    const json::Value* value = source.fields.find("ResultPath");
    if (value == nullptr) return field;
    if (value->is_null()) {
        field.form = ResultPathField::Form::discard;
        return field;
    }
    const std::string_view text = value->as_string();
    if (text == "$") return field;
    const Location place(source.where, "ResultPath");
    if (!text.starts_with("$.") && !text.starts_with("$[")) {
        source.findings.schema(
            "Value is not a Reference Path", place,
            "a ResultPath begins with \"$.\" and names one place, as $.result does");
        return field;
    }
    auto compiled = query::Path::compile(text);
    if (!compiled || !compiled->is_reference()) {
        source.findings.schema(
            "Value is not a Reference Path", place,
            compiled ? "it may hold member names and indexes only, no wildcard, filter or slice"
                     : compiled.error().message);
        return field;
    }
    field.form = ResultPathField::Form::path;
    field.path = *std::move(compiled);
    return field;
}

SecondsField compile_number_or_path(const FieldSource& source, std::string_view name) {
    if (const json::Value* value = source.fields.find(name);
        value != nullptr && value->is_number()) {
        return value->as_integer().value_or(0);
    }
    if (auto expression = compile_expression(source, name)) return *std::move(expression);
    const std::string path_name = std::string(name) + "Path";
    if (auto path = compile_path(source, path_name)) return *std::move(path);
    return std::monostate{};
}

std::optional<query::Template> compile_template(const FieldSource& source, std::string_view name) {
    const json::Value* payload = source.fields.find(name);
    if (payload == nullptr) return std::nullopt;
    const Location place(source.where, name);
    warn_of_missing_dollar(*payload, place, source.findings);
    auto compiled = query::Template::compile(json::compact(*payload));
    if (compiled) return *std::move(compiled);
    for (const query::TemplateFault& fault : compiled.error()) {
        source.findings.schema_at(fault.message, place_of(place, *payload, fault),
                                  explained(fault.detail));
    }
    return std::nullopt;
}

std::optional<Payload> compile_payload(const FieldSource& source, std::string_view name,
                                       Reads reads) {
    if (source.language == Language::jsonata) {
        if (auto payload = compile_jsonata(source, name, reads)) return *std::move(payload);
        return std::nullopt;
    }
    if (auto payload = compile_template(source, name)) return *std::move(payload);
    return std::nullopt;
}

std::optional<Payload> compile_assign(const FieldSource& source, Reads reads) {
    const json::Value* assign = source.fields.find("Assign");
    if (assign == nullptr) return std::nullopt;
    const Location place(source.where, "Assign");
    for (const json::Member& member : assign->members()) {
        std::string_view name = member.key();
        if (source.language == Language::jsonpath && name.ends_with(".$")) name.remove_suffix(2);
        if (name == "states") {
            source.findings.schema("The variable name 'states' is reserved", place,
                                   "give the variable another name");
        } else if (!is_identifier(name) || base::utf8_length(name) > base::limits::kNameLengthMax) {
            source.findings.schema("'" + shown(name) + "' is not a valid variable name", place,
                                   "1 to 80 letters, digits and underscores, no digit in front");
        }
    }
    return compile_payload(source, "Assign", reads);
}

}  // namespace asl
