// Which executions can be redriven.
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
#pragma once
#include <optional>
#include <string>

#include "runtime/execution_index.hpp"

namespace runtime {

/// AWS's sentence why an execution cannot be redriven at that time; nothing if it can.
std::optional<std::string> why_not_redrivable(const ExecutionSummary& summary, base::TimePoint now);

/// Whether the client token of a redrive is still remembered.
bool is_token_valid(base::TimePoint used, base::TimePoint now);

}  // namespace runtime
