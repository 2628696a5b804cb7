// `Retry` and `Catch` of a state.
#pragma once
#include <vector>

#include "asl/compile_queries.hpp"
#include "asl/state_machine.hpp"

namespace asl {

std::vector<Retrier> compile_retry(const StateDefinition& state, Findings& findings);

/// A catcher whose target is still a name.
struct NamedCatcher {
    Catcher catcher;
    std::string_view next;
};
std::vector<NamedCatcher> compile_catch(const StateDefinition& state, Findings& findings);

}  // namespace asl
