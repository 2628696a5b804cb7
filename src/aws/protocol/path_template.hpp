// Paths of REST operations: "/2015-03-31/functions/{FunctionName}/invocations".
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aws::protocol {

/// Names of the braces and what stood there, decoded.
using PathLabels = std::vector<std::pair<std::string_view, std::string>>;

/// Fits an encoded path into a template; nothing if it does not fit. `{Name+}` takes the rest of
/// the path with its slashes. A slash at the end of either does not count. An empty label does not
/// fit.
std::optional<PathLabels> match_path(std::string_view path_template, std::string_view path);

}  // namespace aws::protocol
