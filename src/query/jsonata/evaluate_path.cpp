// Evaluation of paths: steps over sequences, names, wildcards, descendants.
#include <cmath>

#include "base/limits.hpp"
#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/source.hpp"

namespace query::jsonata {
namespace {

constexpr int kNestingMax = static_cast<int>(base::limits::kJsonDepthMax);

bool is_built_sequence(const Item& item) {
    return item.tag == Tag::array && item.array->is_sequence;
}
bool is_constructed(const Item& item) {
    return item.tag == Tag::array && item.array->is_constructed;
}

}  // namespace

Item Evaluator::wrapped(const Item& item) {
    Array* const wrapper = sequence();
    wrapper->push(arena_, item);
    return Item::of(wrapper);
}

/// While there is one value that is no array, its members are looked up one after the other. `at`
/// becomes the number of steps taken.
Item Evaluator::follow(const Node& path, const Item& input, Frame* frame, std::size_t& at) {
    Item current = input;
    while (at < path.plain_steps && (at == 0 || !current.is_array())) {
        const Node& step = *path.list[at++];
        current = step.kind == NodeKind::name ? look_up(step, current)
                                              : evaluate_variable(step, current, frame);
        if (current.tag == Tag::array) current = collapse(step, current);
        if (current.is_undefined()) break;
    }
    return current;
}

/// Marks a sequence that stays an array with one item, too.
Item Evaluator::kept_as_array(Item item) {
    if (item.array->is_constructed && !item.array->is_sequence) item = wrapped(item);
    item.array->keeps_singleton = true;
    return item;
}

Item Evaluator::evaluate_path(const Node& node, const Item& input, Frame* frame) {
    // `current` is a sequence, or a value that stands for a sequence of one.
    Item current = input;
    std::size_t at = 0;
    if (node.plain_steps != 0 &&
        (!input.is_array() || node.list.front()->kind == NodeKind::variable)) {
        current = follow(node, input, frame, at);
        const bool is_done = at == node.list.size() || current.is_undefined();
        if (is_done && !node.keep_singleton && node.group == nullptr) return current;
        if (current.is_undefined()) {
            at = node.list.size();
            current = Item::of(sequence());
        } else if (!is_done && current.is_array() && is_constructed(current)) {
            current = wrapped(current);
        } else if (!is_done && current.is_array() && Items(current).empty()) {
            at = node.list.size();
            current = Item::of(sequence());
        }
    } else if (input.is_array() && node.list.front()->kind == NodeKind::variable) {
        current = wrapped(input);
    }
    if (at < node.list.size() && node.plain_steps == node.list.size() && current.is_array()) {
        current = gather(node, at, current);
        if (current.is_failure()) return current;
        at = node.list.size();
    }
    Array* tuples = nullptr;
    bool has_tuples = false;
    for (std::size_t i = at; i < node.list.size(); ++i) {
        const Node& step = *node.list[i];
        has_tuples = has_tuples || step.tuple;
        Item result;
        if (i == 0 && step.constructed) {
            if (!current.is_array()) current = wrapped(current);
            result = evaluate(step, current, frame);
        } else if (has_tuples) {
            result = evaluate_tuple_step(step, current, tuples, frame);
            if (result.is_failure()) return result;
            tuples = result.array;
        } else {
            result = evaluate_step(step, current, frame, i + 1 == node.list.size());
        }
        if (result.is_failure()) return result;
        if (!has_tuples) {
            const bool is_empty =
                result.is_undefined() || (result.is_array() && Items(result).empty());
            if (is_empty || step.focus == kNoName) current = result;
            if (is_empty && i + 1 != node.list.size()) {
                current = Item::of(sequence());
                break;
            }
        }
    }
    Item result = current;
    if (has_tuples && node.tuple) {
        result = Item::of(tuples);
    } else if (has_tuples) {
        Array* const values = sequence();
        values->reserve(arena_, tuples->size);
        for (std::uint32_t i = 0; i < tuples->size; ++i) {
            values->push(arena_, tuples->items[i].tuple->value);
        }
        result = Item::of(values);
    }
    if (node.keep_singleton && result.tag == Tag::array) result = kept_as_array(result);
    if (node.group == nullptr) return result;
    if (has_tuples) result = Item::of(tuples);
    return evaluate_group(node.group->pairs, node.group->position, result, frame);
}

void Evaluator::push_flat(Array& out, const Item& item) {
    if (!item.is_array() || is_constructed(item)) {
        out.push(arena_, item);
        return;
    }
    push_all(out, item);
}

Item Evaluator::evaluate_step(const Node& step, const Item& input, Frame* frame, bool is_last) {
    if (step.kind == NodeKind::sort) {
        QS_EVALUATE(const Item sorted, evaluate_sort(step, input, frame));
        return evaluate_stages(step.stages, sorted, frame);
    }
    const Source source(input);
    const std::size_t size = source.size();
    Item only;
    std::size_t found = 0;
    Array* flat = nullptr;
    for (std::size_t i = 0; i < size; ++i) {
        Item value;
        if (step.kind == NodeKind::name) {
            if (!spend()) return failure();
            value = look_up(step, source[i]);
            if (value.tag == Tag::array) value = collapse(step, value);
        } else {
            // What the step built is given back where only a plain value comes of it.
            const Scope scope = open_scope();
            value = close_scope(scope, evaluate(step, source[i], frame));
        }
        for (const Stage& stage : step.stages) {
            if (value.is_failure()) break;
            if (stage.filter != nullptr) value = evaluate_filter(*stage.filter, value, frame);
        }
        if (value.is_undefined()) continue;
        if (value.is_failure()) return value;
        if (++found == 1) {
            only = value;
            continue;
        }
        if (flat == nullptr) {
            flat = sequence();
            flat->reserve(arena_, size);
            push_flat(*flat, only);
        }
        if (!spend(value.is_array() ? Items(value).size() / 8 : 0)) return failure();
        push_flat(*flat, value);
    }
    if (flat != nullptr) return Item::of(flat);
    if (found == 0) return Item::of(sequence());
    // One array is the whole result: where the next step starts, or the value that was looked up.
    if (only.is_array() && !is_built_sequence(only)) {
        if (is_last || !is_constructed(only)) return only;
    }
    Array* const result = sequence();
    push_flat(*result, only);
    return Item::of(result);
}

/// What gather has found so far.
struct Evaluator::Gathered {
    Item only;
    std::size_t count = 0;
    Array* flat = nullptr;
};

/// The values at the end of a path of names, over an array: each item is followed to the end before
/// the next one, which gives the same values in the same order as step after step, and no
/// sequences in between.
Item Evaluator::gather(const Node& path, std::size_t at, const Item& array) {
    Gathered gathered;
    if (!gather_all(path, at, array, gathered)) return failure();
    if (gathered.flat != nullptr) return Item::of(gathered.flat);
    if (gathered.count == 0) return Item::of(sequence());
    // One array is the whole result, as the last step gave it.
    if (gathered.only.is_array() && !is_built_sequence(gathered.only)) return gathered.only;
    Array* const result = sequence();
    push_flat(*result, gathered.only);
    return Item::of(result);
}

bool Evaluator::gather_all(const Node& path, std::size_t at, const Item& array,
                           Gathered& gathered) {
    const Items items(array);
    if (!spend(items.size())) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Item value = items[i];
        std::size_t step = at;
        do {
            const Node& name = *path.list[step++];
            value = look_up(name, value);
            if (value.tag == Tag::array) value = collapse(name, value);
        } while (step < path.list.size() && !value.is_array() && !value.is_undefined());
        if (value.is_undefined()) continue;
        if (step < path.list.size()) {
            const bool is_good = is_constructed(value)
                                     ? gather_all(path, step, wrapped(value), gathered)
                                     : gather_all(path, step, value, gathered);
            if (!is_good) return false;
            continue;
        }
        if (++gathered.count == 1) {
            gathered.only = value;
            continue;
        }
        if (gathered.flat == nullptr) {
            gathered.flat = sequence();
            gathered.flat->reserve(arena_, items.size());
            push_flat(*gathered.flat, gathered.only);
        }
        if (value.is_array()) {
            push_flat(*gathered.flat, value);
        } else {
            gathered.flat->push(arena_, value);
        }
    }
    return !error_;
}

