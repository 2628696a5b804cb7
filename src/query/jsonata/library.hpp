// The function library: a table of names, signatures and C++ functions, those of JSONata 2.0.6 and
// those that Step Functions adds.
// https://docs.jsonata.org/string-functions and its neighbours,
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "query/jsonata/function.hpp"
#include "query/jsonata/item.hpp"
#include "query/jsonata/signature.hpp"

namespace query::jsonata {

class Evaluator;

/// What a function was called with; it has passed the function's signature.
using Arguments = std::span<const Item>;
/// One of them; undefined where the call has fewer.
inline Item argument(Arguments arguments, std::size_t index) {
    return index < arguments.size() ? arguments[index] : Item();
}

/// One function of the library.
using NativeBody = Item (*)(Evaluator& evaluator, Arguments arguments);

struct NativeRow {
    std::string_view name;
    std::string_view signature;
    /// How many arguments it asks for when a function calls it back.
    std::uint32_t arity;
    NativeBody body;
};

/// A row with its signature read, and the function value that stands for it.
struct Native {
    NativeRow row;
    Signature signature;
    Function function;
};

/// The library's function of that name without `$`, or nullptr.
const Native* find_native(std::string_view name);

// The rows, by family.
std::span<const NativeRow> array_functions();
std::span<const NativeRow> aws_functions();
std::span<const NativeRow> date_functions();
std::span<const NativeRow> higher_order_functions();
std::span<const NativeRow> number_functions();
std::span<const NativeRow> object_functions();
std::span<const NativeRow> string_functions();
std::span<const NativeRow> text_pattern_functions();

}  // namespace query::jsonata
