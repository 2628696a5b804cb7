// Short names: what may stand where AWS wants an ARN.
#pragma once
#include <string>
#include <vector>

#include "cli/connection.hpp"

namespace cli {

/// All state machines of the server, as ListStateMachines shows them.
Outcome<std::vector<json::Value>> all_machines(Connection& connection);
/// The newest executions of one machine, at most `limit`; `status` may be empty.
Outcome<std::vector<json::Value>> executions_of(Connection& connection,
                                                const std::string& machine_arn,
                                                const std::string& status, std::size_t limit);

/// The ARN of a machine by its name or ARN.
Outcome<std::string> find_machine(Connection& connection, const std::string& name);
/// The ARN of an execution by its ARN, its name, or a prefix of it that only one has.
Outcome<std::string> find_execution(Connection& connection, const std::string& name);

}  // namespace cli
