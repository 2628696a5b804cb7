// From an entry of a pattern's list to a Matcher. The reasons are those of AWS's own compiler.
#include <algorithm>
#include <array>
#include <span>

#include "json/number.hpp"
#include "services/events/matcher.hpp"

namespace services::events {
namespace {

base::Error invalid(std::string reason) {
    return base::invalid(std::move(reason));
}

constexpr std::string_view kOneKey = "Only one key allowed in match expression";

base::Result<std::string> text_in(const json::Value& value, std::string_view operation) {
    if (!value.is_string()) {
        return base::fail(invalid(std::string(operation) + " match pattern must be a string"));
    }
    return std::string(value.as_string());
}

/// What stands behind "prefix" or "suffix": a text, or {"equals-ignore-case": text}.
template <class Affix>
base::Result<Matcher> compile_affix(const json::Value& value, std::string_view operation) {
    if (!value.is_object()) {
        QS_TRY(std::string text, text_in(value, operation));
        return Affix{std::move(text), false};
    }
    const std::string capital = operation == "prefix" ? "Prefix" : "Suffix";
    if (value.size() == 0) return base::fail(invalid(capital + " expression name not found"));
    if (value.size() > 1) return base::fail(invalid(std::string(kOneKey)));
    const json::Member& inner = value.members().front();
    if (inner.key() != "equals-ignore-case") {
        return base::fail(invalid("Unsupported " + std::string(operation) +
                                  " pattern: " + std::string(inner.key())));
    }
    QS_TRY(const std::string text, text_in(inner.value, "equals-ignore-case"));
    return Affix{fold_case(text), true};
}

base::Result<std::string> comparable(const json::Value& value, std::string_view operation) {
    if (!value.is_number()) {
        return base::fail(invalid("Value of " +
                                  std::string(operation == "=" ? "equals" : operation) +
                                  " must be numeric"));
    }
    if (!is_comparable_number(value.number_text())) {
        return base::fail(invalid("Value must be between -5.0E9 and 5.0E9, inclusive"));
    }
    return std::string(value.number_text());
}

base::Result<void> add_upper_bound(Numeric& range, std::span<const json::Value> rest) {
    if (!rest[0].is_string()) {
        return base::fail(invalid("Bad value in numeric range: " +
                                  std::string(rest[0].is_number() ? rest[0].number_text() : "")));
    }
    const std::string_view operation = rest[0].as_string();
    if (operation != "<" && operation != "<=") {
        return base::fail(invalid("Bad numeric range operator: " + std::string(operation)));
    }
    if (rest.size() < 2 || !rest[1].is_number()) {
        return base::fail(invalid("Value of " + std::string(operation) + " must be numeric"));
    }
    if (rest.size() > 2) {
        return base::fail(invalid("Too many terms in numeric range expression"));
    }
    QS_TRY(range.high, comparable(rest[1], operation));
    range.is_high_open = operation == "<";
    if (json::compare_numbers(*range.low, *range.high) >= 0) {
        return base::fail(invalid("Bottom must be less than top"));
    }
    return {};
}

base::Result<Matcher> compile_numeric(const json::Value& value) {
    if (!value.is_array()) return base::fail(invalid("Value of numeric must be an array."));
    const auto items = value.items();
    if (items.empty() || !items[0].is_string()) {
        return base::fail(invalid(
            "Invalid member in numeric match: " +
            std::string(!items.empty() && items[0].is_number() ? items[0].number_text() : "]")));
    }
    const std::string operation(items[0].as_string());
    static constexpr std::array<std::string_view, 5> kOperators = {"=", "<", "<=", ">", ">="};
    if (std::ranges::find(kOperators, operation) == kOperators.end()) {
        return base::fail(invalid("Unrecognized numeric range operator: " + operation));
    }
    QS_TRY(std::string number, comparable(items.size() > 1 ? items[1] : json::Value(), operation));
    Numeric range;
    if (operation == "=") range.low = range.high = number;
    if (operation == "<" || operation == "<=") range.high = number;
    if (operation == ">" || operation == ">=") range.low = number;
    range.is_low_open = operation == ">";
    range.is_high_open = operation == "<";
    if (items.size() == 2) return range;
    if (operation != ">" && operation != ">=") {
        return base::fail(invalid("Too many elements in numeric expression"));
    }
    QS_CHECK(add_upper_bound(range, items.subspan(2)));
    return range;
}

base::Result<Matcher> compile_wildcard(const json::Value& value) {
    QS_TRY(const std::string text, text_in(value, "wildcard"));
    QS_TRY(Wildcard wildcard, Wildcard::compile(text));
    return wildcard;
}

/// The values of anything-but alone: texts or numbers, not both.
base::Result<Matcher> compile_unwanted_values(std::span<const json::Value> values) {
    AnythingBut but;
    std::size_t numbers = 0;
    for (const json::Value& value : values) {
        if (!value.is_string() && !value.is_number()) {
            return base::fail(
                invalid("Inside anything but list, start|null|boolean is not supported."));
        }
        if (value.is_number()) {
            ++numbers;
            QS_CHECK(comparable(value, "anything-but"));
        }
        but.unwanted.push_back(Exact{value, std::nullopt});
    }
    if (values.empty() || (numbers != 0 && numbers != values.size())) {
        return base::fail(
            invalid("Inside anything but list, either all values are number or string, mixed type "
                    "is not supported"));
    }
    return but;
}

base::Result<Simple> compile_unwanted(std::string_view operation, const json::Value& value) {
    if (!value.is_string()) {
        std::string reason = "prefix/suffix match pattern must be a string";
        if (operation == "wildcard") reason = "wildcard match pattern must be a string";
        if (operation == "equals-ignore-case") {
            reason =
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not "
                "supported.";
        }
        return base::fail(invalid(reason));
    }
    const std::string text(value.as_string());
    if (operation == "equals-ignore-case") return IgnoreCase{fold_case(text)};
    if (operation == "wildcard") {
        QS_TRY(Wildcard wildcard, Wildcard::compile(text));
        return wildcard;
    }
    if (text.empty()) return base::fail(invalid("Null prefix/suffix not allowed"));
    if (operation == "prefix") return Prefix{text, false};
    return Suffix{text, false};
}

base::Result<Matcher> compile_anything_but(const json::Value& value) {
    const bool is_one = value.is_string() || value.is_number();
    if (is_one) return compile_unwanted_values({&value, 1});
    if (value.is_array()) return compile_unwanted_values(value.items());
    const std::string no_value =
        "Value of anything-but must be an array or single string/number value.";
    if (!value.is_object()) return base::fail(invalid(no_value));
    if (value.size() == 0) return base::fail(invalid("Anything-But expression name not found"));
    const json::Member& inner = value.members().front();
    static constexpr std::array<std::string_view, 4> kOperators = {"equals-ignore-case", "prefix",
                                                                   "suffix", "wildcard"};
    if (std::ranges::find(kOperators, inner.key()) == kOperators.end()) {
        return base::fail(invalid("Unsupported anything-but pattern: " + std::string(inner.key())));
    }
    if (value.size() > 1) return base::fail(invalid("Too many elements in numeric expression"));
    AnythingBut but;
    if (inner.value.is_array()) {
        for (const json::Value& each : inner.value.items()) {
            QS_TRY(but.unwanted.emplace_back(), compile_unwanted(inner.key(), each));
        }
    } else if (inner.value.is_string() || inner.value.is_number()) {
        QS_TRY(but.unwanted.emplace_back(), compile_unwanted(inner.key(), inner.value));
    } else {
        return base::fail(invalid(no_value));
    }
    return but;
}

base::Result<Matcher> compile_operator(std::string_view operation, const json::Value& value) {
    if (operation == "prefix") return compile_affix<Prefix>(value, operation);
    if (operation == "suffix") return compile_affix<Suffix>(value, operation);
    if (operation == "numeric") return compile_numeric(value);
    if (operation == "anything-but") return compile_anything_but(value);
    if (operation == "wildcard") return compile_wildcard(value);
    if (operation == "exists") {
        if (!value.is_boolean()) {
            return base::fail(invalid("exists match pattern must be either true or false."));
        }
        return Exists{value.as_boolean()};
    }
    if (operation == "cidr") {
        QS_TRY(const std::string text, text_in(value, "prefix"));
        QS_TRY(AddressRange range, AddressRange::parse(text));
        return range;
    }
    if (operation == "equals-ignore-case") {
        QS_TRY(const std::string text, text_in(value, operation));
        return IgnoreCase{fold_case(text)};
    }
    if (operation == "exactly") {
        QS_TRY(const std::string text, text_in(value, "exact"));
        return Exact{json::Value::string(text), std::nullopt};
    }
    return base::fail(invalid("Unrecognized match type " + std::string(operation)));
}

}  // namespace

base::Result<Matcher> compile_matcher(const json::Value& entry) {
    if (entry.is_array()) {
        return base::fail(invalid("Match value must be String, number, true, false, or null"));
    }
    if (!entry.is_object()) {
        return Exact{entry, entry.is_string() ? address_bytes(entry.as_string()) : std::nullopt};
    }
    if (entry.size() == 0) return base::fail(invalid("Match expression name not found"));
    const json::Member& first = entry.members().front();
    QS_TRY(Matcher matcher, compile_operator(first.key(), first.value));
    if (entry.size() > 1) return base::fail(invalid(std::string(kOneKey)));
    return matcher;
}

}  // namespace services::events
