// Evaluation of paths: steps over sequences, predicates, wildcards, and streams of tuples.
#include <cmath>

#include "base/limits.hpp"
#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"

namespace query::jsonata {
namespace {

constexpr int kNestingMax = static_cast<int>(base::limits::kJsonDepthMax);

bool is_built_sequence(const Item& item) {
    return item.tag == Tag::array && item.array->is_sequence;
}
bool is_constructed(const Item& item) {
    return item.tag == Tag::array && item.array->is_constructed;
}
bool is_tuple_stream(const Item& item) {
    return item.tag == Tag::array && item.array->is_tuple_stream;
}

Item tuple_item(const Tuple* tuple) {
    Item item = Item::with_tag(Tag::tuple);
    item.tuple = tuple;
    return item;
}

}  // namespace

/// The values that a step starts from: those of an array, or one.
struct Evaluator::Source {
    explicit Source(const Item& item) : one(item), is_array(item.is_array()) {
        if (is_array) items.emplace(item);
    }
    std::size_t size() const { return is_array ? items->size() : 1; }
    Item operator[](std::size_t index) const { return is_array ? (*items)[index] : one; }

    Item one;
    bool is_array;
    std::optional<Items> items;
};

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
    if (node.keep_singleton && result.tag == Tag::array) {
        if (result.array->is_constructed && !result.array->is_sequence) result = wrapped(result);
        result.array->keeps_singleton = true;
    }
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
            value = evaluate(step, source[i], frame);
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

// Names, wildcards, descendants.

Item Evaluator::look_up(const Node& name, const Item& input) {
    if (input.tag == Tag::json && input.json->is_object()) {
        std::uint32_t hint = name.hint.load(std::memory_order_relaxed);
        const std::uint32_t before = hint;
        const json::Value* const found = input.json->find(*name.value, hint);
        if (hint != before) name.hint.store(hint, std::memory_order_relaxed);
        return found == nullptr ? Item() : Item::of(*found);
    }
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

// Predicates.

Item Evaluator::filter_by_number(double number, const Item& input) {
    const Source source(input);
    Array* const result = sequence();
    result->is_tuple_stream = is_tuple_stream(input);
    double index = std::floor(number);
    if (index < 0) index += static_cast<double>(source.size());
    if (index >= 0 && index < static_cast<double>(source.size())) {
        const Item item = source[static_cast<std::size_t>(index)];
        if (item.is_array()) return item;
        if (!item.is_undefined()) result->push(arena_, item);
    }
    return Item::of(result);
}

Item Evaluator::evaluate_filter(const Node& predicate, const Item& input, Frame* frame) {
    if (predicate.kind == NodeKind::literal && predicate.value->is_number()) {
        return filter_by_number(predicate.value->as_double(), input);
    }
    const bool has_tuples = is_tuple_stream(input);
    const Source source(input);
    const std::size_t size = source.size();
    Array* const result = sequence();
    result->is_tuple_stream = has_tuples;
    for (std::size_t i = 0; i < size; ++i) {
        const Item item = source[i];
        const Scope scope = open_scope();
        Item kept;
        if (has_tuples) {
            kept = evaluate(predicate, item.tuple->value, frame_of(frame, *item.tuple));
        } else {
            kept = evaluate(predicate, item, frame);
        }
        if (kept.is_failure()) return kept;
        const auto is_here = [&](double number) {
            double index = std::floor(number);
            if (index < 0) index += static_cast<double>(size);
            return index == static_cast<double>(i);
        };
        std::uint32_t times = 0;
        if (kept.is_number()) {
            if (!std::isfinite(kept.as_number())) {
                const json::Value shown;
                return fail("D1001", {.value = &shown});
            }
            times = is_here(kept.as_number()) ? 1 : 0;
        } else if (kept.is_array() && !Items(kept).empty()) {
            const Items numbers(kept);
            bool all_numbers = true;
            for (std::size_t n = 0; n < numbers.size() && all_numbers; ++n) {
                all_numbers = numbers[n].is_number();
                if (all_numbers && is_here(numbers[n].as_number())) ++times;
            }
            if (!all_numbers) times = is_true(kept) ? 1 : 0;
            if (!spend(numbers.size())) return failure();
        } else if (kept.is_array()) {
            times = 0;
        } else {
            times = is_true(kept) ? 1 : 0;
        }
        close_scope(scope, {});
        for (std::uint32_t n = 0; n < times; ++n) result->push(arena_, item);
    }
    return Item::of(result);
}

Item Evaluator::evaluate_stages(std::span<const Stage> stages, Item input, Frame* frame) {
    for (const Stage& stage : stages) {
        if (stage.filter != nullptr) {
            input = evaluate_filter(*stage.filter, input, frame);
            if (input.is_failure()) return input;
            continue;
        }
        if (input.tag != Tag::array) continue;
        Array& all = *input.array;
        for (std::uint32_t i = 0; i < all.size; ++i) {
            if (all.items[i].tag != Tag::tuple) continue;
            const Tuple* const tuple = all.items[i].tuple;
            all.items[i] = tuple_item(
                with(tuple, tuple->value, stage.index, Item::of(static_cast<double>(i))));
        }
    }
    return input;
}

// Tuples.

Frame* Evaluator::frame_of(Frame* parent, const Tuple& tuple) {
    auto* const frame = arena_.make<Frame>();
    frame->parent = parent;
    frame->bindings = tuple.bindings;
    frame->size = tuple.size;
    frame->serial = frames_made_++;
    return frame;
}

const Tuple* Evaluator::with(const Tuple* tuple, const Item& value, NameId name,
                             const Item& bound) {
    const std::uint32_t size = tuple == nullptr ? 0 : tuple->size;
    auto* const bindings = arena_.array<Binding>(size + 1);
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < size; ++i) {
        if (tuple->bindings[i].name != name) bindings[count++] = tuple->bindings[i];
    }
    if (name != kNoName) bindings[count++] = Binding{name, bound};
    return arena_.make<Tuple>(value, bindings, count);
}

Item Evaluator::evaluate_tuple_step(const Node& step, const Item& input, Array* tuples,
                                    Frame* frame) {
    Array* result = sequence();
    result->is_tuple_stream = true;
    if (step.kind == NodeKind::sort) {
        QS_EVALUATE(const Item sorted,
                    evaluate_sort(step, tuples != nullptr ? Item::of(tuples) : input, frame));
        const Source all(sorted);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Item item = all[i];
            if (item.tag == Tag::tuple) {
                result->push(arena_, item);
                continue;
            }
            const Tuple* const tuple =
                with(nullptr, item, step.index, Item::of(static_cast<double>(i)));
            result->push(arena_, tuple_item(tuple));
        }
        return evaluate_stages(step.stages, Item::of(result), frame);
    }
    const Source source(tuples != nullptr ? Item::of(tuples) : input);
    for (std::size_t i = 0; i < source.size(); ++i) {
        const Item from = source[i];
        const Tuple* const tuple =
            from.tag == Tag::tuple ? from.tuple : with(nullptr, from, kNoName, {});
        QS_EVALUATE(const Item found, evaluate(step, tuple->value, frame_of(frame, *tuple)));
        if (found.is_undefined()) continue;
        const Source values(found);
        if (!spend(values.size())) return failure();
        for (std::size_t n = 0; n < values.size(); ++n) {
            const Item value = values[n];
            const Tuple* next = tuple;
            if (value.tag == Tag::tuple) {
                // The inner tuple's bindings come on top of ours.
                next = with(tuple, value.tuple->value, kNoName, {});
                for (std::uint32_t b = 0; b < value.tuple->size; ++b) {
                    const Binding& binding = value.tuple->bindings[b];
                    next = with(next, next->value, binding.name, binding.value);
                }
            } else {
                const Item& context = step.focus == kNoName ? value : tuple->value;
                next = with(tuple, context, step.focus, value);
                if (step.index != kNoName) {
                    next = with(next, next->value, step.index, Item::of(static_cast<double>(n)));
                }
                if (step.ancestor != nullptr) {
                    next = with(next, next->value, step.ancestor->label, tuple->value);
                }
            }
            result->push(arena_, tuple_item(next));
        }
    }
    return evaluate_stages(step.stages, Item::of(result), frame);
}

}  // namespace query::jsonata
