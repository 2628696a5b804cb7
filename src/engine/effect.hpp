// What an execution wishes to happen outside. Effects leave only after the events of their decision
// are durable; each is idempotent by its id, so that a repeated one changes nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "asl/program.hpp"
#include "base/time.hpp"
#include "engine/execution.hpp"
#include "engine/failure.hpp"
#include "engine/ids.hpp"
#include "json/value.hpp"

namespace engine {

/// Run a task and tell its outcome with its id.
struct InvokeTask {
    TaskId task;
    std::string resource;  ///< The whole ARN, as the definition has it.
    asl::TaskTarget target;
    json::Value parameters;
    std::optional<std::string> token;  ///< `.waitForTaskToken` and activities: who may settle it.
    std::optional<std::string> credentials_role;
    std::optional<std::int64_t> timeout_seconds;
    std::optional<std::int64_t> heartbeat_seconds;
    std::string state_name;  ///< For logs.
    /// It was submitted, or its worker has it, before a restart: only its outcome is wanted.
    bool submitted = false;
};
/// Nobody waits for this task any more.
struct CancelTask {
    TaskId task;
};
/// Send TimerFired at `due`, not before.
struct SetTimer {
    TimerId timer;
    base::TimePoint due;
};
struct CancelTimer {
    TimerId timer;
};
/// The execution has ended.
struct Finished {
    Status status = Status::succeeded;
    std::optional<json::Value> output;
    Failure failure;
};
/// Send the command Continue: the decision broke off because it had grown large.
struct ContinueSoon {};

using Effect = std::variant<InvokeTask, CancelTask, SetTimer, CancelTimer, Finished, ContinueSoon>;

}  // namespace engine
