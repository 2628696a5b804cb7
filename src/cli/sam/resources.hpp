// From one resource of a template to what is planned for it.
#pragma once
#include <string>
#include <vector>

#include "cli/sam/plan.hpp"
#include "cli/sam/values.hpp"

namespace cli::sam {

/// Chooses the resource's name, `<stack>-<LogicalId>` unless it has one of its own, and with it
/// what Ref and Fn::GetAtt give. Precondition: the type is known.
Outcome<Resource> name_resource(const Scope& scope, const std::string& id, const Node& node);

/// Appends the resource and what its events need.
Outcome<void> plan_resource(const Scope& scope, const std::string& folder, const std::string& id,
                            const Node& node, std::vector<Planned>& plan);

}  // namespace cli::sam
