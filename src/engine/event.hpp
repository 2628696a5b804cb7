// Facts about an execution. The order of the alternatives in EventBody and of each aggregate's
// fields() is the stored format: new ones are appended, nothing is moved or removed. Events carry
// results, never expressions, so folding an old history cannot change when an expression bug is
// mended.
//
// The history that AWS shows is a projection of these (engine/history/project.hpp); events marked
// "internal" are not in it and have id 0.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "engine/execution.hpp"
#include "engine/failure.hpp"
#include "engine/ids.hpp"
#include "engine/shared.hpp"
#include "json/value.hpp"

namespace engine {

/// The first event: makes the root scope, ready for `start_at`.
struct ExecutionStarted {
    Shared<ExecutionInfo> info;
    json::Value input;
    std::uint32_t start_at = 0;
    std::optional<base::TimePoint> timeout_due;
    bool operator==(const ExecutionStarted&) const = default;
    static constexpr auto fields() {
        using E = ExecutionStarted;
        return std::tuple{&E::info, &E::input, &E::start_at, &E::timeout_due};
    }
};

struct StateEntered {
    std::uint32_t state = 0;
    EntryId entry = kNoEntry;
    json::Value input;
    bool operator==(const StateEntered&) const = default;
    static constexpr auto fields() {
        using E = StateEntered;
        return std::tuple{&E::state, &E::entry, &E::input};
    }
};

/// `next` is absent where the scope ends with this state.
struct StateExited {
    std::uint32_t state = 0;
    json::Value output;
    Variables assigned;
    std::optional<std::uint32_t> next{};
    bool operator==(const StateExited&) const = default;
    static constexpr auto fields() {
        using E = StateExited;
        return std::tuple{&E::state, &E::output, &E::assigned, &E::next};
    }
};

/// The intent to run a task; nothing leaves before it is durable. Also LambdaFunctionScheduled and
/// ActivityScheduled: the Program's TaskTarget says which.
struct TaskScheduled {
    std::uint32_t state = 0;
    json::Value parameters;
    std::optional<std::int64_t> timeout_seconds;
    std::optional<std::int64_t> heartbeat_seconds;
    std::optional<std::string> token;
    std::optional<std::string> credentials_role;
    bool operator==(const TaskScheduled&) const = default;
    static constexpr auto fields() {
        using E = TaskScheduled;
        return std::tuple{&E::state,           &E::parameters,
                          &E::timeout_seconds, &E::heartbeat_seconds,
                          &E::token,           &E::credentials_role};
    }
};

struct TaskStarted {
    std::uint32_t state = 0;
    std::optional<std::string> worker_name{};  ///< Of an activity's worker.
    bool operator==(const TaskStarted&) const = default;
    static constexpr auto fields() {
        return std::tuple{&TaskStarted::state, &TaskStarted::worker_name};
    }
};

struct TaskSubmitted {
    std::uint32_t state = 0;
    json::Value output;
    bool operator==(const TaskSubmitted&) const = default;
    static constexpr auto fields() {
        return std::tuple{&TaskSubmitted::state, &TaskSubmitted::output};
    }
};

/// Internal: a worker is alive. Moves the heartbeat's deadline.
struct TaskHeartbeatReceived {
    bool operator==(const TaskHeartbeatReceived&) const = default;
    static constexpr auto fields() { return std::tuple{}; }
};

struct TaskSucceeded {
    std::uint32_t state = 0;
    json::Value output;
    bool operator==(const TaskSucceeded&) const = default;
    static constexpr auto fields() {
        return std::tuple{&TaskSucceeded::state, &TaskSucceeded::output};
    }
};

struct TaskFailed {
    std::uint32_t state = 0;
    Failure failure;
    bool operator==(const TaskFailed&) const = default;
    static constexpr auto fields() { return std::tuple{&TaskFailed::state, &TaskFailed::failure}; }
};

struct TaskTimedOut {
    std::uint32_t state = 0;
    Failure failure;
    bool operator==(const TaskTimedOut&) const = default;
    static constexpr auto fields() {
        return std::tuple{&TaskTimedOut::state, &TaskTimedOut::failure};
    }
};

/// Internal: the retrier with this number matched, and the next try begins at `due`. Ends the
/// branches and iterations of the try that failed.
struct RetryScheduled {
    std::uint32_t state = 0;
    std::uint32_t retrier = 0;
    base::TimePoint due{};
    Failure failure;
    bool operator==(const RetryScheduled&) const = default;
    static constexpr auto fields() {
        using E = RetryScheduled;
        return std::tuple{&E::state, &E::retrier, &E::due, &E::failure};
    }
};

/// Internal: a Wait state waits until `due`.
struct TimerStarted {
    base::TimePoint due{};
    bool operator==(const TimerStarted&) const = default;
    static constexpr auto fields() { return std::tuple{&TimerStarted::due}; }
};

struct BranchStart {
    ScopeId scope = kNoScope;
    std::uint32_t program_scope = 0;
    std::uint32_t start_at = 0;
    bool operator==(const BranchStart&) const = default;
    static constexpr auto fields() {
        using B = BranchStart;
        return std::tuple{&B::scope, &B::program_scope, &B::start_at};
    }
};

/// Makes the branches' scopes. `input` is absent where it is the state's own input.
struct ParallelStarted {
    std::vector<BranchStart> branches;
    std::optional<json::Value> input;
    bool operator==(const ParallelStarted&) const = default;
    static constexpr auto fields() {
        return std::tuple{&ParallelStarted::branches, &ParallelStarted::input};
    }
};

/// Internal: the branch (the event's scope) is done. Its output is that of its last StateExited.
struct BranchSucceeded {
    bool operator==(const BranchSucceeded&) const = default;
    static constexpr auto fields() { return std::tuple{}; }
};

struct ParallelSucceeded {
    bool operator==(const ParallelSucceeded&) const = default;
    static constexpr auto fields() { return std::tuple{}; }
};

/// Ends the scopes of all branches.
struct ParallelFailed {
    bool operator==(const ParallelFailed&) const = default;
    static constexpr auto fields() { return std::tuple{}; }
};

/// `items` is absent where the items are the state's own input, which is an array then.
struct MapStarted {
    std::int64_t length = 0;
    std::optional<json::Value> items;
    std::uint32_t concurrency = 0;  ///< At least 1.
    bool operator==(const MapStarted&) const = default;
    static constexpr auto fields() {
        using E = MapStarted;
        return std::tuple{&E::length, &E::items, &E::concurrency};
    }
};

/// In the Map's scope: makes the scope `child`. `input` is absent where it is the item itself.
struct IterationStarted {
    std::uint32_t state = 0;  ///< The Map.
    std::uint32_t index = 0;
    ScopeId child = kNoScope;
    std::uint32_t program_scope = 0;
    std::uint32_t start_at = 0;
    std::optional<json::Value> input;
    bool operator==(const IterationStarted&) const = default;
    static constexpr auto fields() {
        using E = IterationStarted;
        return std::tuple{&E::state,         &E::index,    &E::child,
                          &E::program_scope, &E::start_at, &E::input};
    }
};

/// The iteration (the event's scope) is done. Its output is that of its last StateExited.
struct IterationSucceeded {
    std::uint32_t state = 0;
    std::uint32_t index = 0;
    bool operator==(const IterationSucceeded&) const = default;
    static constexpr auto fields() {
        return std::tuple{&IterationSucceeded::state, &IterationSucceeded::index};
    }
};

/// Ends the iteration (the event's scope) and all scopes within it.
struct IterationFailed {
    std::uint32_t state = 0;
    std::uint32_t index = 0;
    bool operator==(const IterationFailed&) const = default;
    static constexpr auto fields() {
        return std::tuple{&IterationFailed::state, &IterationFailed::index};
    }
};

/// The same for an iteration that was cut off.
struct IterationAborted {
    std::uint32_t state = 0;
    std::uint32_t index = 0;
    bool operator==(const IterationAborted&) const = default;
    static constexpr auto fields() {
        return std::tuple{&IterationAborted::state, &IterationAborted::index};
    }
};

struct MapSucceeded {
    bool operator==(const MapSucceeded&) const = default;
    static constexpr auto fields() { return std::tuple{}; }
};

/// Ends the scopes of all iterations.
struct MapFailed {
    bool operator==(const MapFailed&) const = default;
    static constexpr auto fields() { return std::tuple{}; }
};

/// A Task, Wait, Parallel or Map state of a branch or iteration was cut off. Tells the reader; the
/// scope is ended by the event of its branch, iteration or execution.
struct StateAborted {
    std::uint32_t state = 0;
    bool operator==(const StateAborted&) const = default;
    static constexpr auto fields() { return std::tuple{&StateAborted::state}; }
};

/// A JSONata expression failed.
struct EvaluationFailed {
    std::uint32_t state = 0;
    Failure failure;
    std::optional<std::string> location;
    bool operator==(const EvaluationFailed&) const = default;
    static constexpr auto fields() {
        using E = EvaluationFailed;
        return std::tuple{&E::state, &E::failure, &E::location};
    }
};

struct ExecutionSucceeded {
    json::Value output;
    bool operator==(const ExecutionSucceeded&) const = default;
    static constexpr auto fields() { return std::tuple{&ExecutionSucceeded::output}; }
};
struct ExecutionFailed {
    Failure failure;
    bool operator==(const ExecutionFailed&) const = default;
    static constexpr auto fields() { return std::tuple{&ExecutionFailed::failure}; }
};
struct ExecutionAborted {
    Failure failure;
    bool operator==(const ExecutionAborted&) const = default;
    static constexpr auto fields() { return std::tuple{&ExecutionAborted::failure}; }
};
struct ExecutionTimedOut {
    Failure failure;
    bool operator==(const ExecutionTimedOut&) const = default;
    static constexpr auto fields() { return std::tuple{&ExecutionTimedOut::failure}; }
};

/// An execution that had ended goes on. All that had fallen is back: branches and iterations with
/// the results of those that succeeded, states to be run again (without an entry of their own: that
/// they were entered and never exited is in the history already).
struct ExecutionRedriven {
    std::int64_t redrive_count = 0;
    std::optional<base::TimePoint> timeout_due;
    /// The execution's own state runs again with all its branches or iterations: AWS's rule where
    /// it failed by States.DataLimitExceeded.
    bool whole = false;
    bool operator==(const ExecutionRedriven&) const = default;
    static constexpr auto fields() {
        using E = ExecutionRedriven;
        return std::tuple{&E::redrive_count, &E::timeout_due, &E::whole};
    }
};

/// Internal: a state begins again after a redrive. Its retries count from 0.
struct StateResumed {
    std::uint32_t state = 0;
    bool operator==(const StateResumed&) const = default;
    static constexpr auto fields() { return std::tuple{&StateResumed::state}; }
};

/// The stored order. Append only.
using EventBody =
    std::variant<ExecutionStarted, StateEntered, StateExited, TaskScheduled, TaskStarted,
                 TaskSubmitted, TaskHeartbeatReceived, TaskSucceeded, TaskFailed, TaskTimedOut,
                 RetryScheduled, TimerStarted, ParallelStarted, BranchSucceeded, ParallelSucceeded,
                 ParallelFailed, MapStarted, IterationStarted, IterationSucceeded, IterationFailed,
                 IterationAborted, MapSucceeded, MapFailed, StateAborted, EvaluationFailed,
                 ExecutionSucceeded, ExecutionFailed, ExecutionAborted, ExecutionTimedOut,
                 ExecutionRedriven, StateResumed>;

struct Event {
    std::int64_t id = 0;        ///< In AWS's history, from 1 without gaps; 0 for an internal event.
    std::int64_t previous = 0;  ///< AWS's previousEventId.
    base::TimePoint at{};
    ScopeId scope = kRootScope;
    EventBody body;

    bool operator==(const Event&) const = default;
};

/// Whether AWS's history does not show events like this.
bool is_internal(const EventBody& body);

}  // namespace engine
