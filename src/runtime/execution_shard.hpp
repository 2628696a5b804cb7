// The live executions of one shard and what is done to them. Touched by the shard's thread only.
// Not for use outside `runtime`; see executions.hpp.
#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/limits.hpp"
#include "engine/decide.hpp"
#include "runtime/codec/payloads.hpp"
#include "runtime/evaluation_watch.hpp"
#include "runtime/executions.hpp"

namespace runtime {

/// How many finished Express executions are remembered.
inline constexpr std::size_t kRecentExpress = 1'000;

/// What all shards share. All of it may be used from any thread.
struct ExecutionServices {
    Shards& shards;
    Executions::ProgramSource programs;
    TaskDispatcher* dispatcher = nullptr;
    std::vector<DecisionObserver*> observers;
    ExecutionIndex index;
    Notices notices;
    EvaluationWatch watch;
    std::mutex express_mutex;
    std::deque<SyncResult> recent_express;
};

/// An execution in memory.
struct LiveExecution {
    engine::Execution execution;
    std::shared_ptr<const asl::Program> program;
    std::string revision;
    std::uint64_t number = 0;
    codec::Payloads payloads;
    /// Standard executions store each decision; Express ones at most their start.
    bool is_stored = true;
    /// Express and accepted asynchronously: its end must be recorded, so that it does not run
    /// again.
    bool is_owed_an_end = false;
    /// Express: who waits for the end.
    std::function<void(base::Result<SyncResult, StartRefusal>)> waiter;
    std::shared_ptr<engine::Inspector> inspector;  ///< A test of one state.
    std::string quarantine;     ///< Why it was set aside; commands are dropped then.
    std::string redrive_token;  ///< The client's, of the last redrive.
};

/// An execution as its stored records give it back. Any thread. Its `program` is null where the
/// revision is not there any more. Errors: those of reading and decoding; throws base::Bug.
base::Result<std::unique_ptr<LiveExecution>> fold(ExecutionServices& services,
                                                  const ExecutionSummary& summary);

/// RedriveExecution on its way to the shard.
struct RedriveRequest {
    std::string arn;
    std::string token;  ///< The client's, or empty.
    /// Folded before, so that a long history holds nobody up; null if it did not look redrivable.
    std::shared_ptr<std::unique_ptr<LiveExecution>> folded;
    std::size_t records = 0;  ///< How many it was folded from.
    std::function<void(base::Result<base::TimePoint, RedriveRefusal>)> answer;
    std::function<void()> again;  ///< Begins anew: the execution has changed meanwhile.
};

class ExecutionShard {
public:
    explicit ExecutionShard(ExecutionServices& services)
        : services_(services),
          watched_(services.watch, base::Milliseconds{base::limits::kStatesExpressionMs}) {}

    void start(ShardContext& context, StartRequest request,
               std::function<void(base::Result<Started, StartRefusal>)> answer);
    void start_express(ShardContext& context, StartRequest request, bool is_owed_an_end,
                       std::function<void(base::Result<SyncResult, StartRefusal>)> waiter);
    /// A command for a live execution; what does not fit is dropped.
    void tell(ShardContext& context, const std::string& arn, const engine::Command& command);
    /// A command for the task of a token. False: the token is not that of a task under way, or the
    /// command does not fit it.
    bool settle(ShardContext& context, const std::string& arn, const engine::TaskId& task,
                const std::string& token, const engine::Command& command);
    void stop(ShardContext& context, const std::string& arn, engine::Stop command,
              std::function<void(base::Result<base::TimePoint, StopRefusal>)> answer);

    void redrive(ShardContext& context, const RedriveRequest& request);

    /// After a restart: folds an open execution back from its records and re-issues what it is
    /// owed.
    void recover(ShardContext& context, const ExecutionSummary& summary);

private:
    LiveExecution* find(const std::string& arn);
    /// Decides, records, and registers the release of the effects. False: the command was refused.
    bool apply(ShardContext& context, LiveExecution& live, const engine::Command& command);
    void record(ShardContext& context, LiveExecution& live,
                const std::vector<engine::Event>& events);
    /// Shows the decision to those who tell others of it.
    void show(ShardContext& context, const LiveExecution& live,
              const std::vector<engine::Event>& events);
    void release(ShardContext& context, LiveExecution& live, std::vector<engine::Effect> effects);
    void invoke(const std::string& arn, store::ShardId shard, const engine::ExecutionInfo& info,
                const engine::InvokeTask& task, bool recovered);
    void run_effect(const std::string& arn, store::ShardId shard, const engine::Effect& effect,
                    bool recovered);
    void finish(const std::string& arn, const engine::Finished& finished);
    void set_aside(LiveExecution& live, const std::string& arn, std::string cause);
    /// When the execution was redriven with this request's client token, if it was lately.
    std::optional<base::TimePoint> redriven_with(const RedriveRequest& request,
                                                 base::TimePoint now);
    void record_redrive(ShardContext& context, const LiveExecution& live);

    ExecutionServices& services_;
    EvaluationWatch::Place watched_;
    std::unordered_map<std::string, std::unique_ptr<LiveExecution>> live_;
    std::optional<std::uint64_t> next_number_;
};

/// The text that names a task of an execution for ever.
base::EffectId effect_id(const std::string& execution_arn, const engine::TaskId& task);

}  // namespace runtime
