// Decide, record, release: the heart of the runtime, for the executions of one shard.
#include "runtime/execution_shard.hpp"

#include <algorithm>
#include <exception>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/overloaded.hpp"
#include "base/random.hpp"
#include "engine/task_token.hpp"
#include "runtime/codec/bytes.hpp"
#include "runtime/codec/decision.hpp"
#include "runtime/record_kinds.hpp"

namespace runtime {
namespace {

engine::Command command_of(const engine::TaskId& id, TaskOutcome outcome, bool has_callback) {
    if (auto* const failure = std::get_if<engine::Failure>(&outcome)) {
        return engine::FailTask{id, std::move(*failure)};
    }
    if (auto* const submitted = std::get_if<Submitted>(&outcome)) {
        return engine::SubmitTask{id, std::move(submitted->output)};
    }
    // The answer of a call with a token is not the task's outcome yet.
    if (has_callback) return engine::SubmitTask{id, std::get<json::Value>(std::move(outcome))};
    return engine::SucceedTask{id, std::get<json::Value>(std::move(outcome))};
}

/// A heartbeat has come since, and has set a timer of its own.
bool is_moved(const engine::Execution& execution, const engine::SetTimer& timer) {
    if (timer.timer.kind != engine::TimerKind::heartbeat) return false;
    return std::ranges::any_of(execution.scopes, [&](const auto& each) {
        const auto* const task = std::get_if<engine::RunningTask>(&each.second.activity);
        return task != nullptr && each.second.entry == timer.timer.entry && task->heartbeat_due &&
               *task->heartbeat_due > timer.due;
    });
}

}  // namespace

base::EffectId effect_id(const std::string& execution_arn, const engine::TaskId& task) {
    return base::EffectId(execution_arn + "/" + engine::text(task));
}

LiveExecution* ExecutionShard::find(const std::string& arn) {
    const auto found = live_.find(arn);
    return found == live_.end() ? nullptr : found->second.get();
}

void ExecutionShard::start(ShardContext& context, StartRequest request,
                           std::function<void(base::Result<Started, StartRefusal>)> answer) {
    const std::string arn = request.info.arn;
    const LiveExecution* const other = find(arn);
    if (other != nullptr || services_.index.contains(arn)) {
        // Idempotent by name and input while it runs, refused ever after (durability.md, section
        // 9).
        const bool is_same = other != nullptr && other->execution.running() &&
                             other->execution.input == request.input;
        if (is_same) {
            context.release([answer, started = Started{arn, other->execution.info.start_time}] {
                answer(started);
            });
        } else {
            context.release([answer] { answer(base::fail(StartRefusal::already_exists)); });
        }
        return;
    }
    if (!next_number_) next_number_ = services_.index.next_number(context.shard());
    auto owner = std::make_unique<LiveExecution>();
    LiveExecution& live = *owner;
    live.program = std::move(request.program);
    live.revision = std::move(request.revision);
    live.number = (*next_number_)++;
    live_.emplace(arn, std::move(owner));
    request.info.start_time = context.now();
    const base::TimePoint start_date = request.info.start_time;
    context.release([answer, arn, start_date] { answer(Started{arn, start_date}); });
    (void)apply(context, live, engine::Start{std::move(request.info), std::move(request.input)});
}

void ExecutionShard::start_express(
    ShardContext& context, StartRequest request, bool is_owed_an_end,
    std::function<void(base::Result<SyncResult, StartRefusal>)> waiter) {
    const std::string arn = request.info.arn;
    QS_ASSERT(!live_.contains(arn));
    auto owner = std::make_unique<LiveExecution>();
    LiveExecution& live = *owner;
    live.program = std::move(request.program);
    live.revision = std::move(request.revision);
    live.is_stored = false;
    live.is_owed_an_end = is_owed_an_end;
    live.waiter = std::move(waiter);
    live.inspector = std::move(request.inspector);
    live_.emplace(arn, std::move(owner));
    request.info.start_time = context.now();
    (void)apply(context, live, engine::Start{std::move(request.info), std::move(request.input)});
}

void ExecutionShard::tell(ShardContext& context, const std::string& arn,
                          const engine::Command& command) {
    LiveExecution* const live = find(arn);
    if (live != nullptr) (void)apply(context, *live, command);
}

bool ExecutionShard::settle(ShardContext& context, const std::string& arn,
                            const engine::TaskId& task, const std::string& token,
                            const engine::Command& command) {
    LiveExecution* const live = find(arn);
    return live != nullptr && engine::has_task_with(live->execution, task, token) &&
           apply(context, *live, command);
}

void ExecutionShard::stop(ShardContext& context, const std::string& arn, engine::Stop command,
                          std::function<void(base::Result<base::TimePoint, StopRefusal>)> answer) {
    LiveExecution* const live = find(arn);
    if (live != nullptr && live->execution.running()) {
        const base::TimePoint stop_date = context.now();
        context.release([answer, stop_date] { answer(stop_date); });
        (void)apply(context, *live, command);
        return;
    }
    // It has ended, perhaps in a batch that is not durable yet; the release waits for that.
    context.release([this, arn, answer] {
        const auto summary = services_.index.find(arn);
        if (!summary || !summary->stop_time) {
            answer(base::fail(StopRefusal::does_not_exist));
        } else {
            answer(*summary->stop_time);
        }
    });
}

bool ExecutionShard::apply(ShardContext& context, LiveExecution& live,
                           const engine::Command& command) {
    if (!live.quarantine.empty()) return false;
    const engine::Moment moment{context.now(), base::random_seed(), &watched_,
                                live.inspector.get()};
    base::Result<engine::Decision, engine::Refusal> decision;
    try {
        decision = engine::decide(*live.program, live.execution, command, moment);
    } catch (const std::exception& bug) {
        set_aside(live, live.execution.info.arn, bug.what());
        return false;
    }
    if (!decision) {
        if (const auto* fired = std::get_if<engine::TimerFired>(&command);
            fired != nullptr && decision.error().reason == engine::Refusal::Reason::too_early) {
            services_.shards.at(
                context.shard(), moment.now + base::Milliseconds{1},
                [this, arn = live.execution.info.arn, timer = fired->timer](ShardContext& later) {
                    tell(later, arn, engine::TimerFired{timer});
                });
        }
        return false;
    }
    record(context, live, decision->events);
    show(context, live, decision->events);
    release(context, live, std::move(decision->effects));
    return true;
}

void ExecutionShard::record(ShardContext& context, LiveExecution& live,
                            const std::vector<engine::Event>& events) {
    if (!live.is_stored || events.empty()) return;
    const engine::Execution& execution = live.execution;
    codec::DecisionHeader header{.number = live.number,
                                 .revision = {},
                                 .status = execution.status,
                                 .last_event_id = execution.last_event_id,
                                 .at = events.back().at};
    if (std::holds_alternative<engine::ExecutionRedriven>(events.front().body)) {
        record_redrive(context, live);
    }
    const bool is_first = std::holds_alternative<engine::ExecutionStarted>(events.front().body);
    if (is_first) header.revision = live.revision;
    context.record(
        record_kinds::kDecision, codec::kDecisionSchema,
        codec::encode_decision(header, events, live.payloads),
        [this, header, shard = context.shard(),
         info = is_first ? std::optional(execution.info) : std::nullopt](RecordPosition position) {
            if (info) {
                services_.index.add(shard, header, *info, position);
            } else {
                services_.index.update(shard, header, position);
            }
        });
}

void ExecutionShard::show(ShardContext& context, const LiveExecution& live,
                          const std::vector<engine::Event>& events) {
    if (events.empty()) return;
    const Decided decided{live.execution, *live.program, live.revision, events};
    for (DecisionObserver* const observer : services_.observers) {
        observer->decided(context, decided);
    }
}

void ExecutionShard::release(ShardContext& context, LiveExecution& live,
                             std::vector<engine::Effect> effects) {
    const engine::Execution& execution = live.execution;
    Notice notice{execution.info.arn, execution.info.state_machine_arn, execution.status,
                  execution.last_event_id};
    context.release(
        [this, shard = context.shard(), notice = std::move(notice), effects = std::move(effects)] {
            for (const engine::Effect& effect : effects) {
                run_effect(notice.execution_arn, shard, effect, false);
            }
            services_.notices.publish(notice);
        });
}

void ExecutionShard::invoke(const std::string& arn, store::ShardId shard,
                            const engine::ExecutionInfo& info, const engine::InvokeTask& task,
                            bool recovered) {
    using Pattern = asl::TaskTarget::Pattern;
    const bool has_callback = task.target.pattern == Pattern::wait_for_task_token;
    const bool is_activity = task.target.kind == asl::TaskTarget::Kind::activity;
    // Whoever has the token settles it; nobody is to be asked.
    if (task.submitted && (has_callback || is_activity)) return;
    const base::EffectId effect_name = effect_id(arn, task.task);
    TaskRequest request{.effect = effect_name,
                        .execution = base::ExecutionArn(arn),
                        .state_machine_arn = info.state_machine_arn,
                        .region = info.region,
                        .account = info.account,
                        .target = task.target,
                        .resource = task.resource,
                        .state_name = task.state_name,
                        .parameters = task.parameters,
                        .token = task.token,
                        .credentials_role = task.credentials_role,
                        .recovered = recovered,
                        .submitted = task.submitted};
    QS_ASSERT(services_.dispatcher != nullptr);
    services_.dispatcher->invoke(std::move(request), [this, arn, shard, id = task.task, effect_name,
                                                      has_callback](TaskOutcome outcome) {
        services_.shards.post_urgent(
            shard, [this, arn, command = command_of(id, std::move(outcome), has_callback)](
                       ShardContext& context) { tell(context, arn, command); });
        services_.shards.forget(effect_name);
    });
}

void ExecutionShard::run_effect(const std::string& arn, store::ShardId shard,
                                const engine::Effect& effect, bool recovered) {
    LiveExecution* const live = find(arn);
    if (live == nullptr) return;
    const auto tell_soon = [this, arn, shard](engine::Command command) {
        services_.shards.post_urgent(
            shard, [this, arn, command = std::move(command)](ShardContext& context) {
                tell(context, arn, command);
            });
    };
    std::visit(base::Overloaded{
                   [&](const engine::InvokeTask& task) {
                       invoke(arn, shard, live->execution.info, task, recovered);
                   },
                   [&](const engine::CancelTask& cancel) {
                       services_.dispatcher->cancel(effect_id(arn, cancel.task));
                   },
                   [&](const engine::SetTimer& timer) {
                       services_.shards.at(
                           shard, timer.due, [this, arn, timer](ShardContext& context) {
                               const LiveExecution* const waits = find(arn);
                               if (waits == nullptr || is_moved(waits->execution, timer)) return;
                               tell(context, arn, engine::TimerFired{timer.timer});
                           });
                   },
                   // A timer that nobody needs any more fires into a refusal.
                   [&](const engine::CancelTimer&) {},
                   [&](const engine::Finished& finished) { finish(arn, finished); },
                   [&](const engine::ContinueSoon&) { tell_soon(engine::Continue{}); },
               },
               effect);
}

void ExecutionShard::finish(const std::string& arn, const engine::Finished& finished) {
    const auto found = live_.find(arn);
    const std::unique_ptr<LiveExecution> live = std::move(found->second);
    live_.erase(found);
    if (live->is_stored) return;
    SyncResult result{live->execution.info,
                      live->execution.input,
                      live->execution.stop_time().value_or(live->execution.last_event_at),
                      finished.status,
                      finished.output,
                      finished.failure};
    if (live->waiter) live->waiter(result);
    if (live->is_owed_an_end) {
        services_.shards.post_urgent(shard_of(arn), [arn](ShardContext& context) {
            codec::Writer writer;
            writer.text(arn);
            context.record(record_kinds::kExpressEnded, 1, std::move(writer).take());
        });
    }
    if (live->inspector != nullptr) return;  // A test is no execution that people look for.
    const std::lock_guard lock(services_.express_mutex);
    services_.recent_express.push_front(std::move(result));
    if (services_.recent_express.size() > kRecentExpress) services_.recent_express.pop_back();
}

void ExecutionShard::set_aside(LiveExecution& live, const std::string& arn, std::string cause) {
    base::log::error("execution set aside", {{"execution", arn}, {"cause", cause}});
    // Nothing of the broken decision was recorded, but the live copy may be half changed.
    if (live.is_stored) services_.index.quarantine(arn, cause);
    live.quarantine = std::move(cause);
}

base::Result<std::unique_ptr<LiveExecution>> fold(ExecutionServices& services,
                                                  const ExecutionSummary& summary) {
    auto live = std::make_unique<LiveExecution>();
    live->program = services.programs(summary.revision);
    live->revision = summary.revision;
    live->number = summary.number;
    for (const RecordPosition& position : summary.records) {
        QS_TRY(const std::string bytes, read_record(services.shards.store(), position));
        QS_TRY(const auto events, codec::decode_events(bytes, live->payloads));
        for (const engine::Event& event : events) engine::evolve(live->execution, event);
    }
    return live;
}

void ExecutionShard::recover(ShardContext& context, const ExecutionSummary& summary) {
    const std::string& arn = summary.info.arn;
    std::unique_ptr<LiveExecution>& live = live_[arn];
    live = std::make_unique<LiveExecution>();
    std::vector<engine::Effect> effects;
    try {
        auto folded = fold(services_, summary);
        if (!folded) return set_aside(*live, arn, folded.error().message);
        live = *std::move(folded);
        if (live->program == nullptr) {
            return set_aside(*live, arn,
                             "its definition of revision " + summary.revision + " is not there");
        }
        effects = engine::owed(*live->program, live->execution);
    } catch (const std::exception& bug) {
        return set_aside(*live, arn, bug.what());
    }
    context.release(
        [this, arn = summary.info.arn, shard = context.shard(), effects = std::move(effects)] {
            for (const engine::Effect& effect : effects) run_effect(arn, shard, effect, true);
        });
}

}  // namespace runtime
