// The door to the language: text to code, code to value.
#include "query/jsonata/expression.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"
#include "query/jsonata/parser.hpp"
#include "query/jsonata/resolve.hpp"
#include "query/jsonata/survey.hpp"

namespace query::jsonata {

struct Expression::State {
    std::string text;
    Code code;
    Survey survey;
};

Expression::Expression(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<Expression> Expression::compile(std::string_view text) {
    if (text.size() > base::limits::kJsonataBytesMax) {
        return fail("U1001", {.message = "The expression is too long"}, 0);
    }
    if (!base::is_utf8(text)) return fail("S0201", {.token = "bytes that are no UTF-8"}, 0);
    auto state = std::make_shared<State>();
    state->text = text;
    state->code.text = state->text;
    QS_CHECK(parse(state->code));
    QS_CHECK(resolve(state->code));
    state->survey = survey(state->code);
    return Expression(std::move(state));
}

const std::string& Expression::text() const {
    return state_->text;
}

const std::vector<std::string>& Expression::variables() const {
    return state_->survey.variables;
}

const std::vector<std::string>& Expression::state_members() const {
    return state_->survey.state_members;
}

bool Expression::uses_context() const {
    return std::ranges::binary_search(state_->survey.state_members, "context");
}

const std::optional<Expression::Refusal>& Expression::refusal() const {
    return state_->survey.refusal;
}

Result<std::optional<json::Value>> Expression::evaluate(const Surroundings& surroundings) const {
    Evaluator evaluator(state_->code, surroundings);
    const Item result = evaluator.run();
    if (result.is_failure()) return tl::unexpected<Error>(evaluator.error());
    if (result.is_undefined()) return std::optional<json::Value>();
    auto value = evaluator.to_json(result);
    if (!value && evaluator.has_failed()) return tl::unexpected<Error>(evaluator.error());
    if (!value) return fail("U1001", {.message = "The result is nested too deeply"});
    return value;
}

}  // namespace query::jsonata
