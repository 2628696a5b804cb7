// Applies a filter to an item: evaluates its operands and compares them as Jayway does, which reads
// texts as numbers where the other side is one.
#include <optional>

#include "base/text.hpp"
#include "json/number.hpp"
#include "query/path/evaluator.hpp"

namespace query::path {
namespace {

struct Surroundings {
    const json::Value& item;
    const json::Value& root;
    std::size_t depth;
    Budget& budget;
    std::string& message;
};

/// An operand's value. A path that leads nowhere is undefined, which equals nothing.
struct Node {
    bool is_undefined = false;
    json::Value value;
    const Regex* pattern = nullptr;

    bool is_number() const { return !is_undefined && pattern == nullptr && value.is_number(); }
    bool is_string() const { return !is_undefined && pattern == nullptr && value.is_string(); }
    bool is_array() const { return !is_undefined && pattern == nullptr && value.is_array(); }
};

Status evaluate_operand(const Operand& operand, const Surroundings& at, Node& out) {
    if (operand.kind == Operand::Kind::pattern) {
        out.pattern = operand.pattern.get();
        return Status::ok;
    }
    if (operand.kind != Operand::Kind::path) {
        out.value = operand.value;
        return Status::ok;
    }
    const bool is_check = operand.is_existence_check;
    // An existence check looks at the item even where the path starts with `$`, as in Jayway.
    const json::Value& document = operand.path->is_document && !is_check ? at.root : at.item;
    std::size_t followed = 0;
    const json::Value& end = follow(*operand.path, followed, document);
    if (followed == operand.path->tokens.size()) {
        out.value = is_check ? json::Value::boolean(true) : end;
        return Status::ok;
    }
    Outcome outcome =
        evaluate_inner(*operand.path, document, at.root, is_check, at.depth, at.budget);
    if (outcome.status == Status::not_found) {
        out.is_undefined = !is_check;
        out.value = json::Value::boolean(false);
        return Status::ok;
    }
    if (outcome.status != Status::ok) {
        at.message = std::move(outcome.message);
        return outcome.status;
    }
    out.value = is_check ? json::Value::boolean(true) : std::move(outcome.value);
    return Status::ok;
}

/// The number a text holds, if it is one.
std::optional<std::string_view> number_in(const json::Value& value) {
    if (value.is_number()) return value.number_text();
    if (value.is_string() && json::is_number_text(value.as_string())) return value.as_string();
    return {};
}

/// A number as Java's BigDecimal prints it, where the exponent is small: `-0.123e2` is `-12.3`.
std::string decimal_text(std::string_view number) {
    const std::size_t e = number.find_first_of("eE");
    if (e == std::string_view::npos || number.size() - e > 4) return std::string(number);
    int exponent = 0;
    for (const char c : number.substr(e + 1)) {
        if (c >= '0' && c <= '9') exponent = exponent * 10 + (c - '0');
    }
    if (number[e + 1] == '-') exponent = -exponent;
    const bool is_negative = number[0] == '-';
    const std::string_view mantissa = number.substr(is_negative ? 1 : 0, e - (is_negative ? 1 : 0));
    std::string digits;
    int scale = -exponent;
    bool behind_point = false;
    for (const char c : mantissa) {
        if (c == '.') {
            behind_point = true;
            continue;
        }
        if (behind_point) ++scale;
        if (c != '0' || !digits.empty()) digits += c;
    }
    if (digits.empty()) digits = "0";
    if (scale < 0) return std::string(number);
    const auto places = static_cast<std::size_t>(scale);
    if (digits.size() <= places) digits.insert(0, places - digits.size() + 1, '0');
    if (places > 0) digits.insert(digits.size() - places, ".");
    return (is_negative ? "-" : "") + digits;
}

/// Whether `a` equals `b`: not the same as the other way round. A number reads a text as a number,
/// a text reads a number as its text.
bool equal_values(const json::Value& a, const json::Value& b) {
    if (a.is_number() && b.is_string()) {
        const auto number = number_in(b);
        return number && json::compare_numbers(a.number_text(), *number) == 0;
    }
    if (a.is_string() && b.is_number()) return a.as_string() == decimal_text(b.number_text());
    return a == b;
}

bool equal_nodes(const Node& a, const Node& b) {
    if (a.is_undefined || b.is_undefined || a.pattern != nullptr || b.pattern != nullptr) {
        return false;
    }
    return equal_values(a.value, b.value);
}

/// Negative, zero or positive; empty where the two cannot be ordered.
std::optional<int> order(const Node& a, const Node& b) {
    if (a.is_string() && b.is_string()) return a.value.as_string().compare(b.value.as_string());
    if (!a.is_number() || !b.is_number()) return {};
    const auto result = a.value.compare_number(b.value);
    return result < 0 ? -1 : result > 0 ? 1 : 0;
}

bool contains(const json::Value& list, const json::Value& wanted) {
    for (const json::Value& item : list.items()) {
        if (equal_values(wanted, item)) return true;
    }
    return false;
}

bool is_in(const Node& left, const Node& right) {
    return !left.is_undefined && right.is_array() && contains(right.value, left.value);
}

/// How two lists meet: all of the left in the right, or any.
enum class Meeting { all_left, all_right, any, none };

Status compare_lists(const Node& left, const Node& right, Meeting meeting, Budget& budget,
                     bool& matches) {
    matches = false;
    if (!left.is_array() || !right.is_array()) return Status::ok;
    const bool turn = meeting == Meeting::all_right;
    const json::Value& inner = turn ? right.value : left.value;
    const json::Value& outer = turn ? left.value : right.value;
    if (!budget.spend(inner.size() * outer.size() + 1)) return Status::spent;
    std::size_t met = 0;
    for (const json::Value& item : inner.items()) met += contains(outer, item) ? 1 : 0;
    if (meeting == Meeting::any) matches = met > 0;
    if (meeting == Meeting::none) matches = met == 0;
    if (meeting == Meeting::all_left || meeting == Meeting::all_right)
        matches = met == inner.size();
    return Status::ok;
}

std::string text_for_pattern(const json::Value& value) {
    if (value.is_string()) return std::string(value.as_string());
    if (value.is_number()) return std::string(value.number_text());
    if (value.is_boolean()) return value.as_boolean() ? "true" : "false";
    return {};
}

Status match(const Node& left, const Node& right, const Surroundings& at, bool& matches) {
    matches = false;
    if ((left.pattern != nullptr) == (right.pattern != nullptr)) return Status::ok;
    const Regex& pattern = *(left.pattern != nullptr ? left.pattern : right.pattern);
    const Node& input = left.pattern != nullptr ? right : left;
    const auto match_one = [&](const json::Value& value) {
        if (!at.budget.spend()) return Status::spent;
        const auto result = pattern.matches_whole(text_for_pattern(value));
        if (!result) {
            at.message = result.error().message;
            return Status::failed;
        }
        matches = *result;
        return Status::ok;
    };
    if (!input.is_array()) return match_one(input.is_undefined ? json::Value() : input.value);
    for (const json::Value& item : input.value.items()) {
        if (const Status status = match_one(item); status != Status::ok || matches) return status;
    }
    return Status::ok;
}

bool has_size(const Node& left, const Node& right) {
    if (!right.is_number() || left.is_undefined) return false;
    const auto wanted = static_cast<std::int64_t>(right.value.as_double());
    if (left.is_string()) {
        return static_cast<std::int64_t>(base::utf8_length(left.value.as_string())) == wanted;
    }
    return left.is_array() && static_cast<std::int64_t>(left.value.size()) == wanted;
}

Status is_empty(const Node& left, const Node& right, bool& matches) {
    if (!right.value.is_boolean() || right.is_undefined) return Status::invalid;
    const bool wanted = right.value.as_boolean();
    matches = false;
    if (left.is_string()) matches = left.value.as_string().empty() == wanted;
    if (!left.is_undefined && (left.value.is_array() || left.value.is_object())) {
        matches = (left.value.size() == 0) == wanted;
    }
    return Status::ok;
}

Status relate(Operator op, const Node& left, const Node& right, const Surroundings& at,
              bool& matches) {
    const auto ordered = [&](auto test) {
        const auto result = order(left, right);
        matches = result && test(*result);
        return Status::ok;
    };
    const bool same_kind = left.value.kind() == right.value.kind();
    if (!at.budget.spend(1 + right.value.size() + left.value.size())) return Status::spent;
    switch (op) {
        case Operator::equal: matches = equal_nodes(left, right); break;
        case Operator::unequal: matches = !equal_nodes(left, right); break;
        case Operator::typed_equal: matches = same_kind && equal_nodes(left, right); break;
        case Operator::typed_unequal: matches = !(same_kind && equal_nodes(left, right)); break;
        case Operator::less: return ordered([](int sign) { return sign < 0; });
        case Operator::less_equal: return ordered([](int sign) { return sign <= 0; });
        case Operator::greater: return ordered([](int sign) { return sign > 0; });
        case Operator::greater_equal: return ordered([](int sign) { return sign >= 0; });
        case Operator::regex: return match(left, right, at, matches);
        case Operator::in:
        case Operator::not_in:
            if (!right.is_array() && (right.is_undefined || !right.value.is_object())) {
                return Status::invalid;
            }
            matches = is_in(left, right) == (op == Operator::in);
            break;
        case Operator::contains:
            matches =
                left.is_string() && right.is_string()
                    ? left.value.as_string().find(right.value.as_string()) != std::string_view::npos
                    : is_in(right, left);
            break;
        case Operator::all:
            return compare_lists(left, right, Meeting::all_right, at.budget, matches);
        case Operator::subset_of:
            return compare_lists(left, right, Meeting::all_left, at.budget, matches);
        case Operator::any_of: return compare_lists(left, right, Meeting::any, at.budget, matches);
        case Operator::none_of:
            return compare_lists(left, right, Meeting::none, at.budget, matches);
        case Operator::size: matches = has_size(left, right); break;
        case Operator::empty: return is_empty(left, right, matches);
        case Operator::exists:
            if (!left.value.is_boolean() || !right.value.is_boolean()) return Status::invalid;
            matches = left.value.as_boolean() == right.value.as_boolean();
            break;
        case Operator::type:
        case Operator::matches: return Status::invalid;  // They need Java objects.
    }
    return Status::ok;
}

Status apply(const FilterNode& node, const Surroundings& at, bool& matches) {
    switch (node.kind) {
        case FilterNode::Kind::any:
        case FilterNode::Kind::all: {
            const bool decisive = node.kind == FilterNode::Kind::any;
            for (const FilterNode& child : node.children) {
                const Status status = apply(child, at, matches);
                if (status != Status::ok || matches == decisive) return status;
            }
            return Status::ok;
        }
        case FilterNode::Kind::negation: {
            const Status status = apply(node.children.front(), at, matches);
            matches = !matches;
            return status;
        }
        case FilterNode::Kind::relation: break;
    }
    Node left, right;
    if (const Status status = evaluate_operand(node.left, at, left); status != Status::ok) {
        return status;
    }
    if (const Status status = evaluate_operand(node.right, at, right); status != Status::ok) {
        return status;
    }
    return relate(node.op, left, right, at, matches);
}

}  // namespace

Status apply_filter(const FilterNode& node, const json::Value& item, const json::Value& root,
                    std::size_t depth, Budget& budget, bool& matches, std::string& message) {
    return apply(node, Surroundings{item, root, depth + 1, budget, message}, matches);
}

}  // namespace query::path
