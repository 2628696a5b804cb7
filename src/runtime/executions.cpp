// The door to executions: finds the shard, posts the work.
#include "runtime/executions.hpp"

#include "base/assert.hpp"
#include "base/log.hpp"
#include "engine/decide.hpp"
#include "engine/task_token.hpp"
#include "runtime/codec/decision.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/execution_shard.hpp"
#include "runtime/history_cache.hpp"
#include "runtime/record_kinds.hpp"
#include "runtime/redrive.hpp"

namespace runtime {
namespace {

/// An Express execution that was accepted asynchronously.
struct ExpressStart {
    engine::ExecutionInfo info;
    std::string revision;
    json::Value input;

    static constexpr auto fields() {
        using S = ExpressStart;
        return std::tuple{&S::info, &S::revision, &S::input};
    }
};
constexpr std::uint16_t kExpressSchema = 1;

}  // namespace

struct Executions::State {
    State(Shards& s, ProgramSource programs)
        : services{.shards = s,
                   .programs = std::move(programs),
                   .dispatcher = nullptr,
                   .observers = {},
                   .index = {},
                   .notices = {},
                   .watch = {},
                   .express_mutex = {},
                   .recent_express = {}} {
        for (store::ShardId shard = 0; shard < kShards; ++shard) {
            shards.push_back(std::make_unique<ExecutionShard>(services));
        }
    }

    base::Result<void> replay_decision(const ReplayedRecord& record);
    base::Result<void> replay_redriven(const ReplayedRecord& record);
    base::Result<void> replay_express(const ReplayedRecord& record);
    void recover(ShardContext& context);
    void run_express(ShardContext& context, ExpressStart start);

