// Payload templates of JSONata states: any JSON in which a string of the form `{% ... %}` is an
// expression and everything else is itself. Arguments, Output, Assign, Items and all other fields
// of such states are one of these.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"
#include "query/jsonata/expression.hpp"

namespace query {

/// What is wrong with a string of a payload.
struct ExpressionFault {
    enum class Kind : std::uint8_t {
        delimiters,   ///< `{%` without `%}`, or the other way round.
        syntax,       ///< It is no JSONata.
        unsupported,  ///< It is, but Step Functions refuses it: Expression::refusal().
    } kind = Kind::syntax;
    /// Where below the payload's root, as AWS writes it: "" for the root itself, "/a/b[0]".
    std::string place;
    std::string message;      ///< In AWS's words.
    std::string detail = {};  ///< In ours: the expression, and where in it.
};

/// Why an evaluation failed: always States.QueryEvaluationError. `cause` is the inner sentence,
/// worded as AWS words it; `location` is the field, `Output/a/b[0]`.
struct EvaluationFailure {
    std::string cause;
    std::string location;

    bool operator==(const EvaluationFailure&) const = default;
};

/// Whether a string is an expression: it begins with `{%` and ends with `%}`.
bool is_expression(std::string_view text);

/// Immutable; copies share; any thread.
class JsonataTemplate {
public:
    /// Compiles any JSON value. Errors: every fault, in the order of the text; never empty.
    static base::Result<JsonataTemplate, std::vector<ExpressionFault>> compile(
        const json::Value& payload);

    /// Whether it holds no expression, so that `evaluate` gives back what was compiled.
    bool is_constant() const;
    /// One expression and where it stands, in the order of the text.
    struct Placed {
        std::string place;  ///< As in ExpressionFault.
        jsonata::Expression expression;
    };
    const std::vector<Placed>& expressions() const;
    /// For people: the expression without its delimiters where the payload is one, else its JSON.
    std::string text() const;
    /// The names of the variables it reads, sorted, without `$`; `states` is not among them.
    const std::vector<std::string>& variables() const;
    /// The members of `$states` that it reads, sorted; see Expression::state_members().
    const std::vector<std::string>& state_members() const;

    /// The payload with each expression replaced by its value. `field` is the name of the field
    /// that holds the payload ("Output", "Choices[1]/Condition"): failures name it with the path
    /// below it. An expression that gives nothing (undefined) is a failure.
    base::Result<json::Value, EvaluationFailure> evaluate(const jsonata::Surroundings& surroundings,
                                                          std::string_view field) const;
    /// The failure of a field whose value is not of the JSON type that it must have.
    EvaluationFailure unexpected_type(std::string_view field, std::string_view wanted,
                                      const json::Value& value) const;

private:
    struct State;
    explicit JsonataTemplate(std::shared_ptr<const State> state);
    std::shared_ptr<const State> state_;
};

}  // namespace query
