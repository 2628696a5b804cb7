// From a state's type to its code.
#include "engine/states/states.hpp"

namespace engine::states {

void run(Step& step, ScopeId scope) {
    std::visit([&](const auto& kind) { run(kind, step, scope); }, step.state_of(scope).kind);
}

}  // namespace engine::states
