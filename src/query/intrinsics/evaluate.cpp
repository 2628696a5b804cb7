// Evaluates compiled calls: arguments first, then the function of the row.
#include <cmath>

#include "json/print.hpp"
#include "query/intrinsics/call.hpp"

namespace query::intrinsics {
namespace {

Answer evaluate_expression(const Expression& expression, const Environment& environment,
                           Budget& budget) {
    if (!budget.spend()) return too_many_steps();
    switch (expression.kind) {
        case Expression::Kind::literal: return expression.literal;
        case Expression::Kind::path: {
            auto value = expression.path->evaluate(environment, budget);
            if (value) return *std::move(value);
            if (value.error().kind != PathFault::Kind::not_found) {
                return tl::unexpected<std::string>(std::move(value).error().message);
            }
            return tl::unexpected<std::string>(
                "The JsonPath argument for the field '" + expression.path->text +
                "' could not be found in the input '" + json::print(environment.input) + "'");
        }
        case Expression::Kind::call: break;
    }
    std::vector<json::Value> values;
    values.reserve(expression.arguments.size());
    for (const Expression& argument : expression.arguments) {
        auto value = evaluate_expression(argument, environment, budget);
        if (!value) return value;
        values.push_back(*std::move(value));
    }
    return expression.intrinsic->run(
        Arguments{expression.arguments, values, environment.random, budget});
}

std::optional<std::int64_t> in_range(double value) {
    if (!(std::abs(value) < 9.2e18)) return {};
    return static_cast<std::int64_t>(value);
}

}  // namespace

base::Result<json::Value, Failure> evaluate(const Call& call, const Environment& environment,
                                            Budget& budget) {
    auto value = evaluate_expression(call.root, environment, budget);
    if (value) return *std::move(value);
    // AWS names the whole expression, not the inner call that failed, and its service reports
    // States.Runtime although its documentation has States.IntrinsicFailure for this.
    return base::fail(
        Failure{std::string(kRuntime),
                "The function '" + call.text + "' had the following error: " + value.error()});
}

std::optional<std::int64_t> whole_number(const json::Value& value) {
    if (!value.is_number()) return {};
    if (const auto integer = value.as_integer()) return integer;
    return in_range(std::trunc(value.as_double()));
}

std::optional<std::int64_t> nearest_number(const json::Value& value) {
    if (!value.is_number()) return {};
    if (const auto integer = value.as_integer()) return integer;
    return in_range(std::round(value.as_double()));
}

}  // namespace query::intrinsics
