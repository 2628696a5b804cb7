// Walks a Program from each scope's start, so that the graph is in reading order.
#include "asl/graph.hpp"

#include <string>
#include <utility>

#include "base/overloaded.hpp"
#include "base/time.hpp"

namespace asl {

namespace {

constexpr std::size_t kNotMet = static_cast<std::size_t>(-1);

struct Target {
    StateIndex state;
    GraphEdge::Kind kind;
    std::string label;
};

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// In the order in which the engine would look at them.
std::vector<Target> targets_of(const State& state) {
    std::vector<Target> targets;
    if (const auto* choice = std::get_if<Choice>(&state.kind)) {
        for (const ChoiceBranch& branch : choice->branches) {
            targets.push_back({branch.next, GraphEdge::Kind::choice, describe(branch.rule)});
        }
        if (choice->fallback != kNoState) {
            targets.push_back({choice->fallback, GraphEdge::Kind::fallback, "Default"});
        }
    } else if (state.transition.next != kNoState) {
        targets.push_back({state.transition.next, GraphEdge::Kind::next, ""});
    }
    for (const Catcher& catcher : state.catchers) {
        targets.push_back({catcher.next, GraphEdge::Kind::catching, joined(catcher.error_equals)});
    }
    std::erase_if(targets, [](const Target& target) { return target.state == kNoState; });
    return targets;
}

std::string function_name(std::string_view arn) {
    const std::size_t function = arn.find(":function:");
    return function == std::string_view::npos ? std::string()
                                              : std::string(arn.substr(function + 10));
}

std::string wait_detail(const Wait& wait) {
    return std::visit(
        base::Overloaded{
            [](std::int64_t seconds) { return std::to_string(seconds) + " s"; },
            [](const query::Query& path) { return path.text() + " s"; },
            [](base::TimePoint time) { return "until " + base::iso8601_seconds(time); },
            [](const Wait::UntilPath& path) { return "until " + path.query.text(); },
            [](const Wait::SecondsExpression& e) { return e.expression.text() + " s"; },
            [](const Wait::UntilExpression& e) { return "until " + e.expression.text(); },
        },
        wait.until);
}

std::string task_detail(const Task& task) {
    switch (task.target.kind) {
        case TaskTarget::Kind::lambda_function: return function_name(task.resource);
        case TaskTarget::Kind::activity: {
            const std::size_t colon = task.resource.rfind(':');
            return "activity " + task.resource.substr(colon + 1);
        }
        case TaskTarget::Kind::integration:
            return task.target.resource_type + ":" + task.target.action;
    }
    return {};
}

std::string detail_of(const State& state) {
    return std::visit(base::Overloaded{
                          [](const Task& task) { return task_detail(task); },
                          [](const Wait& wait) { return wait_detail(wait); },
                          [](const Fail& fail) {
                              if (const auto* text = std::get_if<std::string>(&fail.error))
                                  return *text;
                              if (const auto* path = std::get_if<query::Query>(&fail.error))
                                  return path->text();
                              if (const auto* e = std::get_if<query::JsonataTemplate>(&fail.error))
                                  return e->text();
                              return std::string();
                          },
                          [](const Parallel& parallel) {
                              return std::to_string(parallel.branches.size()) +
                                     (parallel.branches.size() == 1 ? " branch" : " branches");
                          },
                          [](const Map& map) {
                              if (map.items) return "for each of " + map.items->text();
                              return map.items_path.text.empty()
                                         ? std::string("for each item")
                                         : "for each of " + map.items_path.text;
                          },
                          [](const auto&) { return std::string(); },
                      },
                      state.kind);
}

class GraphMaker {
public:
    explicit GraphMaker(const Program& program)
        : program_(program), met_(program.states.size(), kNotMet) {}

    Graph run() {
        graph_.comment = program_.comment;
        if (!program_.scopes.empty()) add_scope(0, std::nullopt);
        return std::move(graph_);
    }

private:
    std::size_t add_scope(ScopeIndex index, std::optional<std::size_t> owner) {
        const StateScope& scope = program_.scope(index);
        const std::size_t id = graph_.scopes.size();
        graph_.scopes.push_back(
            {.owner = owner, .start = graph_.nodes.size(), .nodes = {}, .edges = {}});
        if (scope.start_at == kNoState) return id;
        const std::vector<StateIndex> order = walk(scope.start_at, id);
        for (const StateIndex state : order) add_edges(state, id);
        for (const StateIndex state : order) add_inner(state);
        return id;
    }

    /// Depth first along the main way: a state's successor comes before what its errors lead to.
    std::vector<StateIndex> walk(StateIndex start, std::size_t scope) {
        std::vector<StateIndex> order;
        std::vector<StateIndex> stack{start};
        while (!stack.empty()) {
            const StateIndex index = stack.back();
            stack.pop_back();
            if (met_[index] != kNotMet) continue;
            met_[index] = graph_.nodes.size();
            order.push_back(index);
            add_node(index, scope);
            const auto targets = targets_of(program_.state(index));
            for (auto target = targets.rbegin(); target != targets.rend(); ++target)
                stack.push_back(target->state);
        }
        return order;
    }

    void add_node(StateIndex index, std::size_t scope) {
        const State& state = program_.state(index);
        graph_.scopes[scope].nodes.push_back(graph_.nodes.size());
        graph_.nodes.push_back(
            {.name = state.name,
             .type = type_name(state),
             .detail = detail_of(state),
             .scope = scope,
             .inner = {},
             .is_end = state.transition.is_end || std::holds_alternative<Succeed>(state.kind)});
    }

    void add_edges(StateIndex index, std::size_t scope) {
        for (Target& target : targets_of(program_.state(index))) {
            graph_.scopes[scope].edges.push_back(graph_.edges.size());
            graph_.edges.push_back(
                {met_[index], met_[target.state], target.kind, std::move(target.label)});
        }
    }

    void add_inner(StateIndex index) {
        const State& state = program_.state(index);
        const std::size_t node = met_[index];
        std::vector<ScopeIndex> inner;
        if (const auto* parallel = std::get_if<Parallel>(&state.kind)) inner = parallel->branches;
        if (const auto* map = std::get_if<Map>(&state.kind)) inner = {map->processor};
        for (const ScopeIndex scope : inner) {
            const std::size_t id = add_scope(scope, node);
            graph_.nodes[node].inner.push_back(id);
        }
    }

    const Program& program_;
    std::vector<std::size_t> met_;
    Graph graph_;
};

}  // namespace

Graph make_graph(const Program& program) {
    return GraphMaker(program).run();
}

std::string_view kind_name(GraphEdge::Kind kind) {
    switch (kind) {
        case GraphEdge::Kind::next: return "next";
        case GraphEdge::Kind::choice: return "choice";
        case GraphEdge::Kind::fallback: return "default";
        case GraphEdge::Kind::catching: return "catch";
    }
    return "next";
}

}  // namespace asl
