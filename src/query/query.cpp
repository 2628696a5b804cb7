// One expression of the JSONPath language: a rooted path or an intrinsic call.
#include "query/query.hpp"

#include <algorithm>
#include <variant>

#include "base/assert.hpp"
#include "json/print.hpp"
#include "query/intrinsics/call.hpp"
#include "query/rooted_path.hpp"

namespace query {
namespace {

/// AWS's sentence for a path that leads nowhere. InputPath and OutputPath have one of their own.
Failure path_failure(const RootedPath& path, const PathFault& fault, const json::Value& input,
                     std::string_view field) {
    Failure out{std::string(kRuntime), {}};
    const bool is_selection = field == "InputPath" || field == "OutputPath";
    if (is_selection || fault.kind != PathFault::Kind::not_found) {
        out.cause = "Invalid path '" + path.text + "' : " + fault.message;
    } else {
        out.cause = "The JSONPath '" + path.text + "' specified for the field '" +
                    std::string(field) + "' could not be found in the input '" +
                    json::print(input) + "'";
    }
    return out;
}

}  // namespace

struct Query::State {
    std::string text;
    std::variant<RootedPath, intrinsics::Call> form;
    bool uses_context = false;
    std::vector<std::string> variables;

    const RootedPath* path() const { return std::get_if<RootedPath>(&form); }
};

Query::Query(std::shared_ptr<const State> state) : state_(std::move(state)) {}

base::Result<Query> Query::compile(std::string_view text) {
    std::shared_ptr<State> state;
    if (text.starts_with("States.")) {
        QS_TRY(auto call, intrinsics::parse_call(text));
        state = std::make_shared<State>(State{std::string(text), std::move(call), false, {}});
    } else {
        QS_TRY(auto path, RootedPath::compile(text));
        state = std::make_shared<State>(State{std::string(text), std::move(path), false, {}});
    }
    const auto note = [&](const RootedPath& path) {
        if (path.root == RootedPath::Root::context) state->uses_context = true;
        if (path.root == RootedPath::Root::variable) state->variables.push_back(path.variable);
    };
    if (const RootedPath* const path = state->path()) {
        note(*path);
    } else {
        intrinsics::for_each_path(std::get<intrinsics::Call>(state->form).root, note);
    }
    std::ranges::sort(state->variables);
    const auto repeated = std::ranges::unique(state->variables);
    state->variables.erase(repeated.begin(), repeated.end());
    return Query(std::move(state));
}

Query::Form Query::form() const {
    const RootedPath* const path = state_->path();
    if (path == nullptr) return Form::intrinsic;
    switch (path->root) {
        case RootedPath::Root::input: return Form::path;
        case RootedPath::Root::context: return Form::context_path;
        case RootedPath::Root::variable: return Form::variable_path;
    }
    return Form::path;
}

const std::string& Query::text() const {
    return state_->text;
}

const Path& Query::path() const {
    QS_ASSERT(state_->path() != nullptr);
    return state_->path()->path;
}

bool Query::is_reference() const {
    const RootedPath* const path = state_->path();
    return path != nullptr && path->path.is_reference();
}

bool Query::uses_context() const {
    return state_->uses_context;
}

std::vector<std::string> Query::variables() const {
    return state_->variables;
}

base::Result<json::Value, Failure> Query::evaluate(const Environment& environment,
                                                   std::string_view field) const {
    Budget budget(environment.steps_max, environment.abort);
    const RootedPath* const path = state_->path();
    if (path == nullptr) {
        return intrinsics::evaluate(std::get<intrinsics::Call>(state_->form), environment, budget);
    }
    auto value = path->evaluate(environment, budget);
    if (value) return *std::move(value);
    // Unlike Jayway, AWS gives an empty array where the container before a wildcard is missing.
    if (path->root == RootedPath::Root::input && !path->path.is_definite() &&
        value.error().kind == PathFault::Kind::not_found) {
        return json::Value::empty_array();
    }
    return base::fail(path_failure(*path, value.error(), environment.input, field));
}

base::Result<std::optional<json::Value>, Failure> Query::find(
    const Environment& environment) const {
    const RootedPath* const path = state_->path();
    if (path == nullptr) {
        auto value = evaluate(environment, {});
        if (!value) return base::fail(std::move(value).error());
        return std::optional<json::Value>(*std::move(value));
    }
    Budget budget(environment.steps_max, environment.abort);
    auto value = path->evaluate(environment, budget);
    if (value) return std::optional<json::Value>(*std::move(value));
    if (value.error().kind == PathFault::Kind::not_found) return std::optional<json::Value>();
    return base::fail(path_failure(*path, value.error(), environment.input, {}));
}

}  // namespace query