    ExecutionServices services;
    HistoryCache histories;
    std::vector<std::unique_ptr<ExecutionShard>> shards;
    /// Accepted and not ended, by shard and ARN; filled by the replay, emptied by the recovery.
    std::array<std::map<std::string, ExpressStart>, kShards> open_express;
};

base::Result<void> Executions::State::replay_decision(const ReplayedRecord& record) {
    QS_TRY(const codec::DecisionHead head, codec::decode_head(record.payload));
    services.shards.not_before(head.header.at);
    if (head.info) {
        services.index.add(record.shard, head.header, *head.info, record.position);
    } else {
        services.index.update(record.shard, head.header, record.position);
    }
    return {};
}

base::Result<void> Executions::State::replay_redriven(const ReplayedRecord& record) {
    QS_TRY(const Redriven redriven, codec::decode<Redriven>(record.payload));
    if (!services.index.contains(redriven.arn)) {
        return base::fail(base::corrupt("the log redrives an execution that never began"));
    }
    services.index.redrive(redriven);
    return {};
}

base::Result<void> Executions::State::replay_express(const ReplayedRecord& record) {
    codec::Reader reader(record.payload);
    if (record.kind == record_kinds::kExpressEnded) {
        QS_TRY(const std::string_view arn, reader.text());
        open_express[record.shard].erase(std::string(arn));
        return {};
    }
    codec::Payloads payloads;
    ExpressStart start;
    QS_CHECK(codec::read(codec::Input{reader, payloads}, start));
    const std::string arn = start.info.arn;
    open_express[record.shard].insert_or_assign(arn, std::move(start));
    return {};
}

void Executions::State::recover(ShardContext& context) {
    for (const ExecutionSummary& summary : services.index.open(context.shard())) {
        shards[context.shard()]->recover(context, summary);
    }
    auto express = std::move(open_express[context.shard()]);
    for (auto& [arn, start] : express) run_express(context, std::move(start));
}

void Executions::State::run_express(ShardContext& context, ExpressStart start) {
    auto program = services.programs(start.revision);
    if (program == nullptr) {
        base::log::error("express execution lost its definition", {{"execution", start.info.arn}});
        return;
    }
    shards[context.shard()]->start_express(context,
                                           {std::move(start.info), std::move(start.revision),
                                            std::move(program), std::move(start.input)},
                                           true, {});
}

Executions::Executions(Shards& shards, ProgramSource programs)
    : state_(std::make_unique<State>(shards, std::move(programs))) {
    State& state = *state_;
    shards.on_replay(record_kinds::kDecision, [&state](const ReplayedRecord& record) {
        return state.replay_decision(record);
    });
    shards.on_replay(record_kinds::kRedriven, [&state](const ReplayedRecord& record) {
        return state.replay_redriven(record);
    });
    for (const auto kind : {record_kinds::kExpressStarted, record_kinds::kExpressEnded}) {
        shards.on_replay(
            kind, [&state](const ReplayedRecord& record) { return state.replay_express(record); });
    }
    shards.on_recovered([&state](ShardContext& context) { state.recover(context); });
    shards.keep_answers([&state](const base::EffectId& effect) {
        const std::string& text = effect.text();
        const auto summary = state.services.index.find(text.substr(0, text.rfind('/')));
        return summary && summary->status == engine::Status::running;
    });
}
Executions::~Executions() = default;

void Executions::set_dispatcher(TaskDispatcher& dispatcher) {
    state_->services.dispatcher = &dispatcher;
}

void Executions::add_observer(DecisionObserver& observer) {
    state_->services.observers.push_back(&observer);
}

void Executions::start(StartRequest request,
                       std::function<void(base::Result<Started, StartRefusal>)> answer) {
    const store::ShardId shard = shard_of(request.info.arn);
    State& state = *state_;
    const bool is_express = request.info.type == asl::MachineType::express;
    const bool posted = state.services.shards.post(
        shard, [&state, request = std::move(request), answer, is_express](ShardContext& context) {
            if (!is_express) {
                state.shards[context.shard()]->start(context, request, answer);
                return;
            }
            ExpressStart start{request.info, request.revision, request.input};
            start.info.start_time = context.now();
            codec::Writer writer;
            codec::Payloads payloads;
            codec::write(codec::Output{writer, payloads}, start);
            context.record(record_kinds::kExpressStarted, kExpressSchema, std::move(writer).take());
            context.release([answer, arn = start.info.arn, at = start.info.start_time] {
                answer(Started{arn, at});
            });
            state.run_express(context, std::move(start));
        });
    if (!posted) answer(base::fail(StartRefusal::busy));
}

void Executions::start_sync(StartRequest request,
                            std::function<void(base::Result<SyncResult, StartRefusal>)> answer) {
    const store::ShardId shard = shard_of(request.info.arn);
    State& state = *state_;
    const bool posted = state.services.shards.post(
        shard, [&state, request = std::move(request), answer](ShardContext& context) {
            state.shards[context.shard()]->start_express(context, request, false, answer);
        });
    if (!posted) answer(base::fail(StartRefusal::busy));
}

void Executions::stop(const std::string& arn, std::optional<std::string> error,
                      std::optional<std::string> cause,
                      std::function<void(base::Result<base::TimePoint, StopRefusal>)> answer) {
    State& state = *state_;
    const bool posted = state.services.shards.post(
        shard_of(arn), [&state, arn, command = engine::Stop{std::move(error), std::move(cause)},
                        answer](ShardContext& context) {
            state.shards[context.shard()]->stop(context, arn, command, answer);
        });
    if (!posted) answer(base::fail(StopRefusal::busy));
}

void Executions::redrive(
    const std::string& arn, const std::string& token,
    std::function<void(base::Result<base::TimePoint, RedriveRefusal>)> answer) {
    using Kind = RedriveRefusal::Kind;
    State& state = *state_;
    const auto summary = state.services.index.find(arn);
    if (!summary) return answer(base::fail(RedriveRefusal{Kind::does_not_exist}));
    RedriveRequest request{.arn = arn, .token = token, .folded = {}, .answer = answer, .again = {}};
    request.again = [this, arn, token, answer] { redrive(arn, token, answer); };
    if (!why_not_redrivable(*summary)) {
        try {
            auto folded = fold(state.services, *summary);
            if (!folded) {
                return answer(base::fail(RedriveRefusal{Kind::broken, folded.error().message}));
            }
            request.folded = std::make_shared<std::unique_ptr<LiveExecution>>(*std::move(folded));
            request.records = summary->records.size();
        } catch (const base::Bug& bug) {
            return answer(base::fail(RedriveRefusal{Kind::broken, bug.what()}));
        }
    }
    const bool posted = state.services.shards.post(
        shard_of(arn), [&state, request = std::move(request)](ShardContext& context) {
            state.shards[context.shard()]->redrive(context, request);
        });
    if (!posted) answer(base::fail(RedriveRefusal{Kind::busy}));
}

std::optional<std::string> Executions::why_not_redrivable(const ExecutionSummary& summary) const {
    return runtime::why_not_redrivable(summary, state_->services.shards.clock().now());
}

void Executions::settle(const std::string& token,
                        std::function<engine::Command(const engine::TaskId&)> command,
                        std::function<void(base::Result<void, SettleRefusal>)> answer) {
    const auto parts = engine::read_task_token(token);
    if (!parts || !state_->services.index.contains(parts->execution_arn)) {
        return answer(base::fail(SettleRefusal::invalid));
    }
    State& state = *state_;
    const bool posted = state.services.shards.post(
        shard_of(parts->execution_arn),
        [&state, token, arn = parts->execution_arn, task = parts->task,
         command = std::move(command), answer](ShardContext& context) {
            const bool is_settled =
                state.shards[context.shard()]->settle(context, arn, task, token, command(task));
            context.release([answer, is_settled] {
                if (is_settled) return answer({});
                answer(base::fail(SettleRefusal::gone));
            });
        });
    if (!posted) answer(base::fail(SettleRefusal::busy));
}

void Executions::when_ended(const std::string& arn, std::function<void()> then) {
    const std::uint64_t id = state_->services.notices.when_ended(arn, then);
    const auto summary = state_->services.index.find(arn);
    // It ended before, or between the two: whoever takes the note runs it.
    if (summary && summary->status != engine::Status::running &&
        state_->services.notices.take_back(id)) {
        then();
    }
}

const ExecutionIndex& Executions::index() const {
    return state_->services.index;
}
Notices& Executions::notices() {
    return state_->services.notices;
}

base::Result<StoredHistory> Executions::history(const std::string& arn) const {
    const auto summary = state_->services.index.find(arn);
    if (!summary) return base::fail(base::not_found("no execution " + arn));
    StoredHistory history;
    history.summary = *summary;
    history.program = state_->services.programs(summary->revision);
    QS_TRY(history.events, state_->histories.events(state_->services.shards.store(), *summary));
    return history;
}

std::vector<SyncResult> Executions::recent_express() const {
    const std::lock_guard lock(state_->services.express_mutex);
    return {state_->services.recent_express.begin(), state_->services.recent_express.end()};
}

}  // namespace runtime
