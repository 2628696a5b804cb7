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

// `change`, at first `unchanged`, says what has been done so far, after an error too: a bucket may
// have been made and then refuse its notifications. Errors: what the server said, or a difference
// that only a new resource could mend.
Outcome<void> apply(Connection& connection, const sam::Bucket& bucket, Change& change);
Outcome<void> apply(Connection& connection, const sam::Table& table, Change& change);
Outcome<void> apply(Connection& connection, const sam::Function& function, Change& change);
Outcome<void> apply(Connection& connection, const sam::StateMachine& machine, Change& change);
Outcome<void> apply(Connection& connection, const sam::Rule& rule, Change& change);

/// Takes away what `apply` created.
Outcome<void> remove(Connection& connection, const sam::Planned& planned);

}  // namespace cli::stack
