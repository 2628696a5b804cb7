// Evaluation: dispatch, budget, variables and operators.
#include <cmath>
#include <limits>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"

namespace query::jsonata {
namespace {

constexpr std::uint32_t kTicks = 1024;
constexpr double kRangeSizeMax = 1e7;

}  // namespace

Evaluator::Evaluator(const Code& code, const Surroundings& surroundings)
    : code_(code),
      surroundings_(surroundings),
      arena_(surroundings.memory_bytes_max),
      steps_left_(surroundings.steps_max) {
    roots_ = arena_.array<Item>(code.names.size());
    for (std::size_t i = 0; i < code.names.size(); ++i) roots_[i] = failure();
    if (surroundings.input == nullptr) return;
    input_ = Item::of(*surroundings.input);
}

Item Evaluator::run() {
    Item input = input_;
    // An input that is an array is one value, and not the values of a step before.
    if (input.is_array()) {
        Array* const wrapper = sequence();
        wrapper->is_outer_wrapper = true;
        wrapper->push(arena_, input);
        input = Item::of(wrapper);
    }
    Item result = evaluate(*code_.root, input, make_frame(nullptr, 0));
    if (result.tag == Tag::array && result.array->is_outer_wrapper) result = result.array->items[0];
    return result;
}

Item Evaluator::fail(Error error) {
    if (!error_) error_ = std::move(error);
    return failure();
}
Item Evaluator::fail(std::string_view code, const ErrorDetails& details) {
    return fail(make_error(code, details));
}
Item Evaluator::fail_at(const Node& node, std::string_view code, const ErrorDetails& details) {
    return fail(make_error(code, details, node.position));
}
Item Evaluator::fail_limit(std::string_view message) {
    return fail("U1001", {.message = message});
}

bool Evaluator::refill_ticks(std::uint64_t steps) {
    if (error_) return false;
    steps -= std::min<std::uint64_t>(steps, ticks_);
    ticks_ = 0;
    if (steps > steps_left_ || steps_left_ == 0) {
        steps_left_ = 0;
        fail_limit("The evaluation took too long: it was ended after its limit of steps");
        return false;
    }
    steps_left_ -= steps;
    if (surroundings_.abort != nullptr && surroundings_.abort->load(std::memory_order_relaxed)) {
        fail_limit("The evaluation took too long: it was ended at its time limit");
        return false;
    }
    if (arena_.is_over()) {
        fail_limit("The evaluation needs too much memory: it was ended at its limit");
        return false;
    }
    ticks_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(steps_left_, kTicks));
    steps_left_ -= ticks_;
    return true;
}

Item Evaluator::keep(json::Value value) {
    arena_.charge(sizeof(json::Value));
    kept_.push_back(std::move(value));
    return Item::of(kept_.back());
}

Item Evaluator::collapse(const Node& node, const Item& result) {
    Array& array = *result.array;
    if (!array.is_sequence || array.is_tuple_stream) return result;
    if (node.keep_array) array.keeps_singleton = true;
    if (array.size == 0) return {};
    if (array.size == 1 && !array.keeps_singleton) return array.items[0];
    return result;
}

Item Evaluator::evaluate(const Node& node, const Item& input, Frame* frame) {
    if (!spend()) return failure();
    if (node.kind == NodeKind::literal && node.predicates.empty() && node.group == nullptr) {
        return Item::of(*node.value);
    }
    if (node.is_plain && (!input.is_array() || node.list.front()->kind == NodeKind::variable)) {
        std::size_t at = 0;
        const Item found = follow(node, input, frame, at);
        // An array before the last step is walked over by the general way.
        if (at == node.list.size() || found.is_undefined()) return found;
    }
    if (++depth_ > surroundings_.depth_max) {
        --depth_;
        return fail_limit("The evaluation is nested too deeply: check for a recursion without end");
    }
    Item result = evaluate_kind(node, input, frame);
    for (const Stage& predicate : node.predicates) {
        if (result.is_failure()) break;
        result = evaluate_filter(*predicate.filter, result, frame);
    }
    if (node.group != nullptr && node.kind != NodeKind::path && !result.is_failure()) {
        result = evaluate_group(node.group->pairs, node.group->position, result, frame);
    }
    --depth_;
    return result.tag == Tag::array ? collapse(node, result) : result;
}

