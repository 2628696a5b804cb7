#include "services/lambda/invocation_meter.hpp"

namespace services::lambda {

void InvocationMeter::write(base::MetricsText& text) const {
    const auto number = [](const base::Counter& counter) {
        return static_cast<double>(counter.value());
    };
    text.metric("quickstep_lambda_invocations_total", "counter", "Invocations of functions.");
    text.sample(base::Labels{{"outcome", "succeeded"}}, number(succeeded_));
    text.sample(base::Labels{{"outcome", "failed"}}, number(failed_));
    text.metric("quickstep_lambda_cold_starts_total", "counter",
                "Invocations whose process was started for them.");
    text.sample(base::Labels{}, number(cold_starts_));
    text.metric("quickstep_lambda_duration_seconds", "histogram", "How long functions ran.");
    text.histogram("", seconds_);
}

}  // namespace services::lambda
