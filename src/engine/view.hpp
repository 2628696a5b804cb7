// What expressions of a state see: its data, its variables, its context object. The context object
// is made only for the expressions that read it.
#pragma once
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "engine/context.hpp"
#include "engine/problem.hpp"
#include "engine/step.hpp"

namespace engine {

/// For the state that `scope` is in; to be thrown away before the next emit.
class View {
public:
    View(Step& step, ScopeId scope, ContextExtras extras = {});

    const asl::State& state() const { return state_; }
    const Scope& scope() const { return scope_; }
    /// The state's raw input.
    const json::Value& data() const { return scope_.data; }

    /// For query::Variables: its own variables, then those of the scopes around it.
    const json::Value* find_variable(std::string_view name) const;

    base::Result<json::Value, Problem> evaluate(const query::Query& query, const json::Value& input,
                                                std::string_view field);
    base::Result<json::Value, Problem> evaluate(const query::Template& payload,
                                                const json::Value& input);
    /// A path that leads nowhere gives nothing instead of a problem.
    base::Result<std::optional<json::Value>, Problem> find(const query::Query& query,
                                                           const json::Value& input);
    Problem runtime(std::string_view sentence) const {
        return runtime_problem(state_, scope_, sentence);
    }

private:
    query::Environment environment(const json::Value& input, bool uses_context);

    Step& step_;
    ScopeId id_;
    const Scope& scope_;
    const asl::State& state_;
    ContextExtras extras_;
    std::optional<json::Value> context_;
};

}  // namespace engine
