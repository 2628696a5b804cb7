// The rules of a Choice state.
#pragma once
#include <string_view>
#include <vector>

#include "asl/compile_queries.hpp"
#include "asl/state_machine.hpp"

namespace asl {

/// A rule whose target is still a name.
struct NamedBranch {
    ChoiceBranch branch;
    std::string_view next;
};
std::vector<NamedBranch> compile_choices(const StateDefinition& state, Findings& findings);

}  // namespace asl
