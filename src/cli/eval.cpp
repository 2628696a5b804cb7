// `quickstep eval`: one expression, its value, or what is wrong with it.
#include "cli/eval.hpp"

#include <unistd.h>

#include <charconv>
#include <map>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/query.hpp"
#include "query/template/jsonata_template.hpp"
#include "runtime/evaluation_watch.hpp"

namespace cli {
namespace {

using VariableMap = std::map<std::string, json::Value, std::less<>>;

/// What an expression sees.
struct Scene {
    std::string text;
    std::optional<json::Value> data;
    std::optional<json::Value> context;
    VariableMap variables;
    bool is_strict = false;
};

/// A value, or JSONata's undefined.
using Evaluated = Outcome<std::optional<json::Value>>;

/// As long as somebody at a terminal waits.
constexpr std::int64_t kLimitMs = 30'000;

Problem expression_problem(std::string_view text, std::string_view code, std::string message,
                           std::optional<std::size_t> position) {
    Problem problem{.message = std::move(message)};
    problem.code = code;
    problem.cause = std::string(code) + "\n" + marked(text, position);
    problem.hint = advice(code);
    return problem;
}

Problem jsonata_problem(std::string_view text, const query::jsonata::Error& error) {
    std::optional<std::size_t> position;
    if (error.position != query::jsonata::kNoPosition) position = error.position;
    return expression_problem(text, error.code, error.message, position);
}

/// Where a message of the paths or intrinsics says "at offset 14" or "at position 3".
std::optional<std::size_t> place_in(std::string_view message) {
    for (const std::string_view words : {"at offset ", "at position "}) {
        const std::size_t found = message.find(words);
        if (found == std::string_view::npos) continue;
        const std::string_view digits = message.substr(found + words.size());
        std::size_t number = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (read.ec == std::errc{}) return number + 1;
    }
    return std::nullopt;
}

Outcome<std::optional<json::Value>> read_json(const std::string& file) {
    if (file.empty()) return std::optional<json::Value>{};
    QS_TRY(const std::string text, read_file(file, base::limits::kJsonTextBytesMax));
    auto value = json::parse(text);
    if (value) return std::optional<json::Value>(*std::move(value));
    return base::fail(usage_problem(file + " is not JSON: " + value.error().message));
}

Outcome<VariableMap> read_variables(const std::vector<std::string>& words) {
    VariableMap variables;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        const std::string_view name = std::string_view(word).substr(0, equals);
        if (equals == std::string::npos || equals == 0) {
            return base::fail(usage_problem("--var must be NAME=JSON, not \"" + word + "\"",
                                            "for example --var limit=100 or --var 'name=\"Ann\"'"));
        }
        auto value = json::parse(std::string_view(word).substr(equals + 1));
        if (!value) {
            return base::fail(usage_problem("the value of --var " + std::string(name) +
                                                " is not JSON: " + value.error().message,
                                            "a text needs its quotes: --var 'name=\"Ann\"'"));
        }
        const std::size_t dollar = name.starts_with('$') ? 1 : 0;
        variables.insert_or_assign(std::string(name.substr(dollar)), *std::move(value));
    }
    return variables;
}

/// `$states`, where the command line does not say what it is.
void add_states(Scene& scene) {
    std::vector<json::Member> states;
    if (scene.data) states.emplace_back("input", *scene.data);
    if (scene.context) states.emplace_back("context", *scene.context);
    scene.variables.emplace("states", json::Value::take_object(std::move(states)));
}

Evaluated evaluate_jsonata(const Scene& scene) {
    auto expression = query::jsonata::Expression::compile(scene.text);
    if (!expression) return base::fail(jsonata_problem(scene.text, expression.error()));
    if (scene.is_strict && expression->refusal()) {
        const auto& refusal = *expression->refusal();
        return base::fail(
            expression_problem(scene.text, "Refused", refusal.message, refusal.position));
    }
    runtime::EvaluationWatch watch;
    runtime::EvaluationWatch::Place watched(
        watch, base::Milliseconds{scene.is_strict ? base::limits::kStatesExpressionMs : kLimitMs});
    base::SeededRandom random(base::random_seed());
    query::jsonata::Surroundings surroundings{.variables = query::Variables::of(scene.variables),
                                              .random = random,
                                              .now_ms = base::epoch_ms(base::system_clock().now()),
                                              .abort = watched.begin()};
    if (scene.is_strict) {
        surroundings.steps_max = base::limits::kStatesJsonataStepsMax;
        surroundings.depth_max = base::limits::kStatesJsonataDepthMax;
        surroundings.memory_bytes_max = base::limits::kStatesJsonataMemoryBytesMax;
    } else if (scene.data) {
        surroundings.input = &*scene.data;
    }
    auto value = expression->evaluate(surroundings);
    watched.end();
    if (!value) return base::fail(jsonata_problem(scene.text, value.error()));
    if (!*value && scene.is_strict) {
        return base::fail(expression_problem(scene.text, "Undefined",
                                             "the expression returned nothing (undefined)", {}));
    }
    return *std::move(value);
}

Evaluated evaluate_query(const Scene& scene, std::string_view code) {
    auto query = query::Query::compile(scene.text);
    if (!query) {
        const std::string& message = query.error().message;
        return base::fail(expression_problem(scene.text, code, message, place_in(message)));
    }
    base::SeededRandom random(base::random_seed());
    const json::Value data = scene.data.value_or(json::Value::empty_object());
    const query::Environment environment{.input = data,
                                         .context = scene.context ? &*scene.context : nullptr,
                                         .variables = query::Variables::of(scene.variables),
                                         .random = random};
    auto value = query->evaluate(environment, "expression");
    if (value) return std::optional<json::Value>(*std::move(value));
    const bool is_path = query->form() != query::Query::Form::intrinsic;
    return base::fail(
        expression_problem(scene.text, is_path ? "PathNotFound" : code, value.error().cause, {}));
}

std::string language_of(const EvalOptions& options, std::string_view text) {
    if (!options.language.empty()) return options.language;
    return text.starts_with("States.") ? "intrinsic" : "jsonata";
}

Evaluated evaluate(const EvalOptions& options, std::string_view language, Scene scene) {
    if (language == "jsonpath") return evaluate_query(scene, "InvalidPath");
    if (language == "intrinsic") return evaluate_query(scene, "States.IntrinsicFailure");
    if (options.is_strict) add_states(scene);
    return evaluate_jsonata(scene);
}

}  // namespace

