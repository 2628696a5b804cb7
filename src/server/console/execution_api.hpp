// The console's JSON and SVG: /_console/api/executions...
#pragma once
#include <string>
#include <string_view>

#include "json/value.hpp"
#include "runtime/executions.hpp"

namespace server::console {

struct ApiReply {
    int status = 200;
    std::string type = "application/json";
    std::string body;
};

/// `path` is what follows /_console/api/, still percent-encoded:
///   executions?status=FAILED&next=TOKEN   the newest first, 50 a page, with counts by status
///   executions/ARN                        summary, steps and events
///   executions/ARN/graph.svg              the state machine it runs
ApiReply execution_api(const runtime::Executions& executions, std::string_view path,
                       std::string_view query);

/// A parameter of a query string, decoded; empty if it is not there.
std::string parameter(std::string_view query, std::string_view name);

}  // namespace server::console
