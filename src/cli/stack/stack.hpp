// Deploys a whole plan: all of it, or nothing new.
#pragma once
#include <functional>

#include "cli/options.hpp"
#include "cli/stack/apply.hpp"

namespace cli::stack {

/// Told of each resource when it is as planned.
using Report = std::function<void(const sam::Planned& planned, Change change)>;

/// Reads the template's plan for this server. `stack_name` may be empty: the template's folder's
/// name.
Outcome<sam::Plan> plan(Connection& connection, const std::string& template_file,
                        const std::string& stack_name, const std::vector<std::string>& parameters);

/// Applies each resource in order. If one fails, what this call created is removed again, the
/// newest first; what it updated stays. The problem names the resource, and what could not be
/// removed.
Outcome<void> deploy(Connection& connection, const sam::Plan& plan, const Report& report);

}  // namespace cli::stack
