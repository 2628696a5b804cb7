// Functions over objects, and those that look at or refuse any value.
// https://docs.jsonata.org/object-functions
#include <array>
#include <string>

#include "base/limits.hpp"
#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"

namespace query::jsonata {
namespace {

constexpr int kNestingMax = static_cast<int>(base::limits::kJsonDepthMax);

Item keys(Evaluator& evaluator, Arguments arguments) {
    const Item from = argument(arguments, 0);
    Array* const result = evaluator.sequence();
    Object seen;
    const auto take = [&](const Item& object) {
        for_each_member(object, [&](std::string_view key, const Item&) {
            if (seen.find(key) == nullptr) {
                seen.append(evaluator.arena(), key, {});
                result->push(evaluator.arena(), Item::of(key));
            }
            return true;
        });
    };
    const auto walk = [&](const auto& self, const Item& item, int depth) -> bool {
        if (!evaluator.spend() || depth > kNestingMax) return false;
        if (item.is_object()) take(item);
        if (!item.is_array()) return true;
        const Items items(item);
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (!self(self, items[i], depth + 1)) return false;
        }
        return true;
    };
    if (walk(walk, from, 0)) return Item::of(result);
    return evaluator.fail_limit("The value is nested too deeply");
}

bool look_up_in(Evaluator& evaluator, const Item& from, std::string_view key, Array& found,
                int depth) {
    if (!evaluator.spend() || depth > kNestingMax) return false;
    const Items items(from);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item item = items[i];
        if (item.is_array()) {
            if (!look_up_in(evaluator, item, key, found, depth + 1)) return false;
        } else if (item.is_object()) {
            evaluator.push_all(found, member_of(item, key));
        }
    }
    return true;
}

Item lookup(Evaluator& evaluator, Arguments arguments) {
    const Item from = argument(arguments, 0);
    const Item key = argument(arguments, 1);
    if (!key.is_string()) return {};
    if (from.is_object()) return member_of(from, key.as_string());
    if (!from.is_array()) return {};
    Array* const found = evaluator.sequence();
    if (look_up_in(evaluator, from, key.as_string(), *found, 0)) return Item::of(found);
    return evaluator.fail_limit("The value is nested too deeply");
}

Item spread_item(Evaluator& evaluator, const Item& item, int depth) {
    if (!evaluator.spend()) return Evaluator::failure();
    if (depth > kNestingMax) return evaluator.fail_limit("The value is nested too deeply");
    if (item.is_array()) {
        const Items items(item);
        Array* const result = evaluator.sequence();
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Item part = spread_item(evaluator, items[i], depth + 1);
            if (part.is_failure()) return part;
            // What was joined to something, if only to an empty array, is no sequence any more.
            result->is_sequence = result->is_sequence && part.is_undefined();
            evaluator.push_all(*result, part);
        }
        return Item::of(result);
    }
    if (!item.is_object()) return item;
    Array* const result = evaluator.sequence();
    for_each_member(item, [&](std::string_view key, const Item& value) {
        auto* const one = evaluator.arena().make<Object>();
        one->append(evaluator.arena(), key, value);
        result->push(evaluator.arena(), Item::of(one));
        return true;
    });
    return Item::of(result);
}

Item spread(Evaluator& evaluator, Arguments arguments) {
    return spread_item(evaluator, argument(arguments, 0), 0);
}

Item merge(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return {};
    const Items items(array);
    auto* const result = evaluator.arena().make<Object>();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!evaluator.spend()) return Evaluator::failure();
        const Item item = items[i];
        if (!item.is_object()) continue;
        for_each_member(item, [&](std::string_view key, const Item& value) {
            result->set(evaluator.arena(), key, value);
            return true;
        });
    }
    return Item::of(result);
}

Item type(Evaluator&, Arguments arguments) {
    const Item value = argument(arguments, 0);
    return value.is_undefined() ? value : Item::of(name_of(value.type()));
}

Item clone(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    return value.is_undefined() ? value : evaluator.clone(value, 0);
}

Item error(Evaluator& evaluator, Arguments arguments) {
    const Item message = argument(arguments, 0);
    const bool is_said = message.is_string() && !message.as_string().empty();
    return evaluator.fail(
        "D3137", {.message = is_said ? message.as_string() : "$error() function evaluated"});
}

Item assert_true(Evaluator& evaluator, Arguments arguments) {
    if (evaluator.is_true(argument(arguments, 0))) return {};
    const Item message = argument(arguments, 1);
    const bool is_said = message.is_string() && !message.as_string().empty();
    return evaluator.fail(
        "D3141", {.message = is_said ? message.as_string() : "$assert() statement failed"});
}

Item boolean(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    return value.is_undefined() ? value : Item::boolean(evaluator.is_true(value));
}

Item negated(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    return value.is_undefined() ? value : Item::boolean(!evaluator.is_true(value));
}

Item eval(Evaluator& evaluator, Arguments arguments) {
    const Item expression = argument(arguments, 0);
    if (!expression.is_string()) return {};
    const Item focus =
        arguments.size() > 1 && !arguments[1].is_undefined() ? arguments[1] : evaluator.context();
    return evaluator.evaluate_text(expression.as_string(), focus);
}

constexpr std::array kRows = std::to_array<NativeRow>({
    {"assert", "<bs?:x>", 2, assert_true},
    {"boolean", "<x-:b>", 1, boolean},
    {"clone", "<(oa)-:o>", 1, clone},
    {"error", "<s?:x>", 1, error},
    {"eval", "<sx?:x>", 2, eval},
    {"keys", "<x-:a<s>>", 1, keys},
    {"lookup", "<x-s:x>", 2, lookup},
    {"merge", "<a<o>:o>", 1, merge},
    {"not", "<x-:b>", 1, negated},
    {"spread", "<x-:a<o>>", 1, spread},
    {"type", "<x:s>", 1, type},
});

}  // namespace

std::span<const NativeRow> object_functions() {
    return kRows;
}

}  // namespace query::jsonata
