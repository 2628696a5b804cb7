// What an evaluation built, as JSON: the result, and the text that `$string` and `&` make of a
// value.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "json/value.hpp"
#include "query/jsonata/item.hpp"

namespace query::jsonata {

class Evaluator;

/// What looking at a value may cost. A value that the evaluation built can hold one array many
/// times, so that it is far larger to walk over than it is in memory: whoever walks asks here for
/// each part, and stops where the answer is no. The evaluation has its error then.
class Effort {
public:
    explicit Effort(Evaluator& evaluator) : evaluator_(evaluator) {}
    /// One more value is looked at.
    bool take(std::uint64_t count = 1) {
        if (count > left_) return refill(count);
        left_ -= count;
        return true;
    }
    /// So many bytes more are made, or a text becomes so long.
    bool hold(std::size_t bytes);
    bool fits(std::size_t text_bytes);

private:
    bool refill(std::uint64_t count);

    Evaluator& evaluator_;
    std::uint64_t left_ = 16;
};

/// The value as JSON; documents' parts are shared. Nothing where it is undefined, costs too much,
/// or is nested deeper than base::limits::kJsonDepthMax. Numbers that are not finite become the
/// texts `Infinity`,
/// `-Infinity` and `NaN`, as Step Functions writes them; functions become empty texts.
std::optional<json::Value> to_json(const Item& item, Effort& effort);

enum class StringFault : std::uint8_t { none, not_finite, too_large };

/// What `$string` gives: texts as they are, everything else as JSON with numbers of 15 digits.
StringFault append_string(std::string& out, const Item& item, Effort& effort,
                          bool indented = false);
/// A number as `$string` writes it. Precondition: finite.
std::string string_of_number(double value);

/// Equality of values as `=` sees it. Functions are equal to themselves only.
bool deep_equal(const Item& a, const Item& b, Effort& effort);
/// The order of two texts by UTF-16 units, as JavaScript compares them.
int compare_text(std::string_view a, std::string_view b);
/// Whether a value counts as true; undefined does not.
bool is_true(const Item& item, Effort& effort);

}  // namespace query::jsonata
