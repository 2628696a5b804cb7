// Functions that take functions. https://docs.jsonata.org/higher-order-functions
#include <array>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"

namespace query::jsonata {
namespace {

Item index_item(std::size_t index) {
    return Item::of(static_cast<double>(index));
}

Item map(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return {};
    const Items items(array);
    Array* const result = evaluator.sequence();
    result->reserve(evaluator.arena(), items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item value = evaluator.call_back(arguments[1], items[i], index_item(i), array);
        if (value.is_failure()) return value;
        if (!value.is_undefined()) result->push(evaluator.arena(), value);
    }
    return Item::of(result);
}

Item filter(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return {};
    const Items items(array);
    Array* const result = evaluator.sequence();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item item = items[i];
        const Item kept = evaluator.call_back(arguments[1], item, index_item(i), array);
        if (kept.is_failure()) return kept;
        if (evaluator.is_true(kept)) result->push(evaluator.arena(), item);
    }
    return Item::of(result);
}

Item single(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    const Item function = argument(arguments, 1);
    if (!array.is_array()) return {};
    const Items items(array);
    bool found = false;
    Item result;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!evaluator.spend()) return Evaluator::failure();
        const Item item = items[i];
        if (!function.is_undefined()) {
            const Item kept = evaluator.call_back(function, item, index_item(i), array);
            if (kept.is_failure()) return kept;
            if (!evaluator.is_true(kept)) continue;
        }
        if (found) return evaluator.fail("D3138");
        found = true;
        result = item;
    }
    return found ? result : evaluator.fail("D3139");
}

Item reduce(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return {};
    const Items items(array);
    const Item function = arguments[1];
    const std::uint32_t arity = function.function->arity;
    if (arity < 2) return evaluator.fail("D3050");
    Item result = argument(arguments, 2);
    std::size_t at = 0;
    if (result.is_undefined() && !items.empty()) result = items[at++];
    for (; at < items.size(); ++at) {
        const Item all[4] = {result, items[at], index_item(at), array};
        result = evaluator.call(function, {all, arity >= 4 ? 4U : arity});
        if (result.is_failure()) return result;
    }
    return result;
}

Item sift(Evaluator& evaluator, Arguments arguments) {
    const Item object = argument(arguments, 0);
    if (!object.is_object()) return {};
    auto* const result = evaluator.arena().make<Object>();
    Item fault;
    for_each_member(object, [&](std::string_view key, const Item& value) {
        const Item kept = evaluator.call_back(arguments[1], value, Item::of(key), object);
        if (kept.is_failure()) fault = kept;
        if (evaluator.is_true(kept)) result->append(evaluator.arena(), key, value);
        return !fault.is_failure();
    });
    if (fault.is_failure()) return fault;
    return result->size == 0 ? Item() : Item::of(result);
}

Item each(Evaluator& evaluator, Arguments arguments) {
    const Item object = argument(arguments, 0);
    Array* const result = evaluator.sequence();
    if (!object.is_object()) return Item::of(result);
    Item fault;
    for_each_member(object, [&](std::string_view key, const Item& value) {
        const Item made = evaluator.call_back(arguments[1], value, Item::of(key), object);
        if (made.is_failure()) {
            fault = made;
            return false;
        }
        if (!made.is_undefined()) result->push(evaluator.arena(), made);
        return true;
    });
    return fault.is_failure() ? fault : Item::of(result);
}

constexpr std::array kRows = std::to_array<NativeRow>({
    {"each", "<o-f:a>", 2, each},
    {"filter", "<af>", 2, filter},
    {"map", "<af>", 2, map},
    {"reduce", "<afj?:j>", 3, reduce},
    {"sift", "<o-f?:o>", 2, sift},
    {"single", "<af?>", 2, single},
});

}  // namespace

std::span<const NativeRow> higher_order_functions() {
    return kRows;
}

}  // namespace query::jsonata
