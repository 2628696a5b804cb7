// The engine's whole interface: what follows from a command, and what an event changes. Pure: no
// clock, no thread, no input or output, no randomness but the seed it is given.
#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

#include "asl/program.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "engine/command.hpp"
#include "engine/effect.hpp"
#include "engine/event.hpp"
#include "engine/execution.hpp"
#include "engine/inspector.hpp"

namespace engine {

/// Ends expressions that take too long: the engine has no clock, so somebody outside must tell it.
/// That an expression was ended is stored as its failure, like everything that comes from outside.
class EvaluationWatch {
public:
    virtual ~EvaluationWatch() = default;
    /// The expressions of one field begin. The flag that ends them, good until `end`.
    virtual const std::atomic<bool>* begin() = 0;
    virtual void end() = 0;
};

/// When a decision is taken, what its jitter, UUIDs and random numbers are drawn from, and who
/// watches its expressions (nobody where it is null: then they are counted in steps alone).
/// `inspector` is set, the same for all decisions, where the execution is a test of the state that
/// the program starts at: it ends when that state is left, or would be tried again.
struct Moment {
    base::TimePoint now;
    std::uint64_t seed = 0;
    EvaluationWatch* watch = nullptr;
    Inspector* inspector = nullptr;
};

struct Decision {
    std::vector<Event> events;    ///< Applied to the execution already.
    std::vector<Effect> effects;  ///< To be released when the events are durable, in this order.
};

/// Runs the execution from the command to where it must wait for something outside, or to its end,
/// or until the decision is large (limits::kEventsPerDecisionMax); then ContinueSoon is among the
/// effects.
///
/// `program` is the one the execution was started with. A command that does not fit is refused and
/// changes nothing. Throws base::Bug where a belief of ours breaks; then the execution must be
/// thrown away and folded again from its stored events.
base::Result<Decision, Refusal> decide(const asl::Program& program, Execution& execution,
                                       const Command& command, const Moment& moment);

/// Applies one event. The only thing that ever changes an Execution.
void evolve(Execution& execution, const Event& event);

/// After a restart, for an execution folded from its events: all that it waits for. Its timers
/// again (also those that are past), its tasks with intent and no outcome as InvokeTask,
/// ContinueSoon where it broke off in mid-run. Whoever re-issues a task decides whether it may run
/// again (durability: effects).
std::vector<Effect> owed(const asl::Program& program, const Execution& execution);

}  // namespace engine
