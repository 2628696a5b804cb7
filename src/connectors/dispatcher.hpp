// Takes tasks from the runtime and gives them to their integration.
#pragma once
#include "connectors/integration.hpp"

namespace connectors {

class Dispatcher final : public runtime::TaskDispatcher {
public:
    Dispatcher(aws::Caller& caller, const base::Clock& clock) : tools_{caller, clock} {}

    void invoke(runtime::TaskRequest request,
                std::function<void(runtime::TaskOutcome)> outcome) override;
    /// Nothing that is here can be called back; the engine drops what comes late.
    void cancel(const base::EffectId&) override {}

private:
    Tools tools_;
};

}  // namespace connectors
