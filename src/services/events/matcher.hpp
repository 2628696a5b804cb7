// One entry of a pattern's list: what a single value of an event is compared with.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"
#include "services/events/address_range.hpp"
#include "services/events/text_match.hpp"

namespace services::events {

/// Equal text, boolean or null; a number by its value, or by its text where it is beyond what
/// EventBridge compares.
struct Exact {
    json::Value value;
    std::optional<std::string> address;  ///< Where the text is an IP address: its bytes.
};
struct Prefix {
    std::string text;  ///< Folded where the case does not count.
    bool ignores_case = false;
};
struct Suffix {
    std::string text;
    bool ignores_case = false;
};
struct IgnoreCase {
    std::string text;  ///< Folded.
};
/// From `low` to `high`, each as a number's text or open.
struct Numeric {
    std::optional<std::string> low;
    bool is_low_open = false;
    std::optional<std::string> high;
    bool is_high_open = false;
};
struct Exists {
    bool is_wanted = true;
};
using Simple = std::variant<Exact, Prefix, Suffix, IgnoreCase, Wildcard, Numeric, AddressRange>;
/// Any value that none of these matches.
struct AnythingBut {
    std::vector<Simple> unwanted;
};
using Matcher = std::variant<Exact, Prefix, Suffix, IgnoreCase, Wildcard, Numeric, AddressRange,
                             AnythingBut, Exists>;

/// Reads one entry of a list. Errors: `invalid` with AWS's reason.
base::Result<Matcher> compile_matcher(const json::Value& entry);

/// Whether a value of an event that is no object and no array fits. `Exists` is decided by the
/// pattern, which knows the whole event; here it says that a value exists.
bool matches(const Matcher& matcher, const json::Value& value);

/// Whether EventBridge compares a number by its value: -5e9 to 5e9.
bool is_comparable_number(std::string_view text);

}  // namespace services::events
