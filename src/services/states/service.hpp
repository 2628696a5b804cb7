// The Step Functions API: https://docs.aws.amazon.com/step-functions/latest/apireference/
#pragma once
#include "aws/operation.hpp"
#include "runtime/activity_queue.hpp"
#include "runtime/executions.hpp"
#include "services/states/activities.hpp"
#include "services/states/execution_logs.hpp"
#include "services/states/machines.hpp"

namespace services::states {

/// What the operations work on; outlives the service's table.
struct States {
    Machines& machines;
    Activities& activities;
    runtime::Executions& executions;
    runtime::ActivityQueue& activity_queue;
    /// Where state machines may write logs; null: wherever they say.
    const LogDestinations* log_destinations = nullptr;
};

/// The operations, as rows. `states` must outlive the result.
aws::Service make_service(States& states);

}  // namespace services::states