Item Evaluator::evaluate_kind(const Node& node, const Item& input, Frame* frame) {
    switch (node.kind) {
        case NodeKind::path: return evaluate_path(node, input, frame);
        case NodeKind::name: return look_up(node, input);
        case NodeKind::literal: return Item::of(*node.value);
        case NodeKind::variable: return evaluate_variable(node, input, frame);
        case NodeKind::binary: return evaluate_binary(node, input, frame);
        case NodeKind::function: return evaluate_function(node, input, frame, nullptr);
        case NodeKind::logical: {
            QS_EVALUATE(const Item left, evaluate(*node.a, input, frame));
            const bool is_and = node.op == Operator::logical_and;
            if (is_true(left) != is_and) return Item::boolean(!is_and);
            QS_EVALUATE(const Item right, evaluate(*node.b, input, frame));
            return Item::boolean(is_true(right));
        }
        case NodeKind::condition: {
            QS_EVALUATE(const Item condition, evaluate(*node.a, input, frame));
            if (is_true(condition)) return evaluate(*node.b, input, frame);
            return node.c == nullptr ? Item() : evaluate(*node.c, input, frame);
        }
        case NodeKind::block: return evaluate_block(node, input, frame);
        case NodeKind::object: return evaluate_group(node.pairs, node.position, input, frame);
        case NodeKind::array: return evaluate_array(node, input, frame);
        case NodeKind::bind: {
            QS_EVALUATE(const Item value, evaluate(*node.b, input, frame));
            bind(*frame, node.name, value);
            return value;
        }
        case NodeKind::lambda:
        case NodeKind::transform:
        case NodeKind::regex: return make_function(node, input, frame);
        case NodeKind::negate: return evaluate_negation(node, input, frame);
        case NodeKind::wildcard: return evaluate_wildcard(input);
        case NodeKind::descendants: {
            Array* const found = sequence();
            if (!input.is_undefined() && !descend(input, *found, 0)) return failure();
            return found->size == 1 ? found->items[0] : Item::of(found);
        }
        case NodeKind::parent: {
            const NameId label = node.slot->label;
            for (const Frame* at = frame; at != nullptr; at = at->parent) {
                if (const Item* const found = at->find(label)) return *found;
            }
            return {};
        }
        case NodeKind::partial: return evaluate_partial(node, input, frame);
        case NodeKind::apply: return evaluate_apply(node, input, frame);
        default: break;
    }
    return {};
}

Item Evaluator::make_function(const Node& node, const Item& input, Frame* frame) {
    auto* const function = arena_.make<Function>();
    function->node = &node;
    function->frame = frame;
    function->input = input;
    switch (node.kind) {
        case NodeKind::lambda:
            function->kind = FunctionKind::lambda;
            function->arity = static_cast<std::uint32_t>(node.parameters.size());
            break;
        case NodeKind::transform:
            function->kind = FunctionKind::transform;
            function->arity = 1;
            break;
        default: function->kind = FunctionKind::regex; function->arity = 2;
    }
    return Item::of(function);
}

Item Evaluator::evaluate_negation(const Node& node, const Item& input, Frame* frame) {
    QS_EVALUATE(const Item value, evaluate(*node.a, input, frame));
    if (value.is_undefined()) return value;
    if (!value.is_number()) {
        const auto shown = to_json(value);
        return fail_at(node, "D1002", {.value = shown ? &*shown : nullptr});
    }
    const double number = value.as_number();
    if (!std::isfinite(number)) return not_finite(node);
    return Item::of(-number);
}

// Variables and frames.

Frame* Evaluator::make_frame(Frame* parent, std::uint32_t capacity) {
    auto* const frame = arena_.make<Frame>();
    frame->parent = parent;
    frame->capacity = capacity;
    if (capacity != 0) frame->bindings = arena_.array<Binding>(capacity);
    frame->serial = frames_made_++;
    return frame;
}

void Evaluator::bind(Frame& frame, NameId name, const Item& value) {
    lowest_bound_ = std::min(lowest_bound_, frame.serial);
    if (frame.capacity != 0) {
        for (std::uint32_t i = 0; i < frame.size; ++i) {
            if (frame.bindings[i].name == name) {
                frame.bindings[i].value = value;
                return;
            }
        }
    }
    if (frame.size >= frame.capacity) {
        // Grows, or leaves the bindings of a tuple alone by taking a copy.
        const std::uint32_t capacity = frame.size + 4;
        auto* const bindings = arena_.array<Binding>(capacity);
        std::copy_n(frame.bindings, frame.size, bindings);
        frame.bindings = bindings;
        frame.capacity = capacity;
    }
    frame.bindings[frame.size++] = Binding{name, value};
}

Evaluator::Scope Evaluator::open_scope() {
    const Scope scope{arena_.mark(), frames_made_, lowest_bound_};
    lowest_bound_ = UINT64_MAX;
    return scope;
}

