// What an evaluation built, as JSON: the result, and the text that `$string` and `&` make of a
// value.
#pragma once
#include <optional>
#include <string>

#include "json/value.hpp"
#include "query/jsonata/item.hpp"

namespace query::jsonata {

/// The value as JSON; documents' parts are shared. Nothing where it is undefined, or nested deeper
/// than base::limits::kJsonDepthMax. Numbers that are not finite become the texts `Infinity`,
/// `-Infinity` and `NaN`, as Step Functions writes them; functions become empty texts.
std::optional<json::Value> to_json(const Item& item);

enum class StringFault : std::uint8_t { none, not_finite, too_deep };

/// What `$string` gives: texts as they are, everything else as JSON with numbers of 15 digits.
StringFault append_string(std::string& out, const Item& item, bool indented = false);
/// A number as `$string` writes it. Precondition: finite.
std::string string_of_number(double value);

/// Equality of values as `=` sees it. Functions are equal to themselves only. `visited` grows by
/// the number of values looked at.
bool deep_equal(const Item& a, const Item& b, std::uint64_t& visited);
/// The order of two texts by UTF-16 units, as JavaScript compares them.
int compare_text(std::string_view a, std::string_view b);
/// Whether a value counts as true; undefined does not. `visited` as above.
bool is_true(const Item& item, std::uint64_t& visited);

}  // namespace query::jsonata
