// One request line to one answer line, for `quickstep eval --lines`.
#include "query/eval_lines.hpp"

#include <algorithm>
#include <optional>

#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/query.hpp"

namespace query {
namespace {

struct EvalError {
    std::string code;
    std::string message;
};

/// Compiled expressions that are kept; the same few are asked for again and again, or each once.
constexpr std::size_t kKeptExpressions = 1'000;

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

using VariableMap = std::map<std::string, json::Value, std::less<>>;

VariableMap variables_of(const json::Value& request) {
    VariableMap variables;
    const json::Value* const given = request.find("variables");
    if (given == nullptr || !given->is_object()) return variables;
    for (const json::Member& member : given->members()) {
        variables.insert_or_assign(std::string(member.key()), member.value);
    }
    return variables;
}

/// A limit of the request, at least 0; nothing where it is absent or no integer.
std::optional<std::int64_t> limit_of(const json::Value& request, std::string_view name) {
    const json::Value* const given = request.find(name);
    if (given == nullptr || !given->is_number()) return std::nullopt;
    const auto number = given->as_integer();
    if (!number) return std::nullopt;
    return std::max<std::int64_t>(*number, 0);
}

EvalResult evaluate_intrinsic(std::string_view text, const json::Value& data,
                              const json::Value& request) {
    auto query = Query::compile(text);
    if (!query) return refuse(std::string(kIntrinsicFailure), query.error().message);
    const VariableMap variables = variables_of(request);
    base::SeededRandom random(base::random_seed());
    const Environment environment{.input = data,
                                  .context = request.find("context"),
                                  .variables = Variables::of(variables),
                                  .random = random};
    auto value = query->evaluate(environment, "expression");
    if (!value) return refuse(std::string(kIntrinsicFailure), value.error().cause);
    return *std::move(value);
}

/// Watches one evaluation, where there is a watch and a limit.
class Watched {
public:
    Watched(const EvalClock& clock, std::optional<std::int64_t> limit_ms) : clock_(clock) {
        if (limit_ms && clock.start_watch) flag_ = clock.start_watch(*limit_ms);
    }
    ~Watched() {
        if (flag_ != nullptr && clock_.stop_watch) clock_.stop_watch();
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    const std::atomic<bool>* flag() const { return flag_; }

private:
    const EvalClock& clock_;
    const std::atomic<bool>* flag_ = nullptr;
};

}  // namespace

/// Nothing in `result` is JSONata's undefined.
struct LineEvaluator::Answer {
    base::Result<std::optional<json::Value>, EvalError> result;

    Answer(EvalResult from) {
        if (from) {
            result = std::optional<json::Value>(*std::move(from));
        } else {
            result = tl::unexpected<EvalError>(std::move(from).error());
        }
    }
    Answer(tl::unexpected<EvalError> error) : result(std::move(error)) {}
    Answer(std::optional<json::Value> value) : result(std::move(value)) {}
};

jsonata::Result<jsonata::Expression> LineEvaluator::compiled(std::string_view text) {
    if (const auto found = expressions_.find(text); found != expressions_.end()) {
        return found->second;
    }
    auto expression = jsonata::Expression::compile(text);
    if (!expression) return expression;
    if (expressions_.size() >= kKeptExpressions) expressions_.clear();
    expressions_.emplace(std::string(text), *expression);
    return expression;
}

LineEvaluator::Answer LineEvaluator::answer_jsonata(std::string_view text,
                                                    const json::Value& request) {
    const auto expression = compiled(text);
    if (!expression) return refuse(expression.error().code, expression.error().message);
    const VariableMap variables = variables_of(request);
    base::SeededRandom random(base::random_seed());
    jsonata::Surroundings surroundings{.variables = Variables::of(variables), .random = random};
    const json::Value* const no_data = request.find("undefined_data");
    const bool is_undefined = no_data != nullptr && no_data->is_boolean() && no_data->as_boolean();
    if (!is_undefined) surroundings.input = request.find("data");
    if (clock_.now_ms) surroundings.now_ms = clock_.now_ms();
    if (const auto depth = limit_of(request, "depth")) {
        constexpr std::int64_t kMost = base::limits::kJsonataDepthMax;
        surroundings.depth_max = static_cast<std::uint32_t>(std::min(*depth, kMost));
    }
    const Watched watched(clock_, limit_of(request, "timelimit_ms"));
    surroundings.abort = watched.flag();
    auto value = expression->evaluate(surroundings);
    if (!value) return refuse(value.error().code, value.error().message);
    return *std::move(value);
}

LineEvaluator::Answer LineEvaluator::answer_request(const json::Value& request) {
    if (!request.is_object()) return refuse("InvalidRequest", "a request is a JSON object");
    const auto language = request.find_string("language");
    const auto expression = request.find_string("expression");
    if (!language) return refuse("InvalidRequest", "the member 'language' must be a string");
    if (!expression) return refuse("InvalidRequest", "the member 'expression' must be a string");
    if (*language == "jsonata") return answer_jsonata(*expression, request);
    const json::Value* const data = request.find("data");
    const json::Value input = data == nullptr ? json::Value::empty_object() : *data;
    if (*language == "jsonpath") return evaluate_path(*expression, input);
    if (*language == "intrinsic") return evaluate_intrinsic(*expression, input, request);
    return refuse("InvalidRequest",
                  "the member 'language' must be jsonata, jsonpath or intrinsic, not '" +
                      std::string(*language) + "'");
}

std::string LineEvaluator::answer(std::string_view line) {
    json::ObjectBuilder answer;
    const auto request = json::parse(line);
    const json::Value* const id = request ? request->find("id") : nullptr;
    answer.set("id", id == nullptr ? json::Value() : *id);
    Answer given = request ? answer_request(*request)
                           : Answer(refuse("InvalidRequest", request.error().message));
    if (!given.result) {
        const EvalError& error = given.result.error();
        answer.set("error", json::object({{"code", json::Value::string(error.code)},
                                          {"message", json::Value::string(error.message)}}));
    } else if (*given.result) {
        answer.set("result", **std::move(given.result));
    } else {
        answer.set_boolean("undefined", true);
    }
    return json::print(std::move(answer).build());
}

}  // namespace query
