// From one state as it is written to one that runs.
#pragma once
#include <functional>
#include <string_view>

#include "asl/compile.hpp"
#include "asl/state_machine.hpp"

namespace asl {

/// The index of the state that a transition names; kNoState if there is none, which check_flow
/// reports.
using TargetLookup = std::function<StateIndex(std::string_view name)>;

/// What a state must know of the machine around it.
struct Placement {
    MachineType type = MachineType::standard;  ///< Of the execution that runs the state.
    /// Of the state's own processor, where it is a Map; nullptr otherwise.
    const ScopeDefinition* processor = nullptr;
};

/// Precondition: the definition's type is known.
State compile_state(const StateDefinition& definition, const Placement& placement,
                    const TargetLookup& targets, Findings& findings);

}  // namespace asl
