// Executions on their shards: starts them, hands commands to the decider, stores what it decides,
// and releases answers and effects when that is durable. The API's operations of Step Functions
// stand on this.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "asl/program.hpp"
#include "engine/command.hpp"
#include "engine/event.hpp"
#include "engine/execution.hpp"
#include "engine/inspector.hpp"
#include "runtime/decision_observer.hpp"
#include "runtime/execution_index.hpp"
#include "runtime/notices.hpp"
#include "runtime/runtime.hpp"
#include "runtime/task_dispatcher.hpp"

namespace runtime {

/// One execution to start. `info.arn` names it; `info.start_time` is set here.
struct StartRequest {
    engine::ExecutionInfo info;
    std::string revision;  ///< Names the Program for ever: recovery asks for it again.
    std::shared_ptr<const asl::Program> program;
    json::Value input;
    /// Set for a test of the state that the program starts at (TestState). Whoever gave it reads
    /// what was found once the execution has ended.
    std::shared_ptr<engine::Inspector> inspector = nullptr;
};

enum class StartRefusal {
    already_exists,  ///< The name is taken: it has ended, or it runs with another input.
    busy,            ///< The shard's inbox is full, or the disk is.
};

struct Started {
    std::string execution_arn;
    base::TimePoint start_date;
};

/// How an Express execution ended, for its waiting caller.
struct SyncResult {
    engine::ExecutionInfo info;
    json::Value input;
    base::TimePoint stop_date;
    engine::Status status = engine::Status::succeeded;
    std::optional<json::Value> output;
    engine::Failure failure;
};

/// Why a task token could not be used.
enum class SettleRefusal {
    invalid,  ///< It is no token of this server.
    gone,     ///< Its task is settled, timed out or cancelled, or its execution has ended.
    busy,     ///< The shard's inbox is full, or the disk is.
};

enum class StopRefusal { does_not_exist, busy };

/// Why an execution was not redriven.
struct RedriveRefusal {
    enum class Kind {
        does_not_exist,
        not_redrivable,  ///< `reason` is AWS's sentence.
        too_many_open,
        busy,    ///< The shard's inbox is full, or the disk is.
        broken,  ///< Its history or its definition cannot be read; `reason` says it.
    } kind = Kind::not_redrivable;
    std::string reason = {};
};

/// An execution's history as it was stored.
struct StoredHistory {
    ExecutionSummary summary;
    std::shared_ptr<const asl::Program> program;
    /// Internal ones too. Never null.
    std::shared_ptr<const std::vector<engine::Event>> events;
};

class Executions {
public:
    /// The Program of a revision; null if there is none any more.
    using ProgramSource = std::function<std::shared_ptr<const asl::Program>(const std::string&)>;

    /// Registers for its records with `shards`, so it must be made before they start. `dispatcher`
    /// may be given later, but before they start too.
    Executions(Shards& shards, ProgramSource programs);
    ~Executions();
    void set_dispatcher(TaskDispatcher& dispatcher);
    /// Sees every decision of every execution; before the shards start.
    void add_observer(DecisionObserver& observer);

    /// Standard: durable before `answer`; an equal start of a running execution gets the same
    /// answer. Express: the accepted start is durable. Any thread; the answer comes on the shard's
    /// thread.
    void start(StartRequest request,
               std::function<void(base::Result<Started, StartRefusal>)> answer);
    /// Express only: answers when it has ended. Nothing of it is stored.
    void start_sync(StartRequest request,
                    std::function<void(base::Result<SyncResult, StartRefusal>)> answer);
    /// Answers the stop date; of one that has ended already, the date of its end.
    void stop(const std::string& arn, std::optional<std::string> error,
              std::optional<std::string> cause,
              std::function<void(base::Result<base::TimePoint, StopRefusal>)> answer);
    /// RedriveExecution: an unsuccessful execution goes on from where it failed. Answers the date
    /// of the redrive; for a client token that was used lately the date of that one. Reads the
    /// disk. Any thread.
    void redrive(const std::string& arn, const std::string& token,
                 std::function<void(base::Result<base::TimePoint, RedriveRefusal>)> answer);
    /// AWS's sentence why it cannot be redriven now; nothing if it can.
    std::optional<std::string> why_not_redrivable(const ExecutionSummary& summary) const;
    /// For callbacks and activities: applies a command to the task of a token. Answers when that is
    /// durable.
    void settle(const std::string& token,
                std::function<engine::Command(const engine::TaskId&)> command,
                std::function<void(base::Result<void, SettleRefusal>)> answer);
    /// Runs `then` once when the execution has ended and that is durable; at once if it has. Of one
    /// that is not there never.
    void when_ended(const std::string& arn, std::function<void()> then);

    const ExecutionIndex& index() const;
    Notices& notices();
    /// All events of an execution that are durable. Reads the disk: not for I/O threads under load.
    /// Errors: `not_found`; `corrupt` with the place.
    base::Result<StoredHistory> history(const std::string& arn) const;
    /// The newest Express executions of all machines, newest first, from memory.
    std::vector<SyncResult> recent_express() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace runtime
