// The reference's second pass over the syntax tree.
#include "query/jsonata/resolve.hpp"

#include <string>
#include <vector>

#include "query/jsonata/library.hpp"

namespace query::jsonata {
namespace {

class Resolver {
public:
    explicit Resolver(Code& code) : code_(code) {}

    Result<void> run() {
        QS_TRY(code_.root, process(code_.root));
        if (code_.root->kind == NodeKind::parent || !code_.root->seeking.empty()) {
            return fail("S0217", {}, code_.root->position);
        }
        bind_names();
        for (Node* const path : paths_) count_plain_steps(*path);
        return {};
    }

private:
    using Processed = Result<Node*>;

    Node* make(NodeKind kind, std::uint32_t position) {
        Node* const node = new (code_.arena.allocate(sizeof(Node))) Node;
        node->kind = kind;
        node->position = position;
        return node;
    }
    template <class T>
    std::span<T> append(std::span<T> items, const T& item) {
        std::vector<T> all(items.begin(), items.end());
        all.push_back(item);
        return code_.arena.copy(std::span<const T>(all));
    }
    Node* path_of(Node* step) {
        Node* const path = make(NodeKind::path, step->position);
        push_step(path, step);
        paths_.push_back(path);
        return path;
    }
    /// Appends in amortised constant time: paths can be long.
    void push_step(Node* path, Node* step) {
        const std::size_t size = path->list.size();
        Node** memory = path->list.data();
        if (size == path->list_capacity) {
            path->list_capacity = path->list_capacity == 0 ? 2 : path->list_capacity * 2;
            memory = code_.arena.array<Node*>(path->list_capacity);
            std::copy(path->list.begin(), path->list.end(), memory);
        }
        memory[size] = step;
        path->list = {memory, size + 1};
    }
    static Node* last_step(Node* node) {
        return node->kind == NodeKind::path ? node->list.back() : node;
    }

    /// Kinds whose `a` stands in front of them in the text: chains of them can be long, so they are
    /// walked and not recursed into.
    static bool has_left(const Node& node) {
        switch (node.kind) {
            case NodeKind::binary:
            case NodeKind::logical:
            case NodeKind::filter:
            case NodeKind::group:
            case NodeKind::sort:
            case NodeKind::focus:
            case NodeKind::indexing:
            case NodeKind::condition:
            case NodeKind::apply:
            case NodeKind::function:
            case NodeKind::partial: return true;
            default: return false;
        }
    }

    Processed process(Node* node) {
        std::vector<Node*> chain;
        while (has_left(*node)) {
            chain.push_back(node);
            node = node->a;
        }
        QS_TRY(Node * result, operand(node));
        while (!chain.empty()) {
            Node* const next = chain.back();
            chain.pop_back();
            const bool keep_array = next->keep_array;
            if (next->kind == NodeKind::binary && next->op == Operator::dot) {
                QS_TRY(Node* const right, process(next->b));
                QS_TRY(result, extend(result, right));
            } else {
                QS_TRY(result, with_left(next, result));
            }
            if (keep_array) result->keep_array = true;
        }
        return result;
    }

