// The first page of the console: a list of executions, and one execution live with its graph.
// Static files from the binary and a small API of JSON, SVG and server-sent events below
// /_console/api/.
#pragma once
#include "aws/http.hpp"
#include "runtime/executions.hpp"

namespace server::console {

/// Answers everything below /_console/. `executions` must outlive the handler and its streams.
aws::HttpHandler make_console(runtime::Executions& executions);

}  // namespace server::console
