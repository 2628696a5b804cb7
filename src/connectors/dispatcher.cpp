#include "connectors/dispatcher.hpp"

#include "connectors/nested_execution.hpp"

namespace connectors {

void Dispatcher::invoke(runtime::TaskRequest request,
                        std::function<void(runtime::TaskOutcome)> outcome) {
    if (request.target.kind == asl::TaskTarget::Kind::activity && tools_.activities != nullptr) {
        // Its worker settles it by the token.
        return tools_.activities->offer(std::move(request));
    }
    const Integration* const integration = find_integration(request.target);
    if (integration == nullptr) {
        return outcome(engine::failure(
            engine::errors::kTaskFailed,
            "The resource '" + request.resource +
                "' is not supported by this server yet; docs/integrations.md lists what is."));
    }
    using Pattern = asl::TaskTarget::Pattern;
    if (request.target.pattern == Pattern::sync || request.target.pattern == Pattern::sync2) {
        return start_child(std::move(request), std::move(outcome));
    }
    integration->run(tools_, std::move(request), std::move(outcome));
}

void Dispatcher::start_child(runtime::TaskRequest request, Outcome outcome) {
    const std::string child = child_arn(start_input(request));
    const std::string effect = request.effect.text();
    const Outcome ended = [this, effect, outcome](runtime::TaskOutcome result) {
        {
            const std::lock_guard lock(mutex_);
            children_.erase(effect);
        }
        outcome(std::move(result));
    };
    {
        const std::lock_guard lock(mutex_);
        children_[effect] = child;
    }
    if (request.submitted) return follow_child(tools_, std::move(request), child, ended);
    start_execution(tools_, request,
                    [this, request, child, outcome, ended](runtime::TaskOutcome started) {
                        if (!is_wanted(request.effect)) {
                            // It was cancelled while its child began.
                            return tools_.executions->stop(child, {}, {}, [](const auto&) {});
                        }
                        auto* const answer = std::get_if<json::Value>(&started);
                        if (answer == nullptr) return ended(std::move(started));
                        if (answer->find_string("ExecutionArn") != child) {
                            return ended(engine::failure(
                                engine::errors::kTaskFailed,
                                "startExecution.sync needs a Standard state machine: an Express "
                                "execution cannot be asked for its end"));
                        }
                        outcome(runtime::Submitted{*answer});
                        follow_child(tools_, request, child, ended);
                    });
}

bool Dispatcher::is_wanted(const base::EffectId& effect) {
    const std::lock_guard lock(mutex_);
    return children_.contains(effect.text());
}

void Dispatcher::cancel(const base::EffectId& effect) {
    if (tools_.activities != nullptr) tools_.activities->cancel(effect);
    std::string child;
    {
        const std::lock_guard lock(mutex_);
        const auto found = children_.find(effect.text());
        if (found == children_.end()) return;
        child = found->second;
        children_.erase(found);
    }
    tools_.executions->stop(child, {}, {}, [](const auto&) {});
}

}  // namespace connectors
