// Evaluation of calls: functions of the library, lambdas with tail calls, partial application,
// composition, transforms, and regular expressions as functions.
#include <cmath>

#include "base/limits.hpp"
#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"
#include "query/jsonata/parser.hpp"
#include "query/jsonata/resolve.hpp"
#include "query/jsonata/text/number_format.hpp"

namespace query::jsonata {
namespace {

/// The name that messages call a function by.
std::string_view name_of_procedure(const Node& procedure) {
    if (procedure.kind == NodeKind::path) return procedure.list.front()->text;
    return procedure.text;
}

constexpr std::size_t kKeptArgumentsMax = 8;

/// Whether the item holds nothing that a scope built.
bool is_free(const Item& item) {
    switch (item.tag) {
        case Tag::undefined:
        case Tag::null:
        case Tag::boolean:
        case Tag::number:
        case Tag::json: return true;
        default: return false;
    }
}

}  // namespace

Item Evaluator::evaluate_function(const Node& node, const Item& input, Frame* frame,
                                  const Item* applied) {
    QS_EVALUATE(const Item procedure, evaluate(*node.a, input, frame));
    const std::string_view name = name_of_procedure(*node.a);
    // A name where a variable was meant is worth a hint.
    if (procedure.is_undefined() && node.a->kind == NodeKind::path && is_known(name, frame)) {
        return fail_at(node, "T1005", {.token = name});
    }
    const std::size_t size = node.list.size() + (applied != nullptr ? 1 : 0);
    std::span<Item> arguments(arena_.array<Item>(size), size);
    std::size_t at = 0;
    if (applied != nullptr) arguments[at++] = *applied;
    for (const Node* const argument : node.list) {
        QS_EVALUATE(const Item value, evaluate(*argument, input, frame));
        arguments[at++] = value;
    }
    if (!procedure.is_function()) return fail_at(node, "T1006");
    if (node.is_tail_call && applied == nullptr) {
        called_ = procedure;
        called_with_ = arguments;
        called_name_ = name;
        called_input_ = input;
        called_at_ = node.position;
        return Item::with_tag(Tag::tail_call);
    }
    const Item result = apply(procedure, arguments, input, name);
    if (result.is_failure() && error_->position == kNoPosition) error_->position = node.position;
    return result;
}

bool Evaluator::is_known(std::string_view name, const Frame* frame) const {
    for (const Frame* at = frame; at != nullptr; at = at->parent) {
        for (std::uint32_t i = 0; i < at->size; ++i) {
            if (code_.names[at->bindings[i].name] == name) return true;
        }
    }
    return surroundings_.variables.find(name) != nullptr || find_native(name) != nullptr;
}

Item Evaluator::apply(const Item& function, std::span<const Item> arguments, const Item& input,
                      std::string_view name) {
    // Tail calls and callbacks do not count as depth, but each lies on the native stack.
    if (nested_calls_ >= base::limits::kJsonataCallsMax) {
        return fail_limit("Calls are nested too deeply: check for a recursion without end");
    }
    ++nested_calls_;
    const Item result = apply_kind(function, arguments, input, name);
    --nested_calls_;
    return result;
}

Item Evaluator::apply_kind(const Item& function, std::span<const Item> arguments, const Item& input,
                           std::string_view name) {
    const Function& called = *function.function;
    switch (called.kind) {
        case FunctionKind::native: return apply_native(*called.native, arguments, input);
        case FunctionKind::lambda: return apply_lambda(called, arguments, input, name);
        case FunctionKind::partial: return apply_partial(called, arguments);
        case FunctionKind::composed: {
            const Item first = apply(Item::of(called.first), arguments, input, name);
            if (first.is_failure()) return first;
            return call(Item::of(called.second), {&first, 1});
        }
        case FunctionKind::transform: {
            const Item object = arguments.empty() ? input : arguments[0];
            if (object.is_undefined()) return object;
            if (arguments.size() > 1 || !(object.is_array() || object.is_object())) {
                return fail("T0410", {.token = name, .index = arguments.size() > 1 ? 2U : 1U});
            }
            return apply_transform(called, object);
        }
        case FunctionKind::regex:
        case FunctionKind::next_match: {
            const bool goes_on = called.kind == FunctionKind::next_match;
            const Item text = goes_on ? called.input : arguments.empty() ? Item() : arguments[0];
            if (!text.is_string()) return {};
            if (goes_on && called.from >= text.as_string().size()) return {};
            return apply_regex(*called.node, text, called.from);
        }
    }
    return {};
}

Item Evaluator::call(const Item& function, std::span<const Item> arguments) {
    if (!function.is_function()) return fail("T1006");
    return apply(function, arguments, Item(), {});
}

Item Evaluator::call_back(const Item& function, const Item& a, const Item& b, const Item& c) {
    const Item all[3] = {a, b, c};
    const std::uint32_t arity = function.function->arity;
    return call(function, {all, arity >= 3 ? 3U : arity == 2 ? 2U : 1U});
}

Item Evaluator::apply_native(const Native& native, std::span<const Item> arguments,
                             const Item& input) {
    auto checked = native.signature.check(arguments, input, native.row.name, arena_);
    if (!checked) return fail(std::move(checked).error());
    const Item outer = context_;
    context_ = input;
    const Item result = native.row.body(*this, *checked);
    context_ = outer;
    return result;
}

Item Evaluator::apply_lambda(const Function& function, std::span<const Item> arguments,
                             const Item& input, std::string_view name) {
    const Function* lambda = &function;
    Item context = input;
    const Scope scope = open_scope();
    std::uint32_t called_at = 0;
    while (true) {
        if (lambda->node->signature != nullptr) {
            auto checked = lambda->node->signature->check(arguments, context, name, arena_);
            if (!checked) return fail(std::move(checked).error());
            arguments = *checked;
        }
        const std::span<const NameId> parameters = lambda->node->parameters;
        Frame* const frame =
            make_frame(lambda->frame, static_cast<std::uint32_t>(parameters.size()));
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            frame->bindings[frame->size++] =
                Binding{parameters[i], i < arguments.size() ? arguments[i] : Item()};
        }
        const Item result = evaluate(*lambda->node->a, lambda->input, frame);
        if (result.tag != Tag::tail_call) {
            if (result.is_failure() && called_at != 0 && error_->position == kNoPosition) {
                error_->position = called_at;
            }
            return close_scope(scope, result);
        }
        // The last call of the body is made here, in the place of this one.
        const Item next = called_;
        arguments = called_with_;
        name = called_name_;
        context = called_input_;
        called_at = called_at_;
        if (next.function->kind != FunctionKind::lambda) {
            const Item last = apply(next, arguments, context, name);
            if (last.is_failure() && error_->position == kNoPosition) error_->position = called_at;
            return close_scope(scope, last);
        }
        lambda = next.function;
        arguments = shed(scope, next, arguments);
    }
}

