// Checks how the states hang together: targets that exist, states that are reached, an end, unique
// names.
#pragma once
#include <functional>
#include <string_view>

#include "asl/findings.hpp"
#include "asl/state_machine.hpp"

namespace asl {

void check_flow(const StateMachine& machine, Findings& findings);

/// Every place that names a successor of the state, in the order Next, Choices, Default, Catch.
struct TransitionName {
    std::string_view target;
    const Location* field;  ///< Of the name itself; valid during the call only.
};
void for_each_transition(const StateDefinition& state,
                         const std::function<void(const TransitionName&)>& visit);

}  // namespace asl