    Processed operand(Node* node) {
        const bool keep_array = node->keep_array;
        Node* result = node;
        switch (node->kind) {
            case NodeKind::end: return fail("S0207", {.token = "(end)"}, node->position);
            case NodeKind::placeholder: break;
            case NodeKind::name:
                result = path_of(node);
                result->keep_singleton = node->keep_array;
                break;
            case NodeKind::parent: {
                node->slot = code_.arena.make<AncestorSlot>();
                node->slot->label = new_label();
                break;
            }
            case NodeKind::negate: {
                QS_TRY(node->a, process(node->a));
                if (node->a->kind == NodeKind::literal && node->a->value->is_number()) {
                    result = node->a;
                    result->number = -result->number;
                    *result->value = json::Value::number(result->number);
                } else {
                    push_ancestry(node, node->a);
                }
                break;
            }
            case NodeKind::array: QS_CHECK(process_all(node)); break;
            case NodeKind::object: {
                QS_CHECK(process_pairs(node->pairs, node));
                break;
            }
            case NodeKind::block: QS_CHECK(block(node)); break;
            case NodeKind::bind: {
                frames_.back() = true;
                bound_.push_back(node->a->name);
                node->name = node->a->name;
                QS_TRY(node->b, process(node->b));
                push_ancestry(node, node->b);
                break;
            }
            case NodeKind::lambda: {
                for (const NameId parameter : node->parameters) bound_.push_back(parameter);
                frames_.push_back(false);
                QS_TRY(node->a, process(node->a));
                frames_.pop_back();
                mark_tail_calls(node->a);
                break;
            }
            case NodeKind::transform: {
                QS_TRY(node->a, process(node->a));
                QS_TRY(node->b, process(node->b));
                if (node->c != nullptr) {
                    QS_TRY(node->c, process(node->c));
                }
                break;
            }
            case NodeKind::variable: variables_.push_back(node); break;
            default: break;
        }
        if (keep_array) result->keep_array = true;
        return result;
    }

    Result<void> process_all(Node* node) {
        for (Node*& item : node->list) {
            QS_TRY(item, process(item));
            push_ancestry(node, item);
        }
        return {};
    }
    Result<void> process_pairs(std::span<Pair> pairs, Node* owner) {
        for (Pair& pair : pairs) {
            QS_TRY(pair.key, process(pair.key));
            if (owner != nullptr) push_ancestry(owner, pair.key);
            QS_TRY(pair.value, process(pair.value));
            if (owner != nullptr) push_ancestry(owner, pair.value);
        }
        return {};
    }
    Result<void> block(Node* node) {
        frames_.push_back(false);
        for (Node*& statement : node->list) {
            QS_TRY(statement, process(statement));
            push_ancestry(node, statement);
            const bool is_path = statement->kind == NodeKind::path;
            if (statement->constructed || (is_path && statement->list[0]->constructed)) {
                node->constructed = true;
            }
        }
        node->needs_frame = frames_.back();
        frames_.pop_back();
        return {};
    }

    /// A node whose left side is `left`, processed already.
    Processed with_left(Node* node, Node* left) {
        switch (node->kind) {
            case NodeKind::filter: return filter(node, left);
            case NodeKind::group: return group(node, left);
            case NodeKind::sort: return sort(node, left);
            case NodeKind::focus: return focus(node, left);
            case NodeKind::indexing: return indexing(node, left);
            case NodeKind::function:
            case NodeKind::partial:
                QS_CHECK(process_all(node));
                node->a = left;
                return node;
            case NodeKind::condition: {
                node->a = left;
                push_ancestry(node, left);
                QS_TRY(node->b, process(node->b));
                push_ancestry(node, node->b);
                if (node->c != nullptr) {
                    QS_TRY(node->c, process(node->c));
                    push_ancestry(node, node->c);
                }
                return node;
            }
            case NodeKind::apply: {
                node->a = left;
                QS_TRY(node->b, process(node->b));
                node->keep_array = left->keep_array || node->b->keep_array;
                return node;
            }
            default: {
                node->a = left;
                push_ancestry(node, left);
                QS_TRY(node->b, process(node->b));
                push_ancestry(node, node->b);
                return node;
            }
        }
    }

