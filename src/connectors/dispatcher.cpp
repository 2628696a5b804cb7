#include "connectors/dispatcher.hpp"

namespace connectors {

void Dispatcher::invoke(runtime::TaskRequest request,
                        std::function<void(runtime::TaskOutcome)> outcome) {
    const Integration* const integration = find_integration(request.target);
    if (integration == nullptr) {
        return outcome(engine::failure(
            engine::errors::kTaskFailed,
            "The resource '" + request.resource +
                "' is not supported by this server yet; docs/integrations.md lists what is."));
    }
    integration->run(tools_, std::move(request), std::move(outcome));
}

}  // namespace connectors
