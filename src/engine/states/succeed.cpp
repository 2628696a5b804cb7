// Succeed: ends its scope well.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html
#include "engine/states/states.hpp"

namespace engine::states {
namespace {

base::Result<Outcome, Problem> outcome(View& view) {
    QS_TRY(const json::Value effective, effective_input(view));
    return outcome_without_result(view, effective,
                                  {.output = view.state().output, .assign = view.state().assign});
}

}  // namespace

void run(const asl::Succeed&, Step& step, ScopeId scope) {
    View view(step, scope);
    auto left = outcome(view);
    if (!left) {
        engine::fail(step, scope, left.error());
        return;
    }
    leave(step, scope, *std::move(left), asl::Transition{.is_end = true});
}

}  // namespace engine::states