    /// `left.right`
    Processed extend(Node* left, Node* right) {
        Node* path = left;
        if (left->kind != NodeKind::path) {
            path = path_of(left);
            if (left->kind == NodeKind::parent) path->seeking = append(path->seeking, left->slot);
        }
        const std::size_t first_new = path == left ? path->list.size() : 0;
        if (right->kind == NodeKind::path) {
            for (Node* const step : right->list) push_step(path, step);
        } else {
            if (!right->predicates.empty()) {
                right->stages = right->predicates;
                right->predicates = {};
            }
            push_step(path, right);
        }
        // The step in front of a sort or an index became a path without this look.
        if (path == left) QS_CHECK(check_step(path, path->list.front()));
        for (Node* const step : path->list.subspan(first_new)) QS_CHECK(check_step(path, step));
        if (path->list.front()->is_array_constructor) path->list.front()->constructed = true;
        if (path->list.back()->is_array_constructor) path->list.back()->constructed = true;
        QS_CHECK(resolve_ancestry(path));
        return path;
    }

    Result<void> check_step(Node* path, Node* step) {
        if (step->kind == NodeKind::literal) {
            if (!step->value->is_string()) {
                return fail("S0213", {.value = step->value}, step->position);
            }
            // A quoted text within a path is a name.
            step->kind = NodeKind::name;
            step->text = step->value->as_string();
        }
        if (step->keep_array) path->keep_singleton = true;
        return {};
    }

    Processed filter(Node* node, Node* result) {
        const bool in_path = result->kind == NodeKind::path;
        Node* const step = last_step(result);
        if (step->group != nullptr) return fail("S0209", {}, node->position);
        QS_TRY(Node* const predicate, process(node->b));
        for (AncestorSlot* const slot : predicate->seeking) {
            if (slot->level == 1) {
                QS_CHECK(seek_parent(step, slot));
            } else {
                --slot->level;
            }
        }
        if (!predicate->seeking.empty()) push_ancestry(step, predicate);
        Stage stage;
        stage.filter = predicate;
        auto& stages = in_path ? step->stages : step->predicates;
        stages = append(stages, stage);
        return result;
    }
    Processed group(Node* node, Node* result) {
        if (result->group != nullptr) return fail("S0210", {}, node->position);
        QS_CHECK(process_pairs(node->pairs, nullptr));
        result->group = code_.arena.make<Group>(node->pairs, node->position);
        return result;
    }
    Processed sort(Node* node, Node* left) {
        Node* const path = left->kind == NodeKind::path ? left : path_of(left);
        Node* const step = make(NodeKind::sort, node->position);
        step->terms = node->terms;
        for (SortTerm& term : step->terms) {
            QS_TRY(term.key, process(term.key));
            push_ancestry(step, term.key);
        }
        push_step(path, step);
        QS_CHECK(resolve_ancestry(path));
        return path;
    }
    Processed focus(Node* node, Node* result) {
        Node* const step = last_step(result);
        if (!step->stages.empty() || !step->predicates.empty()) {
            return fail("S0215", {}, node->position);
        }
        if (step->kind == NodeKind::sort) return fail("S0216", {}, node->position);
        if (node->keep_array) step->keep_array = true;
        step->focus = node->b->name;
        step->tuple = true;
        bound_.push_back(step->focus);
        return result;
    }
    Processed indexing(Node* node, Node* result) {
        Node* step = result;
        if (result->kind == NodeKind::path) {
            step = result->list.back();
        } else {
            result = path_of(result);
            if (!step->predicates.empty()) {
                step->stages = step->predicates;
                step->predicates = {};
            }
        }
        if (step->stages.empty()) {
            step->index = node->b->name;
        } else {
            Stage stage;
            stage.index = node->b->name;
            step->stages = append(step->stages, stage);
        }
        step->tuple = true;
        bound_.push_back(node->b->name);
        return result;
    }

    // The parent operator.