/// Gives back what earlier rounds of a tail recursion built, where the next round holds none of it.
std::span<const Item> Evaluator::shed(const Scope& scope, const Item& next,
                                      std::span<const Item> arguments) {
    if (lowest_bound_ < scope.serial || arguments.size() > kKeptArgumentsMax ||
        arena_.is_after(scope.mark, next.function) || !is_free(called_input_)) {
        return arguments;
    }
    Item kept[kKeptArgumentsMax];
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!is_free(arguments[i])) return arguments;
        kept[i] = arguments[i];
    }
    arena_.release(scope.mark);
    return arena_.copy(std::span<const Item>(kept, arguments.size()));
}

// Partial application and composition.

Item Evaluator::evaluate_partial(const Node& node, const Item& input, Frame* frame) {
    std::span<Item> arguments(arena_.array<Item>(node.list.size()), node.list.size());
    std::uint32_t open = 0;
    for (std::size_t i = 0; i < node.list.size(); ++i) {
        if (node.list[i]->kind == NodeKind::placeholder) {
            arguments[i] = Item::with_tag(Tag::tail_call);
            ++open;
            continue;
        }
        QS_EVALUATE(const Item value, evaluate(*node.list[i], input, frame));
        arguments[i] = value;
    }
    QS_EVALUATE(const Item procedure, evaluate(*node.a, input, frame));
    if (!procedure.is_function()) {
        const std::string_view name = name_of_procedure(*node.a);
        if (procedure.is_undefined() && node.a->kind == NodeKind::path && is_known(name, frame)) {
            return fail_at(node, "T1007", {.token = name});
        }
        return fail_at(node, "T1008");
    }
    auto* const function = arena_.make<Function>();
    function->kind = FunctionKind::partial;
    function->arity = open;
    function->first = procedure.function;
    function->arguments = arguments;
    return Item::of(function);
}

Item Evaluator::apply_partial(const Function& function, std::span<const Item> arguments) {
    const std::span<Item> all = arena_.copy(std::span<const Item>(function.arguments));
    std::size_t at = 0;
    for (Item& item : all) {
        if (item.tag != Tag::tail_call) continue;
        item = at < arguments.size() ? arguments[at] : Item();
        ++at;
    }
    return apply(Item::of(function.first), all, Item(), {});
}

Item Evaluator::evaluate_apply(const Node& node, const Item& input, Frame* frame) {
    QS_EVALUATE(const Item left, evaluate(*node.a, input, frame));
    if (node.b->kind == NodeKind::function) {
        // `x ~> f(y)` is f(x, y).
        return evaluate_function(*node.b, input, frame, &left);
    }
    QS_EVALUATE(const Item right, evaluate(*node.b, input, frame));
    if (!right.is_function()) return fail_at(node, "T2006");
    if (left.is_function()) {
        auto* const function = arena_.make<Function>();
        function->kind = FunctionKind::composed;
        function->arity = 1;
        function->first = left.function;
        function->second = right.function;
        return Item::of(function);
    }
    const Item result = apply(right, {&left, 1}, Item(), {});
    if (result.is_failure() && error_->position == kNoPosition) error_->position = node.position;
    return result;
}