Item Evaluator::close_scope(const Scope& scope, const Item& result) {
    const bool is_held = lowest_bound_ < scope.serial;
    lowest_bound_ = std::min(lowest_bound_, scope.lowest_bound);
    if (is_held) return result;
    switch (result.tag) {
        case Tag::undefined:
        case Tag::null:
        case Tag::boolean:
        case Tag::number:
        case Tag::json: arena_.release(scope.mark); return result;
        case Tag::text: {
            // A short text moves to where the scope began.
            char buffer[128];
            if (result.size > sizeof buffer || !arena_.is_after(scope.mark, result.text)) {
                return result;
            }
            std::memcpy(buffer, result.text, result.size);
            arena_.release(scope.mark);
            return text({buffer, result.size});
        }
        default: return result;
    }
}

Item Evaluator::root(const Node& variable) {
    Item& known = roots_[variable.name];
    if (!known.is_failure()) return known;
    if (variable.text == "$") {
        known = input_;
    } else if (const json::Value* const given = surroundings_.variables.find(variable.text)) {
        known = Item::of(*given);
    } else if (variable.native != nullptr) {
        known = Item::of(&variable.native->function);
    } else {
        known = {};
    }
    return known;
}

Item Evaluator::evaluate_variable(const Node& node, const Item& input, Frame* frame) {
    if (node.text.empty()) {
        const bool is_wrapped = input.tag == Tag::array && input.array->is_outer_wrapper;
        return is_wrapped ? input.array->items[0] : input;
    }
    if (node.is_bound) {
        for (const Frame* at = frame; at != nullptr; at = at->parent) {
            if (const Item* const found = at->find(node.name)) return *found;
        }
    }
    return root(node);
}

Item Evaluator::evaluate_block(const Node& node, const Item& input, Frame* frame) {
    Frame* const inner = node.needs_frame ? make_frame(frame, 4) : frame;
    Item result;
    for (const Node* const statement : node.list) {
        result = evaluate(*statement, input, inner);
        if (result.is_failure()) break;
    }
    return result;
}

// Operators.

Item Evaluator::not_finite(const Node& node) {
    const json::Value shown;
    return fail_at(node, "D1001", {.value = &shown});
}

Item Evaluator::evaluate_binary(const Node& node, const Item& input, Frame* frame) {
    QS_EVALUATE(const Item left, evaluate(*node.a, input, frame));
    QS_EVALUATE(const Item right, evaluate(*node.b, input, frame));
    switch (node.op) {
        case Operator::equal:
        case Operator::unequal:
            if (left.is_undefined() || right.is_undefined()) return Item::boolean(false);
            return Item::boolean(deep_equal(left, right) == (node.op == Operator::equal));
        case Operator::less:
        case Operator::less_equal:
        case Operator::greater:
        case Operator::greater_equal: return compare(node, left, right);
        case Operator::concatenate: return concatenate(node, left, right);
        case Operator::range: return range(node, left, right);
        case Operator::in: {
            if (left.is_undefined() || right.is_undefined()) return Item::boolean(false);
            // The reference compares containers by identity here.
            const auto is_same = [&](const Item& item) {
                if (left.is_array() || left.is_object()) {
                    return left.tag == item.tag && left.json == item.json;
                }
                return deep_equal(left, item);
            };
            if (!right.is_array()) return Item::boolean(is_same(right));
            const Items items(right);
            if (!spend(items.size())) return failure();
            for (std::size_t i = 0; i < items.size(); ++i) {
                if (is_same(items[i])) return Item::boolean(true);
            }
            return Item::boolean(false);
        }
        default: return arithmetic(node, left, right);
    }
}

Item Evaluator::arithmetic(const Node& node, const Item& left, const Item& right) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    double a = nan;
    double b = nan;
    if (!left.is_undefined()) {
        if (!left.is_number()) return fail_at(node, "T2001", {.token = node.text});
        a = left.as_number();
        if (!std::isfinite(a)) return not_finite(node);
    }
    if (!right.is_undefined()) {
        if (!right.is_number()) return fail_at(node, "T2002", {.token = node.text});
        b = right.as_number();
        if (!std::isfinite(b)) return not_finite(node);
    }
    if (left.is_undefined() || right.is_undefined()) return {};
    switch (node.op) {
        case Operator::add: return Item::of(a + b);
        case Operator::subtract: return Item::of(a - b);
        case Operator::multiply: return Item::of(a * b);
        case Operator::divide: return Item::of(a / b);
        default: return Item::of(std::fmod(a, b));
    }
}