Finished eval(const EvalOptions& options) {
    if (options.expression.empty()) {
        return base::fail(usage_problem("say what to evaluate: quickstep eval EXPRESSION",
                                        "quickstep eval '$sum(orders.price)' --data orders.json"));
    }
    Scene scene;
    scene.is_strict = options.is_strict;
    std::string_view text = base::trim(options.expression);
    if (query::is_expression(text)) text = base::trim(text.substr(2, text.size() - 4));
    scene.text = text;
    QS_TRY(scene.data, read_json(options.data));
    QS_TRY(scene.context, read_json(options.context));
    QS_TRY(scene.variables, read_variables(options.variables));
    const base::Monotonic begin = base::system_clock().monotonic();
    auto value = evaluate(options, language_of(options, text), std::move(scene));
    const std::chrono::duration<double> taken = base::system_clock().monotonic() - begin;
    if (options.shows_time) write_error("took " + duration_text(taken.count()) + "\n");
    if (!value) return base::fail(std::move(value).error());
    if (!*value) {
        write_error("the expression gives nothing (undefined)\n");
        return ExitCode::done;
    }
    const bool is_terminal = look_at_terminal(1, ColourMode::never).is_terminal;
    write_out((is_terminal ? json::print_pretty(**value) : json::print(**value)) + "\n");
    return ExitCode::done;
}

}  // namespace cli
