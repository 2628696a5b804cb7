// Functions over arrays: counting, joining, ordering. https://docs.jsonata.org/array-functions
#include <array>
#include <unordered_map>

#include "base/hash.hpp"
#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"

namespace query::jsonata {
namespace {

Item count(Evaluator&, Arguments arguments) {
    const Item array = argument(arguments, 0);
    return Item::of(array.is_array() ? static_cast<double>(Items(array).size()) : 0.0);
}

Item append(Evaluator& evaluator, Arguments arguments) {
    return evaluator.append(argument(arguments, 0), argument(arguments, 1));
}

Item exists(Evaluator&, Arguments arguments) {
    return Item::boolean(!argument(arguments, 0).is_undefined());
}

Item reverse(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return array;
    const Items items(array);
    if (items.size() <= 1) return array;
    if (!evaluator.spend(items.size() / 8)) return Evaluator::failure();
    Array* const result = evaluator.array();
    result->reserve(evaluator.arena(), items.size());
    for (std::size_t i = items.size(); i-- > 0;) result->push(evaluator.arena(), items[i]);
    return Item::of(result);
}

Item shuffle(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return array;
    const Items items(array);
    if (items.size() <= 1) return array;
    if (!evaluator.spend(items.size())) return Evaluator::failure();
    Array* const result = evaluator.array();
    for (std::size_t i = 0; i < items.size(); ++i) result->push(evaluator.arena(), items[i]);
    for (std::size_t i = items.size() - 1; i > 0; --i) {
        const auto other = static_cast<std::size_t>(evaluator.surroundings().random.unit() *
                                                    static_cast<double>(i + 1));
        std::swap(result->items[i], result->items[other]);
    }
    return Item::of(result);
}

std::uint64_t hash_of(const Item& item, int depth) {
    switch (item.type()) {
        case Type::number: {
            const double number = item.as_number() == 0 ? 0 : item.as_number();
            return base::xxh3({reinterpret_cast<const char*>(&number), sizeof number});
        }
        case Type::string: return base::xxh3(item.as_string(), 1);
        case Type::boolean: return item.truth ? 3 : 2;
        case Type::array: {
            const Items items(item);
            std::uint64_t hash = 5 + items.size();
            for (std::size_t i = 0; i < items.size() && i < 8 && depth < 4; ++i) {
                hash = hash * 31 + hash_of(items[i], depth + 1);
            }
            return hash;
        }
        case Type::object: {
            // Members in any order are equal.
            std::uint64_t hash = 7;
            for_each_member(item, [&](std::string_view key, const Item& value) {
                hash += base::xxh3(key) * (depth < 4 ? hash_of(value, depth + 1) | 1 : 1);
                return true;
            });
            return hash;
        }
        default: return static_cast<std::uint64_t>(item.type());
    }
}

Item distinct(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return array;
    const Items items(array);
    if (items.size() <= 1) return array;
    const bool was_sequence = array.tag == Tag::array && array.array->is_sequence;
    Array* const result = was_sequence ? evaluator.sequence() : evaluator.array();
    std::unordered_multimap<std::uint64_t, std::uint32_t> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!evaluator.spend()) return Evaluator::failure();
        const Item item = items[i];
        const std::uint64_t hash = hash_of(item, 0);
        bool is_new = true;
        for (auto [at, end] = seen.equal_range(hash); at != end && is_new; ++at) {
            if (!evaluator.spend()) return Evaluator::failure();
            is_new = !evaluator.is_equal(result->items[at->second], item);
        }
        if (!is_new) continue;
        seen.emplace(hash, result->size);
        result->push(evaluator.arena(), item);
    }
    return Item::of(result);
}

