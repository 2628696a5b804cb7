// Takes tasks from the runtime and gives them to their integration.
#pragma once
#include <map>
#include <mutex>
#include <string>

#include "connectors/integration.hpp"

namespace connectors {

class Dispatcher final : public runtime::TaskDispatcher {
public:
    explicit Dispatcher(const Tools& tools) : tools_(tools) {}

    void invoke(runtime::TaskRequest request,
                std::function<void(runtime::TaskOutcome)> outcome) override;
    /// Takes a task from its activity's queue, and stops the execution that it waits for, as AWS
    /// does. Other calls cannot be called back; the engine drops what comes late.
    void cancel(const base::EffectId& effect) override;

private:
    void start_child(runtime::TaskRequest request, Outcome outcome);
    /// Whether a task that waits for a child was not cancelled.
    bool is_wanted(const base::EffectId& effect);

    Tools tools_;
    std::mutex mutex_;
    std::map<std::string, std::string> children_;  ///< Their ARNs, by the effect that waits.
};

}  // namespace connectors
