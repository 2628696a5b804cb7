// The batch form of `quickstep eval`: one JSON line in, one JSON line out.
#pragma once
#include <string>
#include <string_view>

namespace query {

/// Answers one request line: an object with `id`, `language` (jsonpath, intrinsic, jsonata),
/// `expression`, `data` or `undefined_data`, `variables`, `context`. The answer has the same `id`
/// and `result`, `undefined` or `error: {code, message}`, and no line end. Codes: `InvalidPath`,
/// `PathNotFound`, `States.IntrinsicFailure`, and so on; `InvalidRequest` for a line that is no
/// request. Never fails, whatever the line is.
std::string eval_line(std::string_view line);

}  // namespace query