Item zip(Evaluator& evaluator, Arguments arguments) {
    std::size_t size = SIZE_MAX;
    for (const Item& array : arguments) {
        size = std::min(size, array.is_array() ? Items(array).size() : std::size_t{0});
    }
    Array* const result = evaluator.array();
    for (std::size_t i = 0; i < size; ++i) {
        if (!evaluator.spend(arguments.size())) return Evaluator::failure();
        Array* const tuple = evaluator.array();
        for (const Item& array : arguments) tuple->push(evaluator.arena(), Items(array)[i]);
        result->push(evaluator.arena(), Item::of(tuple));
    }
    return Item::of(result);
}

/// A merge sort with the reference's order of comparisons; `comes_behind(a, b)` may fail.
template <class ComesBehind>
bool merge_sort(Evaluator& evaluator, std::span<Item> items, std::span<Item> other,
                const ComesBehind& comes_behind) {
    if (items.size() <= 1) return true;
    const std::size_t middle = items.size() / 2;
    if (!merge_sort(evaluator, items.first(middle), other.first(middle), comes_behind) ||
        !merge_sort(evaluator, items.subspan(middle), other.subspan(middle), comes_behind) ||
        !evaluator.spend(items.size())) {
        return false;
    }
    std::size_t left = 0;
    std::size_t right = middle;
    for (std::size_t at = 0; at < items.size(); ++at) {
        bool take_right = left == middle;
        if (!take_right && right < items.size() &&
            !comes_behind(items[left], items[right], take_right)) {
            return false;
        }
        other[at] = items[take_right ? right++ : left++];
    }
    std::ranges::copy(other.first(items.size()), items.begin());
    return true;
}

Item sort(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    const Item function = argument(arguments, 1);
    if (!array.is_array()) return array;
    const Items items(array);
    if (items.size() <= 1) return array;
    if (!evaluator.spend(items.size())) return Evaluator::failure();
    Array* const result = evaluator.array();
    result->reserve(evaluator.arena(), items.size());
    bool all_numbers = true;
    bool all_strings = true;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item item = items[i];
        all_numbers = all_numbers && item.is_number();
        all_strings = all_strings && item.is_string();
        result->push(evaluator.arena(), item);
    }
    const std::span<Item> all(result->items, result->size);
    const std::span<Item> other(evaluator.arena().array<Item>(all.size()), all.size());
    bool is_good = false;
    if (!function.is_undefined()) {
        is_good =
            merge_sort(evaluator, all, other, [&](const Item& a, const Item& b, bool& behind) {
                const Item both[2] = {a, b};
                const Item answer = evaluator.call(function, both);
                // Truth as JavaScript has it: an empty array or object is true.
                behind = answer.is_array() || answer.is_object() || answer.is_function() ||
                         (answer.is_number() ? answer.as_number() < 0 || answer.as_number() > 0
                                             : evaluator.is_true(answer));
                return !answer.is_failure();
            });
    } else if (all_numbers) {
        is_good = merge_sort(evaluator, all, other, [](const Item& a, const Item& b, bool& behind) {
            behind = a.as_number() > b.as_number();
            return true;
        });
    } else if (all_strings) {
        is_good = merge_sort(evaluator, all, other, [](const Item& a, const Item& b, bool& behind) {
            behind = compare_text(a.as_string(), b.as_string()) > 0;
            return true;
        });
    } else {
        return evaluator.fail("D3070");
    }
    return is_good ? Item::of(result) : Evaluator::failure();
}

constexpr std::array kRows = std::to_array<NativeRow>({
    {"append", "<xx:a>", 2, append},
    {"count", "<a:n>", 1, count},
    {"distinct", "<x:x>", 1, distinct},
    {"exists", "<x:b>", 1, exists},
    {"reverse", "<a:a>", 1, reverse},
    {"shuffle", "<a:a>", 1, shuffle},
    {"sort", "<af?:a>", 2, sort},
    {"zip", "<a+>", 0, zip},
});

}  // namespace

std::span<const NativeRow> array_functions() {
    return kRows;
}

}  // namespace query::jsonata
