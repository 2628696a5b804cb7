// Makes one planned resource so on the server: compares with what is there, and changes what
// differs.
#pragma once
#include <cstdint>
#include <string_view>

#include "cli/connection.hpp"
#include "cli/sam/plan.hpp"

namespace cli::stack {

enum class Change : std::uint8_t { unchanged, updated, created };
std::string_view change_text(Change change);

// Errors: what the server said, or a difference that only a new resource could mend.
Outcome<Change> apply(Connection& connection, const sam::Bucket& bucket);
Outcome<Change> apply(Connection& connection, const sam::Table& table);
Outcome<Change> apply(Connection& connection, const sam::Function& function);
Outcome<Change> apply(Connection& connection, const sam::StateMachine& machine);
Outcome<Change> apply(Connection& connection, const sam::Rule& rule);

/// Takes away what `apply` created.
Outcome<void> remove(Connection& connection, const sam::Planned& planned);

}  // namespace cli::stack
