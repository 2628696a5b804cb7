// Inputs against their shapes, in the words of AWS's services: wrong types end the reading at once,
// broken constraints are collected and told together.
#include <algorithm>

#include "aws/operation.hpp"
#include "base/text.hpp"
#include "json/print.hpp"

namespace aws {
namespace {

constexpr std::size_t kShownValueBytesMax = 4'096;
constexpr std::size_t kViolationsMax = 50;

/// Where in the input: a chain on the stack, written out only for an error.
struct Place {
    const Place* parent = nullptr;
    std::string_view name;  ///< A member's name or a map's key.
    std::size_t item = 0;   ///< Of a list, from 1; 0: `name` counts.

    /// AWS writes members in lower camel case and items as `1.member`.
    std::string text() const {
        std::string start = parent != nullptr ? parent->text() : "";
        if (!start.empty()) start += '.';
        if (item > 0) return start + std::to_string(item) + ".member";
        std::string own(name);
        if (!own.empty() && own[0] >= 'A' && own[0] <= 'Z') own[0] = static_cast<char>(own[0] + 32);
        return start + own;
    }
};

std::string shown(const json::Value& value) {
    std::string text = value.is_string() ? std::string(value.as_string()) : json::print(value);
    if (text.size() > kShownValueBytesMax) {
        std::size_t end = kShownValueBytesMax;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
        text = text.substr(0, end) + "...";
    }
    return text;
}

class InputChecker {
public:
    using Checked = base::Result<void, Error>;

    Checked structure(Shape shape, const json::Value& value, const Place* place) {
        for (const Member& member : shape) {
            const Place here{place, member.name};
            const json::Value* found = value.find(member.name);
            if (found == nullptr || found->is_null()) {
                if (member.required) {
                    violate("Value null at '" + here.text() + "'", "Member must not be null");
                }
                continue;
            }
            QS_CHECK(check(member, member.type, *found, here));
        }
        return {};
    }

    Checked outcome(std::string_view code) const {
        if (violations_.empty()) return {};
        std::string text = std::to_string(violations_.size()) + " validation error" +
                           (violations_.size() == 1 ? "" : "s") + " detected: ";
        for (std::size_t i = 0; i < violations_.size(); ++i) {
            if (i > 0) text += "; ";
            text += violations_[i];
        }
        return base::fail(error(std::string(code), std::move(text)));
    }

private:
    Checked check(const Member& member, Type type, const json::Value& value, const Place& here) {
        switch (type) {
            case Type::string: return string(member, value, here);
            case Type::blob: return blob(member, value, here);
            case Type::integer:
            case Type::number: return number(member, type, value, here);
            case Type::boolean:
                return value.is_boolean() ? Checked{} : wrong_type(value, "Boolean", here);
            case Type::timestamp:
                return value.is_number() || value.is_string()
                           ? Checked{}
                           : wrong_type(value, "Timestamp", here);
            case Type::list: return list(member, value, here);
            case Type::map: return map(member, value, here);
            case Type::structure:
                if (!value.is_object()) return wrong_type(value, "Structure", here);
                return structure(member.shape, value, &here);
            case Type::document: return {};
        }
        return {};
    }

    Checked string(const Member& member, const json::Value& value, const Place& here) {
        if (!value.is_string()) return wrong_type(value, "String", here);
        if (member.min || member.max) {
            check_bounds(member, static_cast<std::int64_t>(base::utf8_length(value.as_string())),
                         "length", value, here);
        }
        if (!member.values.empty() &&
            std::ranges::find(member.values, value.as_string()) == member.values.end()) {
            std::string set;
            for (const std::string_view allowed : member.values) {
                set += (set.empty() ? "" : ", ") + std::string(allowed);
            }
            violate(described(value, here), "Member must satisfy enum value set: [" + set + "]");
        }
        check_pattern(member.pattern, value, here);
        return {};
    }

    void check_pattern(Pattern pattern, const json::Value& value, const Place& here) {
        if (pattern == Pattern::any) return;
        const std::string_view text = value.as_string();
        const bool fits = pattern == Pattern::ascii
                              ? std::ranges::all_of(text, [](char c) { return c >= 0; })
                              : !text.empty() && std::ranges::all_of(text, [](char c) {
                                    return c > 32 && c < 127;
                                });
        if (fits) return;
        violate(described(value, here),
                std::string("Member must satisfy regular expression pattern: ") +
                    (pattern == Pattern::ascii ? "\\p{ASCII}*" : "[!-~]+"));
    }

    Checked blob(const Member& member, const json::Value& value, const Place& here) {
        if (!value.is_string()) return wrong_type(value, "Blob", here);
        const std::string_view text = value.as_string();
        // A payload is its own bytes; in JSON a blob is Base64, four characters for three bytes.
        const std::size_t bytes = member.location == Member::Location::payload
                                      ? text.size()
                                      : text.size() / 4 * 3 - (text.ends_with("==")  ? 2
                                                               : text.ends_with('=') ? 1
                                                                                     : 0);
        check_bounds(member, static_cast<std::int64_t>(bytes), "length", value, here);
        return {};
    }

