// What expressions of a state see: its data, its variables, its context object, `$states`. The
// context object is made only for the expressions that read it.
#pragma once
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "engine/context.hpp"
#include "engine/problem.hpp"
#include "engine/step.hpp"

namespace engine {

/// What `$states` of JSONata has beside the state's input and the context object; nullptr where a
/// field does not see it.
struct StatesExtras {
    const json::Value* result = nullptr;
    const json::Value* error_output = nullptr;
};

/// For the state that `scope` is in; to be thrown away before the next emit.
class View {
public:
    View(Step& step, ScopeId scope, ContextExtras extras = {});

    const asl::State& state() const { return state_; }
    const Scope& scope() const { return scope_; }
    /// The state's raw input.
    const json::Value& data() const { return scope_.data; }

    const Execution& execution() const { return step_.execution(); }
    /// Who tests the state; null in all other executions.
    Inspector* inspector() const { return step_.inspector(); }
    /// Shows a tested state's data at a stage.
    void show(std::optional<json::Value> Stages::* stage, const json::Value& value) {
        if (Inspector* const inspector = step_.inspector()) inspector->found.stages.*stage = value;
    }
    /// The same for stages that JSONata does not have.
    void show_path(std::optional<json::Value> Stages::* stage, const json::Value& value) {
        if (state_.language == asl::Language::jsonpath) show(stage, value);
    }

    /// For query::Variables: its own variables, then those of the scopes around it.
    const json::Value* find_variable(std::string_view name) const;

    base::Result<json::Value, Problem> evaluate(const query::Query& query, const json::Value& input,
                                                std::string_view field);
    base::Result<json::Value, Problem> evaluate(const query::Template& payload,
                                                const json::Value& input);
    base::Result<json::Value, Problem> evaluate(const query::JsonataTemplate& payload,
                                                std::string_view field,
                                                const StatesExtras& extras = {});
    /// In the payload's language; JSONPath sees `input`, JSONata the rest.
    base::Result<json::Value, Problem> evaluate(const asl::Payload& payload,
                                                const json::Value& input, std::string_view field,
                                                const StatesExtras& extras = {});
    /// A path that leads nowhere gives nothing instead of a problem.
    base::Result<std::optional<json::Value>, Problem> find(const query::Query& query,
                                                           const json::Value& input);
    /// The field's value is not of the JSON type that it must have.
    Problem unexpected_type(const query::JsonataTemplate& payload, std::string_view field,
                            std::string_view wanted, const json::Value& value) const {
        return evaluation_problem(state_, scope_, payload.unexpected_type(field, wanted, value));
    }
    Problem runtime(std::string_view sentence) const {
        return runtime_problem(state_, scope_, sentence);
    }

private:
    query::Environment environment(const json::Value& input, bool uses_context,
                                   const std::atomic<bool>* abort);
    const json::Value& context();
    json::Value states_object(const query::JsonataTemplate& payload, const StatesExtras& extras);

    Step& step_;
    ScopeId id_;
    const Scope& scope_;
    const asl::State& state_;
    ContextExtras extras_;
    std::optional<json::Value> context_;
};

}  // namespace engine
