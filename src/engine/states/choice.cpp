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

base::Result<bool, Problem> branch_holds(const asl::ChoiceBranch& branch, View& view,
                                         const json::Value& effective, const std::string& prefix) {
    if (!branch.rule.condition) return holds(branch.rule, view, effective);
    const query::JsonataTemplate& condition = *branch.rule.condition;
    const std::string field = prefix + "Condition";
    QS_TRY(const json::Value value, view.evaluate(condition, field));
    if (value.is_boolean()) return value.as_boolean();
    return base::fail(view.unexpected_type(condition, field, "boolean", value));
}

base::Result<Chosen, Problem> choose(const asl::Choice& choice, View& view) {
    QS_TRY(const json::Value effective, effective_input(view));
    asl::StateIndex next = choice.fallback;
    const asl::ChoiceBranch* chosen = nullptr;
    std::string prefix;
    for (std::size_t i = 0; i < choice.branches.size() && chosen == nullptr; ++i) {
        const asl::ChoiceBranch& branch = choice.branches[i];
        prefix = "Choices[" + std::to_string(i) + "]/";
        QS_TRY(const bool is_true, branch_holds(branch, view, effective, prefix));
        if (is_true) chosen = &branch;
    }
    if (chosen != nullptr) next = chosen->next;
    if (next == asl::kNoState) {
        return base::fail(
            view.runtime("Failed to transition out of the state. The state does not "
                         "point to a next state."));
    }
    const LastFields fields =
        chosen != nullptr
            ? LastFields{.output = chosen->output, .assign = chosen->assign, .prefix = prefix}
            : LastFields{.output = view.state().output, .assign = view.state().assign};
    QS_TRY(Outcome outcome, outcome_without_result(view, effective, fields));
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
