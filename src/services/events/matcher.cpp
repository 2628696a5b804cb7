// Comparing one value of an event.
#include "services/events/matcher.hpp"

#include <algorithm>

#include "base/overloaded.hpp"
#include "json/number.hpp"

namespace services::events {
namespace {

bool fits(const Exact& exact, const json::Value& value) {
    if (exact.value.kind() != value.kind()) return false;
    if (value.is_number()) {
        if (exact.value.number_text() == value.number_text()) return true;
        return is_comparable_number(exact.value.number_text()) &&
               is_comparable_number(value.number_text()) && exact.value == value;
    }
    if (exact.value == value) return true;
    return exact.address && value.is_string() && address_bytes(value.as_string()) == exact.address;
}

bool fits(const Prefix& prefix, const json::Value& value) {
    if (!value.is_string()) return false;
    return prefix.ignores_case ? fold_case(value.as_string()).starts_with(prefix.text)
                               : value.as_string().starts_with(prefix.text);
}

bool fits(const Suffix& suffix, const json::Value& value) {
    if (!value.is_string()) return false;
    return suffix.ignores_case ? fold_case(value.as_string()).ends_with(suffix.text)
                               : value.as_string().ends_with(suffix.text);
}

bool fits(const IgnoreCase& text, const json::Value& value) {
    return value.is_string() && fold_case(value.as_string()) == text.text;
}

bool fits(const Wildcard& wildcard, const json::Value& value) {
    return value.is_string() && wildcard.matches(value.as_string());
}

bool fits(const Numeric& range, const json::Value& value) {
    if (!value.is_number() || !is_comparable_number(value.number_text())) return false;
    if (range.low) {
        const auto order = json::compare_numbers(value.number_text(), *range.low);
        if (range.is_low_open ? order <= 0 : order < 0) return false;
    }
    if (range.high) {
        const auto order = json::compare_numbers(value.number_text(), *range.high);
        if (range.is_high_open ? order >= 0 : order > 0) return false;
    }
    return true;
}

bool fits(const AddressRange& range, const json::Value& value) {
    return value.is_string() && range.contains(value.as_string());
}

bool fits(const AnythingBut& but, const json::Value& value) {
    return std::ranges::none_of(but.unwanted, [&](const Simple& each) {
        return std::visit([&](const auto& simple) { return fits(simple, value); }, each);
    });
}

bool fits(const Exists& exists, const json::Value&) {
    return exists.is_wanted;
}

}  // namespace

bool is_comparable_number(std::string_view text) {
    return json::compare_numbers(text, "-5000000000") >= 0 &&
           json::compare_numbers(text, "5000000000") <= 0;
}

bool matches(const Matcher& matcher, const json::Value& value) {
    return std::visit([&](const auto& each) { return fits(each, value); }, matcher);
}

}  // namespace services::events
