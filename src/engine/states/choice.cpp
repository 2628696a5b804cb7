// Choice: the first rule that holds says where to go; else Default.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
#include "engine/comparison.hpp"
#include "engine/states/states.hpp"

namespace engine::states {
namespace {

struct Chosen {
    Outcome outcome;
    asl::StateIndex next = asl::kNoState;
};

base::Result<Chosen, Problem> choose(const asl::Choice& choice, View& view) {
    QS_TRY(const json::Value effective, effective_input(view));
    asl::StateIndex next = choice.fallback;
    const std::optional<query::Template>* assign = &view.state().assign;
    for (const asl::ChoiceBranch& branch : choice.branches) {
        QS_TRY(const bool is_true, holds(branch.rule, view, effective));
        if (!is_true) continue;
        next = branch.next;
        assign = &branch.assign;
        break;
    }
    if (next == asl::kNoState) {
        return base::fail(
            view.runtime("Failed to transition out of the state. The state does not "
                         "point to a next state."));
    }
    QS_TRY(Outcome outcome, outcome_without_result(view, effective, *assign));
    return Chosen{.outcome = std::move(outcome), .next = next};
}

}  // namespace

void run(const asl::Choice& choice, Step& step, ScopeId id) {
    View view(step, id);
    auto chosen = choose(choice, view);
    if (!chosen) {
        engine::fail(step, id, chosen.error());
        return;
    }
    leave(step, id, std::move(chosen->outcome), asl::Transition{.next = chosen->next});
}

}  // namespace engine::states