Item Evaluator::compare(const Node& node, const Item& left, const Item& right) {
    const auto is_comparable = [](const Item& item) {
        return item.is_undefined() || item.is_number() || item.is_string();
    };
    if (!is_comparable(left) || !is_comparable(right)) {
        return fail_at(node, "T2010", {.token = node.text});
    }
    if (left.is_undefined() || right.is_undefined()) return {};
    if (left.is_number() != right.is_number()) {
        const auto a = to_json(left);
        const auto b = to_json(right);
        return fail_at(
            node, "T2009",
            {.token = node.text, .value = a ? &*a : nullptr, .value2 = b ? &*b : nullptr});
    }
    if (left.is_number()) {
        const double a = left.as_number();
        const double b = right.as_number();
        switch (node.op) {
            case Operator::less: return Item::boolean(a < b);
            case Operator::less_equal: return Item::boolean(a <= b);
            case Operator::greater: return Item::boolean(a > b);
            default: return Item::boolean(a >= b);
        }
    }
    const int order = compare_text(left.as_string(), right.as_string());
    switch (node.op) {
        case Operator::less: return Item::boolean(order < 0);
        case Operator::less_equal: return Item::boolean(order <= 0);
        case Operator::greater: return Item::boolean(order > 0);
        default: return Item::boolean(order >= 0);
    }
}

Item Evaluator::concatenate(const Node& node, const Item& left, const Item& right) {
    std::string written[2];
    std::string_view parts[2];
    const Item* const sides[2] = {&left, &right};
    for (int i = 0; i < 2; ++i) {
        if (sides[i]->is_string()) {
            parts[i] = sides[i]->as_string();
        } else if (!sides[i]->is_undefined()) {
            switch (append_string(written[i], *sides[i])) {
                case StringFault::none: break;
                case StringFault::not_finite: return fail_at(node, "D3001");
                case StringFault::too_deep: return fail_limit("The value is nested too deeply");
            }
            parts[i] = written[i];
        }
    }
    const std::size_t size = parts[0].size() + parts[1].size();
    if (size > arena_.bytes_max() || !spend(size / 64)) {
        return fail_limit("The text is too long");
    }
    auto* const memory = static_cast<char*>(arena_.allocate(size));
    if (!parts[0].empty()) std::memcpy(memory, parts[0].data(), parts[0].size());
    if (!parts[1].empty()) std::memcpy(memory + parts[0].size(), parts[1].data(), parts[1].size());
    return Item::of(std::string_view(memory, size));
}

Item Evaluator::range(const Node& node, const Item& left, const Item& right) {
    const auto is_integer = [](const Item& item) {
        return item.is_number() && std::trunc(item.as_number()) == item.as_number() &&
               std::isfinite(item.as_number());
    };
    if (!left.is_undefined() && !is_integer(left)) return fail_at(node, "T2003");
    if (!right.is_undefined() && !is_integer(right)) return fail_at(node, "T2004");
    if (left.is_undefined() || right.is_undefined()) return {};
    const double first = left.as_number();
    const double last = right.as_number();
    if (first > last) return {};
    const double size = last - first + 1;
    if (size > kRangeSizeMax) {
        const json::Value shown = json::Value::number(size);
        return fail_at(node, "D2014", {.value = &shown});
    }
    const auto count = static_cast<std::uint32_t>(size);
    if (!spend(count / 8)) return failure();
    Array* const items = sequence();
    items->reserve(arena_, count);
    for (std::uint32_t i = 0; i < count; ++i) items->push(arena_, Item::of(first + i));
    return Item::of(items);
}

void Evaluator::push_all(Array& out, const Item& item) {
    if (item.is_undefined()) return;
    if (!item.is_array()) return out.push(arena_, item);
    const Items items(item);
    out.reserve(arena_, out.size + items.size());
    for (std::size_t i = 0; i < items.size(); ++i) out.push(arena_, items[i]);
}

Item Evaluator::append(const Item& a, const Item& b) {
    if (a.is_undefined()) return b;
    if (b.is_undefined()) return a;
    const auto size_of = [](const Item& item) {
        return item.is_array() ? Items(item).size() : std::size_t{1};
    };
    Array* const joined = array();
    const std::size_t size = size_of(a) + size_of(b);
    if (!spend(size / 8)) return failure();
    joined->reserve(arena_, size);
    push_all(*joined, a);
    push_all(*joined, b);
    return Item::of(joined);
}

Item Evaluator::evaluate_array(const Node& node, const Item& input, Frame* frame) {
    Array* const result = array();
    result->is_constructed = node.constructed;
    result->reserve(arena_, node.list.size());
    for (const Node* const part : node.list) {
        QS_EVALUATE(const Item value, evaluate(*part, input, frame));
        if (part->kind == NodeKind::array) {
            if (!value.is_undefined()) result->push(arena_, value);
            continue;
        }
        if (value.is_array() && !spend(Items(value).size() / 8)) return failure();
        push_all(*result, value);
    }
    return Item::of(result);
}

}  // namespace query::jsonata
