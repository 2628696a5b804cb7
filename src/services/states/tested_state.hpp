// TestState's definition: one state alone, or a whole machine and the name of one of its states.
#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "asl/program.hpp"
#include "aws/error.hpp"
#include "base/result.hpp"

namespace services::states {

/// A program that starts at the state under test, wherever in its machine it stands. A state
/// without a machine is called "StateName", as AWS calls it. The program's time is limited as
/// TestState's is. Errors: InvalidDefinition; ValidationException where the machine has no state of
/// that name.
base::Result<std::shared_ptr<const asl::Program>, aws::Error> compile_tested_state(
    std::string_view definition, std::optional<std::string_view> name);

/// The state that the program starts at.
const asl::State& tested_state(const asl::Program& program);

/// Whether a state of that name stands within the tested Map or Parallel.
bool contains_state(const asl::Program& program, std::string_view name);

}  // namespace services::states
