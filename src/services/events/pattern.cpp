#include "services/events/pattern.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/hash.hpp"
#include "json/parse.hpp"
#include "services/events/matcher.hpp"

namespace services::events {

/// One member of a pattern: a nested pattern, or the list of what its value may be.
struct PatternField {
    std::string name;
    std::unique_ptr<PatternNode> nested;
    std::vector<Matcher> matchers;
    /// From the event's root; a value is absent only if no element of any list on the way has it.
    std::vector<std::string> path;
};

struct PatternNode {
    std::vector<PatternField> fields;
    std::vector<PatternNode> alternatives;  ///< Of "$or"; empty where there is none.
};

namespace {

/// Names that "$or" may not contain, so that it cannot be mistaken for a list of operators.
constexpr std::array<std::string_view, 24> kReserved = {"exactly",
                                                        "equals-ignore-case",
                                                        "prefix",
                                                        "suffix",
                                                        "anything-but",
                                                        "exists",
                                                        "wildcard",
                                                        "numeric",
                                                        "cidr",
                                                        "html",
                                                        "=",
                                                        "<",
                                                        "<=",
                                                        ">",
                                                        ">=",
                                                        "regex",
                                                        "not-wildcard",
                                                        "not-equals-ignore-case",
                                                        "date-after",
                                                        "date-on-or-after",
                                                        "date-before",
                                                        "date-on-or-before",
                                                        "in-date-range",
                                                        "ip-address-in-range"};

using Path = std::vector<std::string>;

base::Result<PatternNode> compile_node(const json::Value& object, const Path& path,
                                       bool is_inside_or);

base::Result<void> compile_or(PatternNode& node, const json::Value& list, const Path& path) {
    if (!list.is_array()) {
        return base::fail(base::invalid("It must be an Array followed with $or."));
    }
    for (const json::Value& each : list.items()) {
        if (!each.is_object()) {
            return base::fail(
                base::invalid("Only JSON object is allowed in array of $or relationship."));
        }
        QS_TRY(node.alternatives.emplace_back(), compile_node(each, path, true));
    }
    if (list.size() < 2) {
        return base::fail(base::invalid("There must have at least 2 Objects in $or relationship."));
    }
    return {};
}

base::Result<PatternField> compile_field(std::string_view name, const json::Value& value, Path path,
                                         bool is_inside_or) {
    PatternField field;
    field.name = name;
    path.emplace_back(name);
    if (value.is_object()) {
        QS_TRY(PatternNode nested, compile_node(value, path, is_inside_or));
        field.nested = std::make_unique<PatternNode>(std::move(nested));
    } else if (value.is_array()) {
        if (value.size() == 0) return base::fail(base::invalid("Empty arrays are not allowed"));
        for (const json::Value& entry : value.items()) {
            QS_TRY(Matcher matcher, compile_matcher(entry));
            field.matchers.push_back(std::move(matcher));
        }
    } else {
        return base::fail(
            base::invalid("\"" + std::string(name) + "\" must be an object or an array"));
    }
    field.path = std::move(path);
    return field;
}

base::Result<PatternNode> compile_node(const json::Value& object, const Path& path,
                                       bool is_inside_or) {
    if (object.size() == 0) return base::fail(base::invalid("Empty objects are not allowed"));
    PatternNode node;
    for (const json::Member& member : object.members()) {
        if (member.key() == "$or") {
            QS_CHECK(compile_or(node, member.value, path));
            continue;
        }
        if (is_inside_or && std::ranges::find(kReserved, member.key()) != kReserved.end()) {
            return base::fail(
                base::invalid(std::string(member.key()) +
                              " is Ruler reserved fieldName which cannot be used inside $or."));
        }
        QS_TRY(PatternField field, compile_field(member.key(), member.value, path, is_inside_or));
        node.fields.push_back(std::move(field));
    }
    return node;
}

/// Whether any value that is no object and no list lies at the path.
bool has_value(const json::Value& value, std::span<const std::string> path) {
    if (value.is_array()) {
        return std::ranges::any_of(value.items(),
                                   [&](const json::Value& each) { return has_value(each, path); });
    }
    if (path.empty()) return !value.is_object();
    const json::Value* const next = value.find(path.front());
    return next != nullptr && has_value(*next, path.subspan(1));
}

bool fits_node(const PatternNode& node, const json::Value* value, const json::Value& event);

bool fits_value(const std::vector<Matcher>& matchers, const json::Value& value) {
    if (value.is_array()) {
        return std::ranges::any_of(
            value.items(), [&](const json::Value& each) { return fits_value(matchers, each); });
    }
    if (value.is_object()) return false;
    return std::ranges::any_of(matchers,
                               [&](const Matcher& matcher) { return matches(matcher, value); });
}

/// `value` is the field's, or nullptr where the event has none.
bool fits_field(const PatternField& field, const json::Value* value, const json::Value& event) {
    if (field.nested != nullptr) {
        if (value == nullptr || !value->is_array() || value->size() == 0) {
            return fits_node(*field.nested, value, event);
        }
        return std::ranges::any_of(value->items(), [&](const json::Value& each) {
            return fits_field(field, &each, event);
        });
    }
    const bool wants_absence = std::ranges::any_of(field.matchers, [](const Matcher& matcher) {
        const auto* const exists = std::get_if<Exists>(&matcher);
        return exists != nullptr && !exists->is_wanted;
    });
    if (wants_absence && !has_value(event, field.path)) return true;
    return value != nullptr && fits_value(field.matchers, *value);
}

bool fits_node(const PatternNode& node, const json::Value* value, const json::Value& event) {
    const bool fits = std::ranges::all_of(node.fields, [&](const PatternField& field) {
        return fits_field(field, value == nullptr ? nullptr : value->find(field.name), event);
    });
    if (!fits || node.alternatives.empty()) return fits;
    return std::ranges::any_of(node.alternatives, [&](const PatternNode& alternative) {
        return fits_node(alternative, value, event);
    });
}

/// Every source, unless the pattern lists them word for word at its top.
std::uint64_t wanted_sources(const json::Value& pattern) {
    constexpr std::uint64_t kAll = ~std::uint64_t{0};
    const json::Value* const list = pattern.find("source");
    if (list == nullptr || !list->is_array()) return kAll;
    std::uint64_t bits = 0;
    for (const json::Value& entry : list->items()) {
        if (!entry.is_string()) return kAll;
        bits |= source_bit(entry.as_string());
    }
    return bits;
}

}  // namespace

std::uint64_t source_bit(std::string_view source) {
    return std::uint64_t{1} << (base::xxh3(source) % 64);
}

base::Result<Pattern> Pattern::compile(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return base::fail(base::invalid("Invalid JSON: " + document.error().message));
    if (!document->is_object()) return base::fail(base::invalid("Filter is not an object"));
    QS_TRY(PatternNode root, compile_node(*document, {}, false));
    return Pattern(std::make_shared<const PatternNode>(std::move(root)), wanted_sources(*document));
}

bool Pattern::matches(const json::Value& event) const {
    return fits_node(*root_, &event, event);
}

}  // namespace services::events
