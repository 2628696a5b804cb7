// Evaluation of what narrows and marks a stream of values: predicates, and the tuples that carry
// the variables of `@`, `#` and `%` along a path.
#include <cmath>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"
#include "query/jsonata/source.hpp"

namespace query::jsonata {
namespace {

bool is_tuple_stream(const Item& item) {
    return item.tag == Tag::array && item.array->is_tuple_stream;
}

Item tuple_item(const Tuple* tuple) {
    Item item = Item::with_tag(Tag::tuple);
    item.tuple = tuple;
    return item;
}

}  // namespace

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
        if (kept.is_number() && !std::isnan(kept.as_number())) {
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
        if (tuples != nullptr) {
            result->is_tuple_stream = all.size() <= 1;
            for (std::size_t i = 0; i < all.size(); ++i) result->push(arena_, all[i]);
            return evaluate_stages(step.stages, Item::of(result), frame);
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Tuple* const tuple =
                with(nullptr, all[i], step.index, Item::of(static_cast<double>(i)));
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
