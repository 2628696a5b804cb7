// The batch form of `quickstep eval`: one JSON line in, one JSON line out.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "query/jsonata/expression.hpp"

namespace query {

/// What this floor does not have: a clock. Each may be empty.
struct EvalClock {
    /// Milliseconds since 1970, for `$now` and `$millis`.
    std::function<std::int64_t()> now_ms = {};
    /// Begins to watch one evaluation: gives a flag that is set when so many milliseconds are over.
    std::function<const std::atomic<bool>*(std::int64_t)> start_watch = {};
    /// Ends it; the flag is not set any more.
    std::function<void()> stop_watch = {};
};

/// Answers request lines, and keeps the expressions that it compiled. For one thread.
class LineEvaluator {
public:
    explicit LineEvaluator(EvalClock clock = {}) : clock_(std::move(clock)) {}

    /// Answers one request line: an object with `id`, `language` (jsonata, jsonpath, intrinsic),
    /// `expression`, and optionally `data`, `undefined_data`, `variables`, `context`,
    /// `timelimit_ms`, `depth`. The answer has the same `id` and `result`, `undefined: true` or
    /// `error: {code, message}`, and no line end. Codes: JSONata's own, `InvalidPath`,
    /// `PathNotFound`, `States.IntrinsicFailure`; `InvalidRequest` for a line that is no request.
    /// Never fails, whatever the line is.
    std::string answer(std::string_view line);

private:
    struct Answer;
    Answer answer_request(const json::Value& request);
    Answer answer_jsonata(std::string_view text, const json::Value& request);
    jsonata::Result<jsonata::Expression> compiled(std::string_view text);

    EvalClock clock_;
    std::map<std::string, jsonata::Expression, std::less<>> expressions_;
};

/// One line without a clock.
inline std::string eval_line(std::string_view line) {
    return LineEvaluator().answer(line);
}

}  // namespace query
