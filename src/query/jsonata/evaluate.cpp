// Evaluation: dispatch, budget, variables and frames.
#include <cmath>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"

namespace query::jsonata {
namespace {

constexpr std::uint32_t kTicks = 1024;

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
    // The last look at a value may have used up the budget.
    if (error_) return failure();
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

Item Evaluator::fail_memory() {
    return fail_limit("The evaluation needs too much memory: it was ended at its limit");
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
        fail_memory();
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
    // A call that something stands behind is not made by the caller: its function is the value.
    if (result.tag == Tag::tail_call && !(node.predicates.empty() && node.group == nullptr)) {
        result = called_;
    }
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
    if (!value.is_number() || std::isnan(value.as_number())) {
        const auto shown = to_json(value);
        return fail_at(node, "D1002", {.value = shown ? &*shown : nullptr});
    }
    const double number = value.as_number();
    if (!std::isfinite(number)) return not_finite(node);
    return Item::of(-number);
}

bool Effort::refill(std::uint64_t count) {
    // Looking at a value is much less than evaluating a step.
    constexpr std::uint64_t kLooksForAStep = 4;
    constexpr std::uint64_t kSteps = 64;
    const std::uint64_t steps = count / kLooksForAStep + kSteps;
    if (!evaluator_.spend(steps)) return false;
    left_ += steps * kLooksForAStep - count;
    return true;
}
bool Effort::hold(std::size_t bytes) {
    evaluator_.arena().charge(bytes);
    if (!evaluator_.arena().is_over()) return true;
    evaluator_.fail_memory();
    return false;
}
bool Effort::fits(std::size_t text_bytes) {
    if (text_bytes <= evaluator_.arena().bytes_max()) return true;
    evaluator_.fail_memory();
    return false;
}

bool Evaluator::is_true(const Item& item) {
    if (item.tag == Tag::boolean) return item.truth;
    if (item.tag == Tag::number && std::isinf(item.number)) {
        const json::Value shown;
        fail("D1001", {.value = &shown});
    }
    Effort effort(*this);
    return jsonata::is_true(item, effort);
}
bool Evaluator::is_equal(const Item& a, const Item& b) {
    Effort effort(*this);
    return deep_equal(a, b, effort);
}
StringFault Evaluator::append_string(std::string& out, const Item& item, bool indented) {
    Effort effort(*this);
    const StringFault fault = jsonata::append_string(out, item, effort, indented);
    spend(out.size() / 16);
    return fault;
}
std::optional<json::Value> Evaluator::to_json(const Item& item) {
    Effort effort(*this);
    return jsonata::to_json(item, effort);
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

}  // namespace query::jsonata