    NameId new_label() {
        code_.names.push_back(code_.arena.copy("!" + std::to_string(labels_++)));
        return static_cast<NameId>(code_.names.size() - 1);
    }
    void push_ancestry(Node* result, const Node* value) {
        for (AncestorSlot* const slot : value->seeking) {
            result->seeking = append(result->seeking, slot);
        }
        if (value->kind == NodeKind::parent) {
            result->seeking = append(result->seeking, value->slot);
        }
    }
    Result<void> resolve_ancestry(Node* path) {
        const Node* const last = path->list.back();
        std::vector<AncestorSlot*> slots(last->seeking.begin(), last->seeking.end());
        if (last->kind == NodeKind::parent) slots.push_back(last->slot);
        for (AncestorSlot* const slot : slots) {
            auto at = static_cast<std::ptrdiff_t>(path->list.size()) - 2;
            while (slot->level > 0) {
                if (at < 0) {
                    path->seeking = append(path->seeking, slot);
                    break;
                }
                const auto step_at = [&](std::ptrdiff_t i) {
                    return path->list[static_cast<std::size_t>(i)];
                };
                Node* step = step_at(at--);
                // Neighbouring steps that bind a focus share one context.
                while (at >= 0 && step->focus != kNoName && step_at(at)->focus != kNoName) {
                    step = step_at(at--);
                }
                QS_CHECK(seek_parent(step, slot));
            }
        }
        return {};
    }
    Result<void> seek_parent(Node* node, AncestorSlot* slot) {
        switch (node->kind) {
            case NodeKind::name:
            case NodeKind::wildcard:
                if (--slot->level == 0) {
                    // Two that mean the same step share its label.
                    if (node->ancestor != nullptr) slot->label = node->ancestor->label;
                    node->ancestor = slot;
                    node->tuple = true;
                }
                return {};
            case NodeKind::parent: ++slot->level; return {};
            case NodeKind::block:
                if (node->list.empty()) return {};
                node->tuple = true;
                return seek_parent(node->list.back(), slot);
            case NodeKind::path: {
                node->tuple = true;
                std::size_t at = node->list.size();
                QS_CHECK(seek_parent(node->list[--at], slot));
                while (slot->level > 0 && at > 0) QS_CHECK(seek_parent(node->list[--at], slot));
                return {};
            }
            default: return fail("S0217", {}, node->position);
        }
    }

    // Tail calls and names.

    static void mark_tail_calls(Node* node) {
        if (node->kind == NodeKind::function && node->predicates.empty() &&
            node->group == nullptr) {
            node->is_tail_call = true;
        } else if (node->kind == NodeKind::condition) {
            mark_tail_calls(node->b);
            if (node->c != nullptr) mark_tail_calls(node->c);
        } else if (node->kind == NodeKind::block && !node->list.empty()) {
            mark_tail_calls(node->list.back());
        }
    }
    /// Variables and names with nothing behind them, at the start of a path without tuples: they
    /// are followed without making sequences.
    static void count_plain_steps(Node& path) {
        for (const Node* const step : path.list) {
            if (step->tuple) {
                path.plain_steps = 0;
                return;
            }
        }
        for (const Node* const step : path.list) {
            const bool is_first = path.plain_steps == 0;
            const bool fits =
                step->kind == NodeKind::name || (is_first && step->kind == NodeKind::variable);
            if (!fits || !step->stages.empty() || !step->predicates.empty() ||
                step->group != nullptr || step->keep_array) {
                break;
            }
            ++path.plain_steps;
        }
        path.is_plain = path.plain_steps == path.list.size() && path.predicates.empty() &&
                        path.group == nullptr && !path.keep_array && !path.keep_singleton;
    }
    void bind_names() {
        std::vector<bool> is_bound(code_.names.size(), false);
        for (const NameId name : bound_) is_bound[name] = true;
        for (Node* const variable : variables_) {
            variable->is_bound = is_bound[variable->name];
            variable->native = find_native(variable->text);
        }
    }

    Code& code_;
    std::vector<bool> frames_{false};  ///< Whether the frame, outermost first, binds anything.
    std::vector<NameId> bound_;
    std::vector<Node*> variables_;
    std::vector<Node*> paths_;
    int labels_ = 0;
};

}  // namespace

Result<void> resolve(Code& code) {
    return Resolver(code).run();
}

}  // namespace query::jsonata
