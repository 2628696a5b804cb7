// A walk over the tree with an eye on what `$` is in each place. The sentences of refusals are
// AWS's where they are known: field names and `$$`.
#include "query/jsonata/survey.hpp"

#include <set>

#include "query/jsonata/library.hpp"

namespace query::jsonata {
namespace {

class Surveyor {
public:
    explicit Surveyor(Survey& found) : found_(found) {}

    /// `is_top`: `$` is the input of the whole expression here.
    void visit(const Node* node, bool is_top) {
        if (node == nullptr) return;
        switch (node->kind) {
            case NodeKind::path: visit_path(*node, is_top); break;
            case NodeKind::name: refuse_name(*node, is_top); break;
            case NodeKind::wildcard:
            case NodeKind::descendants:
                if (is_top)
                    refuse("Reference to a wildcard at the top level is not supported.", *node);
                break;
            case NodeKind::variable: visit_variable(*node, is_top); break;
            case NodeKind::bind: visit(node->b, is_top); break;
            case NodeKind::transform:
                visit(node->a, false);
                visit(node->b, false);
                visit(node->c, false);
                break;
            default:
                visit(node->a, is_top);
                visit(node->b, is_top);
                visit(node->c, is_top);
                for (const Node* const item : node->list) visit(item, is_top);
                for (const Pair& pair : node->pairs) visit_pair(pair, is_top);
        }
        visit_behind(*node);
    }

    void finish() {
        found_.variables.assign(variables_.begin(), variables_.end());
        if (reads_all_states_) states_ = {"context", "errorOutput", "input", "result"};
        found_.state_members.assign(states_.begin(), states_.end());
    }

private:
    void visit_pair(const Pair& pair, bool is_top) {
        visit(pair.key, is_top);
        visit(pair.value, is_top);
    }
    void visit_behind(const Node& node) {
        for (const Stage& stage : node.stages) visit(stage.filter, false);
        for (const Stage& predicate : node.predicates) visit(predicate.filter, false);
        for (const SortTerm& term : node.terms) visit(term.key, false);
        if (node.group == nullptr) return;
        for (const Pair& pair : node.group->pairs) visit_pair(pair, false);
    }
    void visit_path(const Node& path, bool is_top) {
        const Node& first = *path.list.front();
        const bool is_states = first.kind == NodeKind::variable && first.text == "states" &&
                               !first.is_bound && first.stages.empty();
        if (is_states && path.list.size() > 1 && path.list[1]->kind == NodeKind::name) {
            states_.emplace(path.list[1]->text);
            variables_.emplace("states");
        } else {
            visit(&first, is_top);
        }
        for (std::size_t i = 1; i < path.list.size(); ++i) {
            // A name behind a dot is a field, wherever the path stands.
            if (path.list[i]->kind == NodeKind::name) {
                visit_behind(*path.list[i]);
            } else {
                visit(path.list[i], false);
            }
        }
    }
    void visit_variable(const Node& node, bool is_top) {
        if (node.text.empty() || node.text == "$") {
            if (is_top) {
                refuse(node.text.empty() ? "Reference to '$' at the top level is not supported."
                                         : "Reference to '$$' is not supported.",
                       node);
            }
            return;
        }
        if (node.is_bound) return;
        if (node.native == nullptr) variables_.emplace(node.text);
        if (node.text == "states") reads_all_states_ = true;
        if (node.text == "eval") refuse("Reference to '$eval' is not supported.", node);
    }
    void refuse_name(const Node& node, bool is_top) {
        if (!is_top) return;
        refuse("Reference to '" + std::string(node.text) + "' at the top level is not supported.",
               node);
    }
    void refuse(std::string message, const Node& node) {
        if (!found_.refusal)
            found_.refusal = Expression::Refusal{std::move(message), node.position};
    }

    Survey& found_;
    std::set<std::string, std::less<>> variables_;
    std::set<std::string, std::less<>> states_;
    bool reads_all_states_ = false;
};

}  // namespace

Survey survey(const Code& code) {
    Survey found;
    Surveyor surveyor(found);
    surveyor.visit(code.root, true);
    surveyor.finish();
    return found;
}

}  // namespace query::jsonata