// Names, wildcards, descendants.

Item Evaluator::look_up_elsewhere(const Node& name, const Item& input) {
    if (input.tag == Tag::object) return member_of(input, name.text);
    if (!input.is_array()) return {};
    Array* const found = sequence();
    look_up_all(name, input, *found, 0);
    return Item::of(found);
}

void Evaluator::look_up_all(const Node& name, const Item& array, Array& found, int depth) {
    const Items items(array);
    if (depth > kNestingMax || !spend(items.size())) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item item = items[i];
        if (item.is_array()) {
            look_up_all(name, item, found, depth + 1);
            continue;
        }
        const Item value = look_up(name, item);
        if (value.is_undefined()) continue;
        if (!value.is_array()) {
            found.push(arena_, value);
            continue;
        }
        const Items inner(value);
        for (std::size_t j = 0; j < inner.size(); ++j) found.push(arena_, inner[j]);
    }
}

bool Evaluator::flatten_into(const Item& item, Array& out, int depth) {
    if (!item.is_array()) {
        out.push(arena_, item);
        return true;
    }
    const Items items(item);
    if (depth > kNestingMax || !spend(items.size())) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!flatten_into(items[i], out, depth + 1)) return false;
    }
    return true;
}

Item Evaluator::evaluate_wildcard(const Item& input) {
    Item from = input;
    if (from.tag == Tag::array && from.array->is_outer_wrapper && from.array->size > 0) {
        from = from.array->items[0];
    }
    Array* const found = sequence();
    bool is_good = true;
    const auto take = [&](const Item& value) {
        if (value.is_array()) {
            // The reference appends here, and an appended array is no sequence.
            found->is_sequence = false;
            is_good = is_good && flatten_into(value, *found, 0);
        } else {
            found->push(arena_, value);
        }
    };
    if (from.is_array()) {
        const Items items(from);
        for (std::size_t i = 0; i < items.size() && is_good; ++i) take(items[i]);
    } else if (from.is_object()) {
        for_each_member(from, [&](std::string_view, const Item& value) {
            if (!value.is_undefined()) take(value);
            return is_good;
        });
    }
    if (is_good) return Item::of(found);
    return error_ ? failure() : fail_limit("The value is nested too deeply");
}

bool Evaluator::descend(const Item& item, Array& found, int depth) {
    if (!spend()) return false;
    if (depth > kNestingMax) {
        fail_limit("The value is nested too deeply");
        return false;
    }
    if (item.is_array()) {
        const Items items(item);
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (!descend(items[i], found, depth + 1)) return false;
        }
        return true;
    }
    found.push(arena_, item);
    if (!item.is_object()) return true;
    bool is_good = true;
    for_each_member(item, [&](std::string_view, const Item& value) {
        is_good = descend(value, found, depth + 1);
        return is_good;
    });
    return is_good;
}

}  // namespace query::jsonata
