// Evaluating expressions in the surroundings of a scope.
#include "engine/view.hpp"

namespace engine {

View::View(Step& step, ScopeId scope, ContextExtras extras)
    : step_(step),
      id_(scope),
      scope_(step.scope(scope)),
      state_(step.state_of(scope)),
      extras_(std::move(extras)) {}

const json::Value* View::find_variable(std::string_view name) const {
    const std::string key(name);
    const Scope* scope = &scope_;
    while (true) {
        const auto found = scope->variables.find(key);
        if (found != scope->variables.end()) return &found->second;
        if (scope->parent == kNoScope) return nullptr;
        scope = &step_.scope(scope->parent);
    }
}

query::Environment View::environment(const json::Value& input, bool uses_context) {
    if (uses_context && !context_) {
        context_ = context_object(step_.program(), step_.execution(), id_, extras_);
    }
    return query::Environment{.input = input,
                              .context = context_ ? &*context_ : nullptr,
                              .variables = query::Variables::of(*this),
                              .random = step_.random()};
}

base::Result<json::Value, Problem> View::evaluate(const query::Query& query,
                                                  const json::Value& input,
                                                  std::string_view field) {
    auto value = query.evaluate(environment(input, query.uses_context()), field);
    if (!value) return base::fail(query_problem(state_, scope_, value.error()));
    return *std::move(value);
}

base::Result<json::Value, Problem> View::evaluate(const query::Template& payload,
                                                  const json::Value& input) {
    auto value = payload.evaluate(environment(input, payload.uses_context()));
    if (!value) return base::fail(query_problem(state_, scope_, value.error()));
    return *std::move(value);
}

base::Result<std::optional<json::Value>, Problem> View::find(const query::Query& query,
                                                             const json::Value& input) {
    auto value = query.find(environment(input, query.uses_context()));
    if (!value) return base::fail(query_problem(state_, scope_, value.error()));
    return *std::move(value);
}

}  // namespace engine
