// Who tells others what executions decide: status-change events, execution logs, counters.
#pragma once
#include <string>
#include <vector>

#include "asl/program.hpp"
#include "engine/event.hpp"
#include "engine/execution.hpp"
#include "runtime/runtime.hpp"

namespace runtime {

/// What one command made of an execution. Lives only during the call.
struct Decided {
    const engine::Execution& execution;  ///< As it is after the decision.
    const asl::Program& program;
    const std::string& revision;               ///< Of the state machine.
    const std::vector<engine::Event>& events;  ///< Internal ones too; at least one.
};

class DecisionObserver {
public:
    virtual ~DecisionObserver() = default;
    /// On the shard's thread, within the work that records the decision (an Express execution's is
    /// not recorded): what the observer records itself is durable with the decision or not at all,
    /// what it releases runs when that is durable. It must be short.
    virtual void decided(ShardContext& context, const Decided& decided) = 0;
};

}  // namespace runtime
