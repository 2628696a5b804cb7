// Fail: ends its scope with an error. There is no exit event.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
#include "engine/states/states.hpp"
#include "json/print.hpp"

namespace engine::states {
namespace {

/// A literal, or what a path, an intrinsic or JSONata gives; nothing where the field is absent.
base::Result<std::optional<std::string>, Problem> text_of(View& view, const asl::Fail::Text& text,
                                                          std::string_view field) {
    if (const auto* literal = std::get_if<std::string>(&text)) return *literal;
    if (const auto* expression = std::get_if<query::JsonataTemplate>(&text)) {
        QS_TRY(const json::Value value, view.evaluate(*expression, field));
        if (value.is_string()) return std::string(value.as_string());
        return base::fail(view.unexpected_type(*expression, field, "string", value));
    }
    const auto* query = std::get_if<query::Query>(&text);
    if (query == nullptr) return std::optional<std::string>{};
    const std::string path_name = std::string(field) + "Path";
    QS_TRY(const json::Value value, view.evaluate(*query, view.data(), path_name));
    if (!value.is_string()) {
        return base::fail(view.runtime("The " + path_name + " field refers to value " +
                                       json::print(value) +
                                       " which is not a string: " + query->text()));
    }
    return std::string(value.as_string());
}

base::Result<Failure, Problem> failure_of(const asl::Fail& fail, View& view) {
    QS_TRY(std::optional<std::string> error, text_of(view, fail.error, "Error"));
    QS_TRY(std::optional<std::string> cause, text_of(view, fail.cause, "Cause"));
    return Failure{.error = std::move(error), .cause = std::move(cause)};
}

}  // namespace

void run(const asl::Fail& fail, Step& step, ScopeId scope) {
    View view(step, scope);
    auto failure = failure_of(fail, view);
    const Problem problem =
        failure ? Problem{.failure = *std::move(failure)} : std::move(failure).error();
    engine::fail(step, scope, problem);
}

}  // namespace engine::states
