// Evaluation of operators, ranges and `[...]`.
#include <cmath>
#include <limits>

#include "query/jsonata/evaluator.hpp"

namespace query::jsonata {
namespace {

constexpr double kRangeSizeMax = 1e7;

}  // namespace

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
            return Item::boolean(is_equal(left, right) == (node.op == Operator::equal));
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
                return is_equal(left, item);
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
        if (left.is_number()) a = left.as_number();
        if (std::isnan(a)) return fail_at(node, "T2001", {.token = node.text});
        if (!std::isfinite(a)) return not_finite(node);
    }
    if (!right.is_undefined()) {
        if (right.is_number()) b = right.as_number();
        if (std::isnan(b)) return fail_at(node, "T2002", {.token = node.text});
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
                case StringFault::too_large: return fail_limit("The value is nested too deeply");
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
