// The EventBridge API: https://docs.aws.amazon.com/eventbridge/latest/APIReference/
#pragma once
#include "aws/operation.hpp"
#include "services/events/deliveries.hpp"
#include "services/events/rules.hpp"

namespace services::events {

/// What the operations work on; outlives the service's table.
struct Events {
    runtime::Shards& shards;
    Rules& rules;
    Deliveries& deliveries;
};

/// The operations, as rows. `events` must outlive the result.
aws::Service make_service(Events& events);

}  // namespace services::events