    Checked number(const Member& member, Type type, const json::Value& value, const Place& here) {
        if (!value.is_number())
            return wrong_type(value, type == Type::integer ? "Integer" : "Double", here);
        const auto integer = value.as_integer();
        if (type == Type::integer && !integer) return wrong_type(value, "Integer", here);
        const double exact = value.as_double();
        if (member.min && exact < static_cast<double>(*member.min)) {
            violate(described(value, here), "Member must have value greater than or equal to " +
                                                std::to_string(*member.min));
        }
        if (member.max && exact > static_cast<double>(*member.max)) {
            violate(described(value, here),
                    "Member must have value less than or equal to " + std::to_string(*member.max));
        }
        return {};
    }

    Checked list(const Member& member, const json::Value& value, const Place& here) {
        if (!value.is_array()) return wrong_type(value, "List", here);
        check_bounds(member, static_cast<std::int64_t>(value.size()), "length", value, here);
        std::size_t position = 0;
        for (const json::Value& item : value.items()) {
            QS_CHECK(element(member, item, Place{&here, {}, ++position}));
        }
        return {};
    }

    Checked map(const Member& member, const json::Value& value, const Place& here) {
        if (!value.is_object()) return wrong_type(value, "Map", here);
        check_bounds(member, static_cast<std::int64_t>(value.size()), "length", value, here);
        for (const json::Member& entry : value.members()) {
            QS_CHECK(element(member, entry.value, Place{&here, entry.key()}));
        }
        return {};
    }

    /// Elements have their type from the collection; its bounds are not theirs.
    Checked element(const Member& collection, const json::Value& value, const Place& here) {
        if (value.is_null()) {
            violate("Value null at '" + here.text() + "'", "Member must not be null");
            return {};
        }
        const bool is_flat = collection.element != Type::structure && !collection.shape.empty();
        Member member = is_flat ? collection.shape.front() : Member{};
        if (!is_flat) {
            member.shape = collection.shape;
            member.values = collection.values;
        }
        return check(member, collection.element, value, here);
    }

    void check_bounds(const Member& member, std::int64_t size, std::string_view what,
                      const json::Value& value, const Place& here) {
        const auto broken = [&](std::string_view relation, std::int64_t bound) {
            const std::string text =
                member.element_name.empty()
                    ? described(value, here)
                    : "Value '" + structures(member, value) + "' at '" + here.text() + "'";
            violate(text, "Member must have " + std::string(what) + " " + std::string(relation) +
                              " than or equal to " + std::to_string(bound));
        };
        if (member.min && size < *member.min) broken("greater", *member.min);
        if (member.max && size > *member.max) broken("less", *member.max);
    }

    /// A list of structures as AWS's service writes it: [Name(member=value, other=value), ...].
    static std::string structures(const Member& list, const json::Value& value) {
        std::string text;
        for (const json::Value& one : value.items()) {
            if (!text.empty()) text += ", ";
            text += std::string(list.element_name) + '(';
            bool is_first = true;
            for (const Member& member : list.shape) {
                const json::Value* const found = one.find(member.name);
                if (found == nullptr) continue;
                text += (is_first ? "" : ", ") + std::string(member.name) + '=' + shown(*found);
                is_first = false;
            }
            text += ')';
        }
        return '[' + text + ']';
    }

    static std::string described(const json::Value& value, const Place& here) {
        return "Value '" + shown(value) + "' at '" + here.text() + "'";
    }

    void violate(const std::string& value_at_place, const std::string& constraint) {
        if (violations_.size() >= kViolationsMax) return;
        violations_.push_back(value_at_place + " failed to satisfy constraint: " + constraint);
    }

    static Checked wrong_type(const json::Value& value, std::string_view wanted,
                              const Place& here) {
        std::string text;
        const auto cannot = [&](std::string_view token) {
            return std::string(token) + " cannot be converted to " + std::string(wanted);
        };
        switch (value.kind()) {
            case json::Kind::object:
                text = "Start of structure or map found where not expected";
                break;
            case json::Kind::array: text = "Start of list found where not expected"; break;
            case json::Kind::string: text = cannot("STRING_VALUE"); break;
            case json::Kind::number: text = cannot("NUMBER_VALUE"); break;
            case json::Kind::boolean:
                text = cannot(value.as_boolean() ? "TRUE_VALUE" : "FALSE_VALUE");
                break;
            case json::Kind::null: text = cannot("NULL_VALUE"); break;
        }
        return base::fail(error("SerializationException", text + " at '" + here.text() + "'"));
    }

    std::vector<std::string> violations_;
};

}  // namespace

base::Result<void, Error> check_input(const Service& service, const Operation& operation,
                                      const json::Value& input) {
    if (!input.is_object()) {
        return base::fail(
            error("SerializationException",
                  "The input of " + std::string(operation.name) + " must be a JSON object"));
    }
    InputChecker checker;
    QS_CHECK(checker.structure(operation.input, input, nullptr));
    return checker.outcome(service.validation_code);
}

}  // namespace aws
