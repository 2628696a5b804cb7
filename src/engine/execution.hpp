// A running or finished execution: a plain tree of scopes. It has no behaviour; `evolve` alone
// changes it, by applying events, so folding the stored events gives it back exactly.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "asl/machine_type.hpp"
#include "base/time.hpp"
#include "engine/failure.hpp"
#include "engine/ids.hpp"
#include "engine/shared.hpp"
#include "json/value.hpp"

namespace engine {

using Variables = std::map<std::string, json::Value>;

/// What never changes after the start, but for the count of redrives. State and scope numbers
/// everywhere in the engine are those of the Program of the revision that the execution was started
/// with.
struct ExecutionInfo {
    std::string arn;
    std::string name;
    std::string state_machine_arn;  ///< Without version or alias.
    std::string state_machine_name;
    std::string role_arn;
    asl::MachineType type = asl::MachineType::standard;
    base::TimePoint start_time{};
    std::string region;
    std::string account;
    std::optional<std::string> version_arn;
    std::optional<std::string> alias_arn;
    std::int64_t redrive_count = 0;  ///< Stored as 0: each ExecutionRedriven carries its own.
    bool synchronous = false;        ///< By StartSyncExecution.

    bool operator==(const ExecutionInfo&) const = default;
    static constexpr auto fields() {
        using I = ExecutionInfo;
        return std::tuple{
            &I::arn,        &I::name,        &I::state_machine_arn, &I::state_machine_name,
            &I::role_arn,   &I::type,        &I::start_time,        &I::region,
            &I::account,    &I::version_arn, &I::alias_arn,         &I::redrive_count,
            &I::synchronous};
    }
};

enum class Status : std::uint8_t { running, succeeded, failed, timed_out, aborted };

/// "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED".
std::string_view status_text(Status status);

// What a scope is doing now.

/// Between two states: it will enter `next` with the scope's data as input.
struct Ready {
    std::uint32_t next = 0;
    bool operator==(const Ready&) const = default;
};
/// In a Wait state until `due`.
struct Waiting {
    base::TimePoint due{};
    bool operator==(const Waiting&) const = default;
};
/// What a task was scheduled with.
struct TaskTerms {
    std::optional<std::string> token;
    std::optional<std::string> credentials_role;
    std::optional<std::int64_t> timeout_seconds;
    std::optional<std::int64_t> heartbeat_seconds;
    bool operator==(const TaskTerms&) const = default;
};
/// In a Task state, with a try under way.
struct RunningTask {
    json::Value parameters;
    Shared<TaskTerms> terms;
    std::optional<base::TimePoint> timeout_due;
    std::optional<base::TimePoint> heartbeat_due;
    bool started = false;    ///< TaskStarted is in the history, so the task was handed out.
    bool submitted = false;  ///< TaskSubmitted is in the history: `.sync` or a task token goes on.
    bool operator==(const RunningTask&) const = default;
};
/// Between two tries of a state that has Retry; the next one begins at `due`.
struct BackingOff {
    base::TimePoint due{};
    bool operator==(const BackingOff&) const = default;
};
/// In a Parallel state. `results` holds an output per branch, in the order of the definition.
struct RunningParallel {
    std::vector<std::optional<json::Value>> results;
    std::uint32_t running = 0;
    bool operator==(const RunningParallel&) const = default;
};
/// In a Map state. Iterations are started in the order of the items, `concurrency` at a time.
struct RunningMap {
    json::Value items;  ///< An array.
    std::vector<std::optional<json::Value>> results;
    std::uint32_t concurrency = 0;
    std::uint32_t next_index = 0;  ///< The next item to start.
    std::uint32_t running = 0;
    std::uint32_t failed = 0;
    /// The event that the next MapIterationStarted points at.
    std::int64_t room_event = 0;
    bool operator==(const RunningMap&) const = default;
};
/// It has ended, or is about to be told what to do within the same decision.
struct Idle {
    bool operator==(const Idle&) const = default;
};

/// In a state that it is to run again, after a redrive.
struct Resumed {
    bool operator==(const Resumed&) const = default;
};
/// The branches or iterations of the state are done: joined, or failed. Like Idle, but a redrive
/// finds the results here.
template <class Work>
struct Over {
    Work work;
    bool operator==(const Over&) const = default;
};

using Activity = std::variant<Idle, Ready, Waiting, RunningTask, BackingOff, RunningParallel,
                              RunningMap, Resumed, Over<RunningParallel>, Over<RunningMap>>;

/// One thread of work: the execution's own, a branch's or an iteration's.
struct Scope {
    ScopeId parent = kNoScope;
    std::uint32_t program_scope = 0;  ///< asl::ScopeIndex.
    std::uint32_t index = 0;          ///< Which branch or iteration of its parent's state.

    std::uint32_t state = UINT32_MAX;  ///< asl::StateIndex of the state it is in, or was in last.
    EntryId entry = kNoEntry;
    base::TimePoint entered_at{};
    std::int64_t entered_event = 0;
    std::int64_t entered_after = 0;  ///< The event that the entry points at.
    /// Where the next event of this scope points with previousEventId.
    std::int64_t last_event = 0;

    json::Value data;  ///< The state's raw input; between states the last one's output.
    Variables variables;
    std::vector<std::int64_t>
        retries;               ///< Per retrier; shorter than Retry where later ones never counted.
    std::int64_t attempt = 0;  ///< $$.State.RetryCount.
    Activity activity;

    bool operator==(const Scope&) const = default;
};

/// How an execution ended.
struct Ending {
    std::optional<json::Value> output;
    Failure failure;
    base::TimePoint stop_time{};
    bool operator==(const Ending&) const = default;
};

struct Execution {
    ExecutionInfo info;
    Status status = Status::running;
    json::Value input;
    std::optional<Shared<Ending>> ending;  ///< Once it has ended.
    std::optional<base::TimePoint> timeout_due;

    std::int64_t last_event_id = 0;  ///< Of the history that AWS shows; 0 means not started.
    base::TimePoint last_event_at{};
    std::uint32_t next_scope = 0;
    std::uint64_t next_entry = 1;
    std::map<ScopeId, Scope> scopes;  ///< Empty once it has ended.
    /// What failed or was cut off and no Retry or Catch has taken: what a redrive runs again. While
    /// it runs there is something here only in the midst of a decision.
    std::map<ScopeId, Scope> fallen;
    std::optional<base::TimePoint> redrive_time;  ///< Of the last redrive.

    bool started() const { return last_event_id > 0; }
    bool running() const { return started() && status == Status::running; }
    /// Whether the decider takes a Redrive: Standard, ended, not with success, and with room for
    /// ExecutionRedriven and one more event. AWS's other rules are those of a clock.
    bool redrivable() const;
    /// Nothing before the end, and where it did not end well.
    std::optional<json::Value> output() const {
        return ending ? (*ending)->output : std::optional<json::Value>{};
    }
    Failure failure() const { return ending ? (*ending)->failure : Failure{}; }
    std::optional<base::TimePoint> stop_time() const {
        return ending ? std::optional((*ending)->stop_time) : std::nullopt;
    }
    bool operator==(const Execution&) const = default;
};

}  // namespace engine
