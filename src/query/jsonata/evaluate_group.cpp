// Evaluation of `^(...)` and `{...}`.
#include <algorithm>
#include <unordered_map>
#include <vector>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"

namespace query::jsonata {
namespace {

/// Texts by their hash.
using Places = std::unordered_map<std::string_view, std::size_t>;

}  // namespace

/// What is sorted, with the values of its terms as far as they were asked for.
struct Evaluator::SortEntry {
    Item item;
    Item* keys;
    std::uint32_t known;
};

Item Evaluator::sort_key(const Node& node, SortEntry& entry, std::size_t term, Frame* frame) {
    while (entry.known <= term) {
        const bool in_tuple = entry.item.tag == Tag::tuple;
        const Item& context = in_tuple ? entry.item.tuple->value : entry.item;
        Frame* const inner = in_tuple ? frame_of(frame, *entry.item.tuple) : frame;
        entry.keys[entry.known] = evaluate(*node.terms[entry.known].key, context, inner);
        ++entry.known;
    }
    return entry.keys[term];
}

Evaluator::Order Evaluator::order(const Node& node, SortEntry& a, SortEntry& b, Frame* frame) {
    const auto is_sortable = [](const Item& item) { return item.is_number() || item.is_string(); };
    for (std::size_t term = 0; term < node.terms.size(); ++term) {
        const Item x = sort_key(node, a, term, frame);
        if (x.is_failure()) return Order::failed;
        const Item y = sort_key(node, b, term, frame);
        if (y.is_failure()) return Order::failed;
        // What is not there comes last, in either direction.
        if (x.is_undefined() && y.is_undefined()) continue;
        if (x.is_undefined()) return Order::behind;
        if (y.is_undefined()) return Order::before;
        if (!is_sortable(x) || !is_sortable(y)) {
            fail_at(node, "T2008");
            return Order::failed;
        }
        if (x.is_number() != y.is_number()) {
            const auto shown = to_json(x);
            const auto shown2 = to_json(y);
            fail_at(node, "T2007", {.value = &*shown, .value2 = &*shown2});
            return Order::failed;
        }
        int compared = 0;
        if (x.is_number()) {
            const double p = x.as_number();
            const double q = y.as_number();
            compared = p == q ? 0 : p < q ? -1 : 1;
        } else {
            compared = compare_text(x.as_string(), y.as_string());
        }
        if (compared == 0) continue;
        return (compared < 0) != node.terms[term].descending ? Order::before : Order::behind;
    }
    return Order::equal;
}

// In the reference's order of comparisons, so that the first fault is the same one.
bool Evaluator::merge_sort(const Node& node, std::span<SortEntry> entries,
                           std::span<SortEntry> other, Frame* frame) {
    if (entries.size() <= 1) return true;
    const std::size_t middle = entries.size() / 2;
    if (!merge_sort(node, entries.first(middle), other, frame) ||
        !merge_sort(node, entries.subspan(middle), other, frame) || !spend(entries.size())) {
        return false;
    }
    std::size_t left = 0;
    std::size_t right = middle;
    for (std::size_t at = 0; at < entries.size(); ++at) {
        bool take_right = left == middle;
        if (!take_right && right < entries.size()) {
            const Order found = order(node, entries[left], entries[right], frame);
            if (found == Order::failed) return false;
            take_right = found == Order::behind;
        }
        other[at] = entries[take_right ? right++ : left++];
    }
    std::ranges::copy(other.first(entries.size()), entries.begin());
    return true;
}

Item Evaluator::evaluate_sort(const Node& node, const Item& input, Frame* frame) {
    if (!input.is_array()) return input;
    const Items items(input);
    const std::size_t size = items.size();
    if (size <= 1) {
        if (input.tag == Tag::array) return input;
        // What the step before found is a sequence, wherever it lies.
        Array* const same = sequence();
        push_all(*same, input);
        return Item::of(same);
    }
    const std::span<SortEntry> entries(arena_.array<SortEntry>(size), size);
    Item* const keys = arena_.array<Item>(size * node.terms.size());
    for (std::size_t i = 0; i < size; ++i) {
        entries[i] = SortEntry{items[i], keys + i * node.terms.size(), 0};
    }
    const std::span<SortEntry> other(arena_.array<SortEntry>(size), size);
    if (!merge_sort(node, entries, other, frame)) return failure();
    Array* const result = array();
    // The reference's sorted tuples are no tuple stream any more: predicates and groupings behind
    // the sort see neither their values nor their variables, steps do.
    result->reserve(arena_, size);
    for (const SortEntry& entry : entries) result->push(arena_, entry.item);
    return Item::of(result);
}

namespace {

struct GroupEntry {
    std::string_view key;
    std::size_t pair;
    Item data;             ///< One value, or
    Array* all = nullptr;  ///< several.
};

}  // namespace

// One value needs no groups: all keys, then all values.
Item Evaluator::evaluate_object(std::span<const Pair> pairs, std::uint32_t position,
                                const Item& item, Frame* frame) {
    auto* const result = arena_.make<Object>();
    result->fields = arena_.array<Field>(pairs.size());
    result->capacity = static_cast<std::uint32_t>(pairs.size());
    auto* const values = arena_.array<const Node*>(pairs.size());
    for (const Pair& pair : pairs) {
        QS_EVALUATE(const Item key, evaluate(*pair.key, item, frame));
        if (key.is_undefined()) continue;
        if (!key.is_string()) {
            const auto shown = to_json(key);
            return fail(make_error("T1003", {.value = shown ? &*shown : nullptr}, position));
        }
        if (result->find(key.as_string()) != nullptr) {
            const json::Value shown = json::Value::string(key.as_string());
            return fail(make_error("D1009", {.value = &shown}, position));
        }
        values[result->size] = pair.value;
        result->append(arena_, key.as_string(), {});
    }
    bool has_gaps = false;
    for (std::uint32_t i = 0; i < result->size; ++i) {
        QS_EVALUATE(const Item value, evaluate(*values[i], item, frame));
        result->fields[i].value = value;
        has_gaps = has_gaps || value.is_undefined();
    }
    if (!has_gaps) return Item::of(result);
    auto* const dense = arena_.make<Object>();
    for (std::uint32_t i = 0; i < result->size; ++i) {
        const Field& field = result->fields[i];
        if (!field.value.is_undefined()) dense->append(arena_, field.key, field.value);
    }
    return Item::of(dense);
}

Item Evaluator::evaluate_group(std::span<const Pair> pairs, std::uint32_t position,
                               const Item& input, Frame* frame) {
    const bool has_tuples = input.tag == Tag::array && input.array->is_tuple_stream;
    std::optional<Items> items;
    if (input.is_array()) items.emplace(input);
    // An empty input still makes an object of what does not depend on it.
    const bool is_empty = items && items->empty();
    const std::size_t size = items && !is_empty ? items->size() : 1;
    if (size == 1 && !has_tuples) {
        return evaluate_object(pairs, position,
                               is_empty ? Item()
                               : items  ? (*items)[0]
                                        : input,
                               frame);
    }
    std::vector<GroupEntry> groups;
    groups.reserve(size == 1 ? pairs.size() : 8);
    Places places;
    const auto find = [&](std::string_view key) -> GroupEntry* {
        if (groups.size() <= 8) {
            for (GroupEntry& group : groups) {
                if (group.key == key) return &group;
            }
            return nullptr;
        }
        if (places.empty()) {
            for (std::size_t i = 0; i < groups.size(); ++i) places.emplace(groups[i].key, i);
        }
        const auto found = places.find(key);
        return found == places.end() ? nullptr : &groups[found->second];
    };
    const auto fail_here = [&](std::string_view code, const json::Value* value) {
        return fail(make_error(code, {.value = value}, position));
    };
    for (std::size_t i = 0; i < size; ++i) {
        const Item item = is_empty ? Item() : items ? (*items)[i] : input;
        const bool in_tuple = has_tuples && item.tag == Tag::tuple;
        Frame* const inner = in_tuple ? frame_of(frame, *item.tuple) : frame;
        for (std::size_t p = 0; p < pairs.size(); ++p) {
            QS_EVALUATE(const Item key,
                        evaluate(*pairs[p].key, in_tuple ? item.tuple->value : item, inner));
            if (key.is_undefined()) continue;
            if (!key.is_string()) {
                const auto shown = to_json(key);
                return fail_here("T1003", shown ? &*shown : nullptr);
            }
            const std::string_view name = key.as_string();
            GroupEntry* const known = find(name);
            if (known == nullptr) {
                if (!places.empty()) places.emplace(name, groups.size());
                groups.push_back({name, p, item});
                continue;
            }
            if (known->pair != p) {
                const json::Value shown = json::Value::string(name);
                return fail_here("D1009", &shown);
            }
            // Undefined items are what `[[0, -1]]` makes of nothing.
            if (item.is_undefined()) continue;
            if (known->all == nullptr && known->data.is_undefined()) {
                known->data = item;
                continue;
            }
            if (known->all == nullptr) {
                known->all = array();
                known->all->is_tuple_stream = has_tuples;
                push_all(*known->all, known->data);
            }
            push_all(*known->all, item);
        }
    }
    auto* const result = arena_.make<Object>();
    for (const GroupEntry& group : groups) {
        Item context = group.all != nullptr ? Item::of(group.all) : group.data;
        Frame* inner = frame;
        if (has_tuples && !context.is_undefined()) {
            const Tuple* const tuple = reduce(context);
            context = tuple->value;
            inner = frame_of(frame, *tuple);
        }
        QS_EVALUATE(const Item value, evaluate(*pairs[group.pair].value, context, inner));
        if (!value.is_undefined()) result->append(arena_, group.key, value);
    }
    return Item::of(result);
}

const Tuple* Evaluator::reduce(const Item& tuples) {
    if (tuples.tag == Tag::tuple) return tuples.tuple;
    const Array& all = *tuples.array;
    auto* const reduced = arena_.make<Tuple>(*all.items[0].tuple);
    const Tuple& first = *all.items[0].tuple;
    reduced->bindings = arena_.array<Binding>(first.size);
    std::copy_n(first.bindings, first.size, reduced->bindings);
    for (std::uint32_t i = 1; i < all.size; ++i) {
        const Tuple& tuple = *all.items[i].tuple;
        reduced->value = append(reduced->value, tuple.value);
        for (std::uint32_t b = 0; b < tuple.size; ++b) {
            bool is_known = false;
            for (std::uint32_t r = 0; r < reduced->size && !is_known; ++r) {
                if (reduced->bindings[r].name != tuple.bindings[b].name) continue;
                reduced->bindings[r].value =
                    append(reduced->bindings[r].value, tuple.bindings[b].value);
                is_known = true;
            }
            if (!is_known) {
                const Tuple* const grown =
                    with(reduced, reduced->value, tuple.bindings[b].name, tuple.bindings[b].value);
                *reduced = *grown;
            }
        }
    }
    return reduced;
}

}  // namespace query::jsonata
