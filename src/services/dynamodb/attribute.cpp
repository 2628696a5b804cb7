#include "services/dynamodb/attribute.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/number.hpp"

namespace services::dynamodb {
namespace {

using Normal = base::Result<json::Value, aws::Error>;

Normal normal_at(const json::Value& value, std::size_t depth);

aws::Error wrong_type(std::string_view wanted) {
    return serialization("An attribute value has a member of the wrong type, " +
                         std::string(wanted) + " is wanted");
}

Normal normal_text(const json::Value& content) {
    if (!content.is_string()) return base::fail(wrong_type("a string"));
    return content;
}

Normal normal_number(const json::Value& content) {
    if (!content.is_string()) return base::fail(wrong_type("a number in a string"));
    QS_TRY(const Number number, parse_number(content.as_string()));
    return json::Value::string(number_text(number));
}

Normal normal_binary(const json::Value& content) {
    if (!content.is_string() || !base::base64_decode(content.as_string())) {
        return base::fail(wrong_type("Base64 in a string"));
    }
    return content;
}

/// As AWS writes it: [a, b, a].
std::string list_text(std::span<const json::Value> items) {
    std::string text = "[";
    for (const json::Value& item : items) {
        if (text.size() > 1) text += ", ";
        text += item.as_string();
    }
    return text + "]";
}

struct SetKind {
    Normal (*element)(const json::Value&);
    std::string_view when_empty;
    std::string_view when_empty_element;
    std::string_view behind_list;  ///< In the text about duplicates.
};
constexpr SetKind kStringSet = {normal_text, "An string set  may not be empty",
                                "An string set may not have a empty string as a member", ""};
constexpr SetKind kNumberSet = {normal_number, "An number set  may not be empty", "", ""};
constexpr SetKind kBinarySet = {normal_binary, "Binary sets should not be empty",
                                "Binary sets may not contain null or empty values", "of type BS"};

Normal normal_set(const json::Value& content, const SetKind& kind) {
    if (!content.is_array()) return base::fail(wrong_type("a list"));
    if (content.size() == 0) return base::fail(invalid_parameter(std::string(kind.when_empty)));
    std::vector<json::Value> elements;
    std::set<std::string, std::less<>> seen;
    bool has_duplicate = false;
    for (const json::Value& item : content.items()) {
        QS_TRY(const json::Value element, kind.element(item));
        if (element.as_string().empty()) {
            return base::fail(invalid_parameter(std::string(kind.when_empty_element)));
        }
        has_duplicate |= !seen.emplace(element.as_string()).second;
        elements.push_back(element);
    }
    if (has_duplicate) {
        return base::fail(invalid_parameter("Input collection " + list_text(content.items()) +
                                            std::string(kind.behind_list) +
                                            " contains duplicates."));
    }
    return json::Value::take_array(std::move(elements));
}

aws::Error too_deep() {
    return validation(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
        "levels beyond supported limit");
}

Normal normal_list(const json::Value& content, std::size_t depth) {
    if (!content.is_array()) return base::fail(wrong_type("a list"));
    if (depth >= base::limits::kDynamoDepthMax) return base::fail(too_deep());
    std::vector<json::Value> elements;
    for (const json::Value& item : content.items()) {
        QS_TRY(elements.emplace_back(), normal_at(item, depth + 1));
    }
    return json::Value::take_array(std::move(elements));
}

Normal normal_map(const json::Value& content, std::size_t depth) {
    if (!content.is_object()) return base::fail(wrong_type("a map"));
    if (depth >= base::limits::kDynamoDepthMax) return base::fail(too_deep());
    std::vector<json::Member> members;
    for (const json::Member& member : content.members()) {
        QS_TRY(const json::Value element, normal_at(member.value, depth + 1));
        members.emplace_back(member.key_value, element);
    }
    return json::Value::take_object(std::move(members));
}

Normal normal_content(std::string_view type, const json::Value& content, std::size_t depth) {
    if (type == "S") return normal_text(content);
    if (type == "N") return normal_number(content);
    if (type == "B") return normal_binary(content);
    if (type == "SS") return normal_set(content, kStringSet);
    if (type == "NS") return normal_set(content, kNumberSet);
    if (type == "BS") return normal_set(content, kBinarySet);
    if (type == "L") return normal_list(content, depth);
    if (type == "M") return normal_map(content, depth);
    if (!content.is_boolean()) return base::fail(wrong_type("true or false"));
    if (type == "NULL" && !content.as_boolean()) {
        return base::fail(
            invalid_parameter("Null attribute value types must have the value of true"));
    }
    return content;
}

constexpr std::array<std::string_view, 10> kTypes = {"S",  "N", "B", "SS",   "NS",
                                                     "BS", "M", "L", "BOOL", "NULL"};

/// Members that are no types, and null, count as absent, as with every structure of AWS's.
Normal normal_at(const json::Value& value, std::size_t depth) {
    if (!value.is_object()) return base::fail(wrong_type("a map of one type"));
    std::vector<json::Member> found;
    for (const json::Member& member : value.members()) {
        if (member.value.is_null() || std::ranges::find(kTypes, member.key()) == kTypes.end()) {
            continue;
        }
        QS_TRY(const json::Value content, normal_content(member.key(), member.value, depth));
        found.emplace_back(member.key_value, content);
    }
    if (found.empty()) {
        return base::fail(
            validation("Supplied AttributeValue is empty, must contain exactly one "
                       "of the supported datatypes"));
    }
    if (found.size() > 1) {
        return base::fail(
            validation("Supplied AttributeValue has more than one datatypes set, "
                       "must contain exactly one of the supported datatypes"));
    }
    return json::Value::take_object(std::move(found));
}

std::size_t content_bytes(std::string_view type, const json::Value& content) {
    if (type == "S" || type == "SS") return content.as_string().size();
    if (type == "N" || type == "NS") {
        const auto number = parse_number(content.as_string());
        QS_ASSERT(number.has_value());
        return number_bytes(*number);
    }
    if (type == "B" || type == "BS") {
        const std::string_view text = content.as_string();
        const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
        return text.size() / 4 * 3 - padding;
    }
    return 1;
}

}  // namespace

Normal normal_attribute(const json::Value& value) {
    return normal_at(value, 0);
}

Normal normal_item(const json::Value& item) {
    if (!item.is_object()) return base::fail(wrong_type("a map of attributes"));
    std::vector<json::Member> members;
    for (const json::Member& member : item.members()) {
        QS_TRY(const json::Value attribute, normal_at(member.value, 0));
        members.emplace_back(member.key_value, attribute);
    }
    json::Value normal = json::Value::take_object(std::move(members));
    if (item_bytes(normal) > base::limits::kDynamoItemBytesMax) {
        return base::fail(validation("Item size has exceeded the maximum allowed size"));
    }
    return normal;
}

std::string_view attribute_type(const json::Value& value) {
    QS_ASSERT(value.size() == 1);
    return value.members().front().key();
}

const json::Value& attribute_content(const json::Value& value) {
    QS_ASSERT(value.size() == 1);
    return value.members().front().value;
}

std::size_t attribute_bytes(const json::Value& value) {
    const std::string_view type = attribute_type(value);
    const json::Value& content = attribute_content(value);
    std::size_t bytes = 0;
    if (type == "M") {
        bytes = 3 + content.size() + item_bytes(content);
    } else if (type == "L") {
        bytes = 3 + content.size();
        for (const json::Value& element : content.items()) bytes += attribute_bytes(element);
    } else if (content.is_array()) {
        for (const json::Value& element : content.items()) bytes += content_bytes(type, element);
    } else {
        bytes = content_bytes(type, content);
    }
    return bytes;
}

std::size_t item_bytes(const json::Value& item) {
    std::size_t bytes = 0;
    for (const json::Member& member : item.members()) {
        bytes += member.key().size() + attribute_bytes(member.value);
    }
    return bytes;
}

}  // namespace services::dynamodb
