// Functions over numbers. https://docs.jsonata.org/numeric-functions
#include <array>
#include <cmath>
#include <optional>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"
#include "query/jsonata/text/integer_format.hpp"
#include "query/jsonata/text/number_format.hpp"

namespace query::jsonata {
namespace {

Item fail_for(Evaluator& evaluator, std::string_view code, const Item& value) {
    const auto shown = evaluator.to_json(value);
    return evaluator.fail(code, {.value = shown ? &*shown : nullptr});
}
template <class Value>
Item text_or_failure(Evaluator& evaluator, Result<Value>&& made) {
    return made ? evaluator.text(*made) : evaluator.fail(std::move(made).error());
}

/// Calls `each(double)` for the items of an array of numbers. False when the budget is used up.
template <class Each>
bool for_each_number(Evaluator& evaluator, const Item& array, Each each) {
    const Items items(array);
    if (!evaluator.spend(items.size() / 4)) return false;
    for (std::size_t i = 0; i < items.size(); ++i) each(items[i].as_number());
    return true;
}

Item sum(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return {};
    double total = 0;
    if (!for_each_number(evaluator, array, [&](double number) { total += number; })) {
        return Evaluator::failure();
    }
    return Item::of(total);
}

Item average(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array() || Items(array).empty()) return {};
    double total = 0;
    if (!for_each_number(evaluator, array, [&](double number) { total += number; })) {
        return Evaluator::failure();
    }
    return Item::of(total / static_cast<double>(Items(array).size()));
}

template <bool kLargest>
Item extreme(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array() || Items(array).empty()) return {};
    const double start = Items(array)[0].as_number();
    double best = start;
    const auto take = [&](double number) {
        if (std::isnan(number)) best = number;
        if (kLargest ? number > best : number < best) best = number;
    };
    if (!for_each_number(evaluator, array, take)) return Evaluator::failure();
    return Item::of(best);
}

template <double (*kFunction)(double)>
Item rounded(Evaluator&, Arguments arguments) {
    const Item value = argument(arguments, 0);
    return value.is_number() ? Item::of(kFunction(value.as_number())) : Item();
}
double floor_of(double value) {
    return std::floor(value);
}
double ceil_of(double value) {
    return std::ceil(value);
}
double abs_of(double value) {
    return std::fabs(value);
}

Item round(Evaluator&, Arguments arguments) {
    const Item value = argument(arguments, 0);
    const Item precision = argument(arguments, 1);
    if (!value.is_number()) return {};
    return Item::of(text::round_half_even(value.as_number(),
                                          precision.is_number() ? precision.as_number() : 0));
}

Item sqrt(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    if (!value.is_number()) return {};
    if (value.as_number() < 0) return fail_for(evaluator, "D3060", value);
    return Item::of(std::sqrt(value.as_number()));
}

Item power(Evaluator& evaluator, Arguments arguments) {
    const Item base = argument(arguments, 0);
    const Item exponent = argument(arguments, 1);
    if (!base.is_number() || !exponent.is_number()) return {};
    const double result = std::pow(base.as_number(), exponent.as_number());
    if (std::isfinite(result)) return Item::of(result);
    const auto shown = evaluator.to_json(base);
    const auto shown2 = evaluator.to_json(exponent);
    return evaluator.fail("D3061", {.value = &*shown, .value2 = &*shown2});
}

Item number(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    if (value.is_undefined() || value.is_number()) return value;
    if (value.tag == Tag::boolean) return Item::of(value.truth ? 1.0 : 0.0);
    if (value.is_string()) {
        if (const auto read = text::parse_number(value.as_string())) return Item::of(*read);
    }
    return fail_for(evaluator, "D3030", value);
}

Item format_number(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    const Item picture = argument(arguments, 1);
    if (!value.is_number()) return {};
    if (!std::isfinite(value.as_number())) {
        return Item::of(std::string_view(std::isnan(value.as_number()) ? "NaN" : "Infinity"));
    }
    const auto options = evaluator.to_json(argument(arguments, 2));
    return text_or_failure(
        evaluator,
        text::format_number(value.as_number(), picture.is_string() ? picture.as_string() : "",
                            options ? &*options : nullptr));
}

Item format_base(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    const Item radix = argument(arguments, 1);
    if (!value.is_number()) return {};
    if (!std::isfinite(value.as_number())) {
        return Item::of(std::string_view(std::isnan(value.as_number()) ? "NaN" : "Infinity"));
    }
    return text_or_failure(
        evaluator,
        text::format_base(value.as_number(),
                          radix.is_number() ? std::optional(radix.as_number()) : std::nullopt));
}

Item format_integer(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    const Item picture = argument(arguments, 1);
    if (!value.is_number() || !picture.is_string()) return {};
    return text_or_failure(evaluator, text::format_integer(value.as_number(), picture.as_string()));
}

Item parse_integer(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    const Item picture = argument(arguments, 1);
    if (!value.is_string() || !picture.is_string()) return {};
    auto read = text::parse_integer(value.as_string(), picture.as_string());
    if (!read) return evaluator.fail(std::move(read).error());
    return *read ? Item::of(**read) : Item();
}

constexpr std::array kRows = std::to_array<NativeRow>({
    {"abs", "<n-:n>", 1, rounded<abs_of>},
    {"average", "<a<n>:n>", 1, average},
    {"ceil", "<n-:n>", 1, rounded<ceil_of>},
    {"floor", "<n-:n>", 1, rounded<floor_of>},
    {"formatBase", "<n-n?:s>", 2, format_base},
    {"formatInteger", "<n-s:s>", 2, format_integer},
    {"formatNumber", "<n-so?:s>", 3, format_number},
    {"max", "<a<n>:n>", 1, extreme<true>},
    {"min", "<a<n>:n>", 1, extreme<false>},
    {"number", "<(nsb)-:n>", 1, number},
    {"parseInteger", "<s-s:n>", 2, parse_integer},
    {"power", "<n-n:n>", 2, power},
    {"round", "<n-n?:n>", 2, round},
    {"sqrt", "<n-:n>", 1, sqrt},
    {"sum", "<a<n>:n>", 1, sum},
});

}  // namespace

std::span<const NativeRow> number_functions() {
    return kRows;
}

}  // namespace query::jsonata
