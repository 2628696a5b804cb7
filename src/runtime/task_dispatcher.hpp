// How a task leaves the engine. The runtime defines it, the connectors implement it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "asl/program.hpp"
#include "base/id.hpp"
#include "engine/failure.hpp"
#include "json/value.hpp"

namespace runtime {

/// One try of one Task state, whose intent is durable.
struct TaskRequest {
    /// (execution, state entry, attempt): a service that gets it twice gives its first answer
    /// again.
    base::EffectId effect;
    base::ExecutionArn execution;
    std::string state_machine_arn;  ///< Without version or alias.
    std::string region;
    std::string account;
    asl::TaskTarget target;
    std::string resource;    ///< The whole text of `Resource`.
    std::string state_name;  ///< For logs.
    json::Value parameters;
    std::optional<std::string> token;
    std::optional<std::string> credentials_role;
    /// The request may have left before a crash and its outcome is unknown. Who cannot ask again by
    /// the effect's id answers one failure, never a silent rerun (durability.md, section 8).
    bool recovered = false;
    /// It was submitted before a restart: only the outcome of its work is wanted.
    bool submitted = false;
};

/// `.sync`: the call that begins the work was answered; the outcome of the work comes later.
struct Submitted {
    json::Value output;
};
using TaskOutcome = std::variant<json::Value, engine::Failure, Submitted>;

/// One of the house's four virtual interfaces. Any thread; never blocks.
class TaskDispatcher {
public:
    virtual ~TaskDispatcher() = default;
    /// Calls `outcome` exactly once, from any thread, unless the task is cancelled; before that
    /// once with `Submitted` where the task's pattern is `.sync`. A task with a token may be left
    /// without an outcome: who has the token settles it.
    virtual void invoke(TaskRequest request, std::function<void(TaskOutcome)> outcome) = 0;
    /// Nobody waits for it any more: it timed out or its execution ended. What still comes is
    /// dropped.
    virtual void cancel(const base::EffectId& effect) = 0;
};

}  // namespace runtime
