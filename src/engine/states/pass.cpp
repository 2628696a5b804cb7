// Pass: gives its Result, or its input through Parameters.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html
#include "engine/states/states.hpp"

namespace engine::states {
namespace {

base::Result<json::Value, Problem> result_of(const asl::Pass& pass, View& view) {
    // The paths are applied, and can fail, also where Result replaces what they give.
    QS_TRY(const json::Value effective, effective_input(view));
    QS_TRY(const json::Value passed, parameters(view, effective));
    return pass.result ? *pass.result : passed;
}

}  // namespace

void run(const asl::Pass& pass, Step& step, ScopeId scope) {
    View view(step, scope);
    const asl::State& state = view.state();
    const bool is_plain = state.input_path.form == asl::PathField::Form::whole && !state.parameters;
    if (pass.result) view.show(&Stages::result, *pass.result);
    if (is_plain && (pass.result || view.inspector() == nullptr)) {
        complete(step, scope, pass.result ? *pass.result : json::Value(view.data()));
        return;
    }
    const auto result = result_of(pass, view);
    if (!result) {
        engine::fail(step, scope, result.error());
        return;
    }
    complete(step, scope, *result);
}

}  // namespace engine::states
