// All function processes: warm ones are kept for each revision, each works on one invocation at a
// time, and there are never more than the machine bears. What finds no process waits in a bounded
// queue.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "services/lambda/function.hpp"
#include "services/lambda/invocation.hpp"
#include "services/lambda/process/environment.hpp"

namespace services::lambda {

struct PoolOptions {
    /// Processes at once. More are started only while functions wait and cores are idle.
    std::size_t processes = 4;
    std::size_t processes_max = 64;
    std::chrono::nanoseconds idle_limit = std::chrono::minutes(10);
    std::chrono::nanoseconds start_limit = std::chrono::seconds(10);
};

/// What the pool needs to start a process of a function; called on the loop's thread. It answers
/// through `ready`, at once or later from any thread, because the code may have to be unpacked
/// first.
using PrepareProcess = std::function<void(
    const FunctionRef&, std::function<void(base::Result<EnvironmentSpec>)> ready)>;
/// Takes a scratch folder away again.
using RemoveScratch = std::function<void(std::string folder)>;

struct PoolCounts {
    std::size_t processes = 0;
    std::size_t busy = 0;
    std::size_t queued = 0;
};

class Pool {
public:
    Pool(const base::Clock& clock, PoolOptions options, PrepareProcess prepare,
         RemoveScratch remove_scratch);
    /// Kills every process and waits until they are gone; what waits or runs is answered as
    /// refused.
    ~Pool();

    /// False: too many wait already (TooManyRequestsException); `done` is not called. Otherwise
    /// `done` is called once, on the loop's thread. Any thread, never blocks.
    [[nodiscard]] bool invoke(FunctionRef function, Invocation invocation);
    /// The revision is not used any more: idle processes end now, busy ones after their invocation.
    /// Any thread.
    void retire(std::string revision_id);
    /// Any thread.
    PoolCounts counts() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace services::lambda
