// Flow checks, scope by scope. Texts as others report them from AWS; the corpora note their origin.
#include "asl/check_flow.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace asl {

namespace {

using NameIndex = std::unordered_map<std::string_view, StateIndex>;

void visit_list(const json::Value* list, std::string_view field, const StateDefinition& state,
                const std::function<void(const TransitionName&)>& visit) {
    if (list == nullptr) return;
    const Location place(*state.where, field);
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto target = list->items()[i].find_string("Next");
        if (!target) continue;
        const Location item(place, i);
        const Location name(item, "Next");
        visit({*target, &name});
    }
}

void visit_text(std::string_view field, const StateDefinition& state,
                const std::function<void(const TransitionName&)>& visit) {
    const json::Value* value = state.fields.find(field);
    if (value == nullptr) return;
    const Location name(*state.where, field);
    visit({value->as_string(), &name});
}

bool is_terminal(const StateDefinition& state) {
    // One whose type is wrong may be anything: no second finding about it.
    if (!state.is_known) return true;
    if (state.type == StateType::succeed || state.type == StateType::fail) return true;
    const json::Value* end = state.fields.find("End");
    return end != nullptr && end->as_boolean();
}

class ScopeCheck {
public:
    ScopeCheck(const StateMachine& machine, const ScopeDefinition& scope, Findings& findings)
        : machine_(machine), scope_(scope), findings_(findings) {
        for (const StateIndex index : scope.states)
            names_.emplace(machine.states[index].name, index);
    }

    void run() {
        if (scope_.states.empty()) return;
        const bool starts = check_start();
        for (const StateIndex index : scope_.states) check_targets(machine_.states[index]);
        const bool ends = check_end();
        if (starts && ends) check_reachable();
    }

private:
    bool check_start() {
        if (!scope_.has_start) return false;
        if (names_.contains(scope_.start_at)) return true;
        missing(scope_.start_at, Location(*scope_.where, "StartAt"));
        return false;
    }

    void check_targets(const StateDefinition& state) {
        for_each_transition(state, [&](const TransitionName& transition) {
            if (!names_.contains(transition.target)) missing(transition.target, *transition.field);
        });
    }

    void missing(std::string_view target, const Location& where) {
        std::string hint;
        if (findings_.wants_hints()) {
            std::vector<std::string_view> known;
            for (const StateIndex index : scope_.states)
                known.push_back(machine_.states[index].name);
            hint = did_you_mean(target, known);
            if (hint.empty()) hint = "no state of that name stands in this scope";
        }
        findings_.error(code::kMissingTarget, "Missing 'Next' target: " + std::string(target),
                        where, std::move(hint));
    }

    bool check_end() {
        bool all_known = true;
        for (const StateIndex index : scope_.states) {
            if (is_terminal(machine_.states[index])) return true;
            all_known = all_known && machine_.states[index].is_known;
        }
        const std::string_view hint =
            "one state must have \"End\": true, or be of type Succeed or Fail";
        if (scope_.owner == kNoState) {
            findings_.error_nowhere(code::kMissingEnd, "Workflow has no terminal state",
                                    std::string(hint));
        } else {
            findings_.error(code::kMissingEnd, "Workflow has no terminal state", *scope_.where,
                            std::string(hint));
        }
        return false;
    }

    void check_reachable() {
        std::vector<StateIndex> waiting{names_.at(scope_.start_at)};
        std::unordered_map<StateIndex, bool> reached{{waiting.front(), true}};
        while (!waiting.empty()) {
            const StateDefinition& state = machine_.states[waiting.back()];
            waiting.pop_back();
            // Where it leads is not known, so nothing can be said about the others.
            if (!state.is_known) return;
            for_each_transition(state, [&](const TransitionName& transition) {
                const auto target = names_.find(transition.target);
                if (target != names_.end() && reached.emplace(target->second, true).second) {
                    waiting.push_back(target->second);
                }
            });
        }
        for (const StateIndex index : scope_.states) {
            if (reached.contains(index)) continue;
            const StateDefinition& state = machine_.states[index];
            findings_.error(
                code::kMissingTarget, "State \"" + std::string(state.name) + "\" is not reachable.",
                *state.where, "name it in StartAt, Next, Choices, Default or Catch, or remove it");
        }
    }

    const StateMachine& machine_;
    const ScopeDefinition& scope_;
    Findings& findings_;
    NameIndex names_;
};

void check_unique_names(const StateMachine& machine, Findings& findings) {
    NameIndex first;
    for (StateIndex i = 0; i < machine.states.size(); ++i) {
        const StateDefinition& state = machine.states[i];
        const auto [found, is_new] = first.emplace(state.name, i);
        if (is_new) continue;
        findings.error(code::kDuplicateState, "Duplicate State name: " + std::string(state.name),
                       *state.where,
                       "names are unique in the whole state machine; the other one is at " +
                           machine.states[found->second].where->text());
    }
}

}  // namespace

void for_each_transition(const StateDefinition& state,
                         const std::function<void(const TransitionName&)>& visit) {
    visit_text("Next", state, visit);
    visit_list(state.fields.find("Choices"), "Choices", state, visit);
    visit_text("Default", state, visit);
    visit_list(state.fields.find("Catch"), "Catch", state, visit);
}

void check_flow(const StateMachine& machine, Findings& findings) {
    check_unique_names(machine, findings);
    for (const ScopeDefinition& scope : machine.scopes) ScopeCheck(machine, scope, findings).run();
}

}  // namespace asl
