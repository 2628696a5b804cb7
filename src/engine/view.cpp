// Evaluating expressions in the surroundings of a scope.
#include "engine/view.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/overloaded.hpp"

namespace engine {
namespace {

/// The workflow's variables, and `$states`.
struct JsonataVariables {
    const View& view;
    const json::Value* states = nullptr;

    const json::Value* find_variable(std::string_view name) const {
        return name == "states" ? states : view.find_variable(name);
    }
};

/// Evaluates with somebody watching.
class Watched {
public:
    explicit Watched(EvaluationWatch* watch) : watch_(watch) {
        if (watch_ != nullptr) abort_ = watch_->begin();
    }
    ~Watched() {
        if (watch_ != nullptr) watch_->end();
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    const std::atomic<bool>* abort() const { return abort_; }

private:
    EvaluationWatch* watch_;
    const std::atomic<bool>* abort_ = nullptr;
};

}  // namespace

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

query::Environment View::environment(const json::Value& input, bool uses_context,
                                     const std::atomic<bool>* abort) {
    return query::Environment{.input = input,
                              .context = uses_context ? &context() : nullptr,
                              .variables = query::Variables::of(*this),
                              .random = step_.random(),
                              .abort = abort};
}

base::Result<json::Value, Problem> View::evaluate(const query::Query& query,
                                                  const json::Value& input,
                                                  std::string_view field) {
    const Watched watched(step_.watch());
    auto value = query.evaluate(environment(input, query.uses_context(), watched.abort()), field);
    if (!value) return base::fail(query_problem(state_, scope_, value.error()));
    return json::without_written_text(*value);
}

base::Result<json::Value, Problem> View::evaluate(const query::Template& payload,
                                                  const json::Value& input) {
    const Watched watched(step_.watch());
    auto value = payload.evaluate(environment(input, payload.uses_context(), watched.abort()));
    if (!value) return base::fail(query_problem(state_, scope_, value.error()));
    return json::without_written_text(*value);
}

const json::Value& View::context() {
    if (context_) return *context_;
    const Inspector* const inspector = step_.inspector();
    context_ = inspector != nullptr && inspector->context
                   ? context_object(*inspector->context, extras_)
                   : context_object(step_.program(), step_.execution(), id_, extras_);
    return *context_;
}

json::Value View::states_object(const query::JsonataTemplate& payload, const StatesExtras& extras) {
    std::vector<json::Member> members;
    const auto add = [&](std::string_view name, const json::Value* value) {
        if (value != nullptr) members.emplace_back(name, *value);
    };
    const auto is_read = [&](std::string_view name) {
        return std::ranges::binary_search(payload.state_members(), name);
    };
    // In the order in which AWS shows `$states` as a whole.
    if (is_read("input")) add("input", &scope_.data);
    if (is_read("context")) add("context", &context());
    if (is_read("result")) add("result", extras.result);
    if (is_read("errorOutput")) add("errorOutput", extras.error_output);
    return json::Value::take_object(std::move(members));
}

base::Result<json::Value, Problem> View::evaluate(const query::JsonataTemplate& payload,
                                                  std::string_view field,
                                                  const StatesExtras& extras) {
    json::Value states;
    if (!payload.state_members().empty()) states = states_object(payload, extras);
    const JsonataVariables variables{.view = *this, .states = &states};
    const Watched watched(step_.watch());
    const query::jsonata::Surroundings surroundings{
        .variables = query::Variables::of(variables),
        .random = step_.random(),
        .now_ms = base::epoch_ms(step_.now()),
        .steps_max = base::limits::kStatesJsonataStepsMax,
        .depth_max = base::limits::kStatesJsonataDepthMax,
        .memory_bytes_max = base::limits::kStatesJsonataMemoryBytesMax,
        .abort = watched.abort()};
    auto value = payload.evaluate(surroundings, field);
    if (!value) return base::fail(evaluation_problem(state_, scope_, value.error()));
    return json::without_written_text(*value);
}

base::Result<json::Value, Problem> View::evaluate(const asl::Payload& payload,
                                                  const json::Value& input, std::string_view field,
                                                  const StatesExtras& extras) {
    return std::visit(
        base::Overloaded{
            [&](const query::Template& one) { return evaluate(one, input); },
            [&](const query::JsonataTemplate& one) { return evaluate(one, field, extras); },
        },
        payload);
}

base::Result<std::optional<json::Value>, Problem> View::find(const query::Query& query,
                                                             const json::Value& input) {
    const Watched watched(step_.watch());
    auto value = query.find(environment(input, query.uses_context(), watched.abort()));
    if (!value) return base::fail(query_problem(state_, scope_, value.error()));
    return *std::move(value);
}

}  // namespace engine