// Transforms.

Item Evaluator::clone(const Item& item, std::size_t depth) {
    if (!spend()) return failure();
    if (depth > base::limits::kJsonDepthMax) return fail_limit("The value is nested too deeply");
    if (item.is_function()) return text("");
    if (item.is_number()) {
        // The reference clones by way of $string, which writes 15 digits.
        const double number = item.as_number();
        if (!std::isfinite(number)) {
            const json::Value shown;
            return fail("D1001", {.value = &shown});
        }
        const double rounded = text::round_to_15_digits(number);
        return rounded == number ? item : Item::of(rounded);
    }
    if (item.is_array()) {
        const Items items(item);
        Array* const copy = array();
        copy->reserve(arena_, items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            QS_EVALUATE(const Item part, clone(items[i], depth + 1));
            copy->push(arena_, part.is_undefined() ? Item::null() : part);
        }
        return Item::of(copy);
    }
    if (!item.is_object()) return item;
    auto* const copy = arena_.make<Object>();
    Item fault;
    for_each_member(item, [&](std::string_view key, const Item& value) {
        if (value.is_undefined()) return true;
        const Item part = clone(value, depth + 1);
        if (part.is_failure()) {
            fault = part;
            return false;
        }
        copy->append(arena_, key, part);
        return true;
    });
    return fault.is_failure() ? fault : Item::of(copy);
}

Item Evaluator::apply_transform(const Function& function, const Item& input) {
    QS_EVALUATE(const Item copy, clone(input, 0));
    // What is changed below may be older than any scope that is open.
    lowest_bound_ = 0;
    QS_EVALUATE(const Item matches, evaluate(*function.node->a, copy, function.frame));
    if (matches.is_undefined()) return copy;
    if (!matches.is_array()) {
        QS_EVALUATE(const Item done, update_match(function, matches));
        return done.is_failure() ? done : copy;
    }
    const Items all(matches);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Item done = update_match(function, all[i]);
        if (done.is_failure()) return done;
    }
    return copy;
}

Item Evaluator::update_match(const Function& function, const Item& match) {
    const Node& node = *function.node;
    QS_EVALUATE(const Item update, evaluate(*node.b, match, function.frame));
    if (!update.is_undefined()) {
        if (!update.is_object()) {
            const auto shown = to_json(update);
            return fail_at(*node.b, "T2011", {.value = shown ? &*shown : nullptr});
        }
        if (match.tag == Tag::object) {
            for_each_member(update, [&](std::string_view key, const Item& value) {
                match.object->set(arena_, key, value);
                return true;
            });
        }
    }
    if (node.c == nullptr) return {};
    QS_EVALUATE(const Item deletions, evaluate(*node.c, match, function.frame));
    if (deletions.is_undefined()) return {};
    Array* const names = array();
    push_all(*names, deletions);
    for (std::uint32_t i = 0; i < names->size; ++i) {
        if (!names->items[i].is_string()) {
            const auto shown = to_json(deletions);
            return fail_at(*node.c, "T2012", {.value = shown ? &*shown : nullptr});
        }
        if (match.tag == Tag::object) match.object->remove(names->items[i].as_string());
    }
    return {};
}

// $eval.

Item Evaluator::evaluate_text(std::string_view expression, const Item& input) {
    evaluated_.push_back(std::make_unique<Code>());
    Code& code = *evaluated_.back();
    code.text = expression;
    Result<void> compiled = parse(code);
    if (compiled) compiled = resolve(code);
    if (!compiled) {
        const json::Value shown = json::Value::string(compiled.error().message);
        return fail("D3120", {.value = &shown});
    }
    const auto shown_input = to_json(input);
    Surroundings inner = surroundings_;
    const json::Value kept = shown_input ? *shown_input : json::Value();
    inner.input = shown_input ? &kept : nullptr;
    inner.steps_max = steps_left_ + ticks_;
    inner.depth_max = surroundings_.depth_max - depth_;
    Evaluator evaluator(code, inner);
    evaluator.nested_calls_ = nested_calls_;
    const Item result = evaluator.run();
    steps_left_ = evaluator.steps_left_ + evaluator.ticks_;
    ticks_ = 0;
    if (result.is_failure()) {
        if (evaluator.error().code == "U1001") return fail(evaluator.error());
        const json::Value shown = json::Value::string(evaluator.error().message);
        return fail("D3121", {.value = &shown});
    }
    auto value = to_json(result);
    if (error_) return failure();
    return value ? keep(*std::move(value)) : Item();
}

}  // namespace query::jsonata
