// One way a Task can call something: a row of the registry.
#pragma once
#include <functional>
#include <string_view>

#include "aws/caller.hpp"
#include "base/clock.hpp"
#include "runtime/activity_queue.hpp"
#include "runtime/task_dispatcher.hpp"

namespace connectors {

/// What integrations work with; outlives every task.
struct Tools {
    aws::Caller& caller;
    const base::Clock& clock;
    runtime::Executions* executions = nullptr;     ///< For `.sync` of nested executions.
    runtime::ActivityQueue* activities = nullptr;  ///< For tasks of activities.
};

using Outcome = std::function<void(runtime::TaskOutcome)>;

/// `resource_type` and `action` as a TaskTarget has them; an action "*" takes all of the type.
struct Integration {
    std::string_view resource_type;
    std::string_view action;
    /// Must not block; calls the outcome exactly once, from any thread.
    void (*run)(const Tools&, runtime::TaskRequest, Outcome);
};

/// The action without its pattern: "invoke" of "invoke.waitForTaskToken".
std::string_view action_of(const asl::TaskTarget& target);
/// The row for a task, or nullptr.
const Integration* find_integration(const asl::TaskTarget& target);

// The integrations; the registry says what they are for.
void invoke_lambda(const Tools&, runtime::TaskRequest, Outcome);
void call_lambda_function(const Tools&, runtime::TaskRequest, Outcome);
void call_dynamodb(const Tools&, runtime::TaskRequest, Outcome);
void put_events(const Tools&, runtime::TaskRequest, Outcome);
void start_execution(const Tools&, runtime::TaskRequest, Outcome);
/// StartExecution's input from a task's parameters.
json::Value start_input(const runtime::TaskRequest& request);
void call_aws_sdk(const Tools&, runtime::TaskRequest, Outcome);

}  // namespace connectors
