// Tells EventBridge when a Standard execution starts and ends: AWS's "Step Functions Execution
// Status Change" on the default event bus.
// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
#pragma once
#include <string_view>

#include "json/value.hpp"
#include "runtime/decision_observer.hpp"
#include "services/events/deliveries.hpp"

namespace services::states {

/// The event without `id`. Where input and output, escaped, are larger together than
/// `limits::kStatusEventDataBytesMax`, the input is null, and so is an output that is larger alone;
/// `inputDetails` and `outputDetails` then say `included: false`, as on AWS.
json::Value status_event(const engine::Execution& execution, engine::Status status,
                         base::TimePoint at);

/// Deliveries are recorded with the decision that changed the status, so an event is neither lost
/// in a crash nor sent for a change that the crash took back.
class StatusEvents final : public runtime::DecisionObserver {
public:
    StatusEvents(const events::Rules& rules, events::EventSink sink)
        : rules_(rules), sink_(std::move(sink)) {}

    void decided(runtime::ShardContext& context, const runtime::Decided& decided) override;

private:
    const events::Rules& rules_;
    events::EventSink sink_;
};

}  // namespace services::states
