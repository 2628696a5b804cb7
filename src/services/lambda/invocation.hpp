// One call of a function on its way through the processes, and what comes of it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace services::lambda {

struct InvocationResult {
    /// The function's answer as its bytes, or the error object.
    std::string payload = {};
    /// X-Amz-Function-Error: Unhandled.
    bool is_error = false;
    /// The end of the log, when it was asked for.
    std::string log_tail = {};
    /// For asynchronous callers: the function never began (no room, no process).
    bool is_refused = false;
};

struct Invocation {
    std::string request_id = {};
    std::string payload = {};  ///< JSON text.
    std::string trace_id = {};
    std::string client_context = {};  ///< JSON text, or empty.
    bool wants_log_tail = false;
    base::Monotonic queued{};
    /// Called once, on the loop's thread; short, and never blocking.
    std::function<void(InvocationResult)> done = {};
};

/// {"errorType":TYPE,"errorMessage":"RequestId: ID Error: TEXT"}, as Lambda words what befalls a
/// process.
std::string process_error(std::string_view request_id, std::string_view type,
                          std::string_view text);
/// The same without the prefix.
std::string plain_error(std::string_view type, std::string_view message);

}  // namespace services::lambda
