// One request line to one answer line, for `quickstep eval --lines`.
#include "query/eval_lines.hpp"

#include <map>

#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/query.hpp"

namespace query {
namespace {

struct EvalError {
    std::string code;
    std::string message;
};

using EvalResult = base::Result<json::Value, EvalError>;

tl::unexpected<EvalError> refuse(std::string code, std::string message) {
    return tl::unexpected<EvalError>(EvalError{std::move(code), std::move(message)});
}

EvalResult evaluate_path(std::string_view text, const json::Value& data) {
    auto path = Path::compile(text);
    if (!path) return refuse("InvalidPath", path.error().message);
    Budget budget;
    auto value = path->evaluate(data, budget);
    if (value) return *std::move(value);
    switch (value.error().kind) {
        case PathFault::Kind::not_found: return refuse("PathNotFound", value.error().message);
        case PathFault::Kind::invalid: return refuse("InvalidPath", value.error().message);
        case PathFault::Kind::other: break;
    }
    return refuse("PathFailed", value.error().message);
}

EvalResult evaluate_intrinsic(std::string_view text, const json::Value& data,
                              const json::Value& request) {
    auto query = Query::compile(text);
    if (!query) return refuse(std::string(kIntrinsicFailure), query.error().message);
    std::map<std::string, json::Value, std::less<>> variables;
    if (const json::Value* const given = request.find("variables");
        given != nullptr && given->is_object()) {
        for (const json::Member& member : given->members()) {
            variables.insert_or_assign(std::string(member.key()), member.value);
        }
    }
    base::SeededRandom random(base::random_seed());
    const Environment environment{.input = data,
                                  .context = request.find("context"),
                                  .variables = Variables::of(variables),
                                  .random = random};
    auto value = query->evaluate(environment, "expression");
    if (!value) return refuse(std::string(kIntrinsicFailure), value.error().cause);
    return *std::move(value);
}

EvalResult evaluate_request(const json::Value& request) {
    const auto language = request.find_string("language");
    const auto expression = request.find_string("expression");
    if (!language) return refuse("InvalidRequest", "the member 'language' must be a string");
    if (!expression) return refuse("InvalidRequest", "the member 'expression' must be a string");
    const json::Value* const data = request.find("data");
    const json::Value input = data == nullptr ? json::Value::empty_object() : *data;
    if (*language == "jsonpath") return evaluate_path(*expression, input);
    if (*language == "intrinsic") return evaluate_intrinsic(*expression, input, request);
    if (*language == "jsonata") return refuse("InvalidRequest", "JSONata is not supported yet");
    return refuse("InvalidRequest", "the member 'language' must be jsonpath or intrinsic, not '" +
                                        std::string(*language) + "'");
}

}  // namespace

std::string eval_line(std::string_view line) {
    json::ObjectBuilder answer;
    const auto request = json::parse(line);
    const json::Value* const id = request ? request->find("id") : nullptr;
    answer.set("id", id == nullptr ? json::Value() : *id);
    EvalResult result = [&]() -> EvalResult {
        if (!request) return refuse("InvalidRequest", request.error().message);
        if (!request->is_object()) return refuse("InvalidRequest", "a request is a JSON object");
        return evaluate_request(*request);
    }();
    if (result) {
        answer.set("result", *std::move(result));
    } else {
        answer.set("error",
                   json::object({{"code", json::Value::string(result.error().code)},
                                 {"message", json::Value::string(result.error().message)}}));
    }
    return json::print(std::move(answer).build());
}

}  // namespace query
