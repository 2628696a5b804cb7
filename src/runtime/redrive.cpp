// RedriveExecution on the shard: the rules, client tokens, and how an execution comes back.
#include "runtime/redrive.hpp"

#include "base/limits.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/execution_shard.hpp"
#include "runtime/record_kinds.hpp"

namespace runtime {
namespace {

using Kind = RedriveRefusal::Kind;
using Outcome = base::Result<base::TimePoint, RedriveRefusal>;
using Days = std::chrono::days;

}  // namespace

bool is_token_valid(base::TimePoint used, base::TimePoint now) {
    return now - used < std::chrono::minutes{base::limits::kRedriveTokenMinutes};
}

std::optional<std::string> why_not_redrivable(const ExecutionSummary& summary,
                                              base::TimePoint now) {
    if (summary.status == engine::Status::running || summary.status == engine::Status::succeeded) {
        return "Execution is " + std::string(engine::status_text(summary.status)) +
               " and cannot be redriven";
    }
    if (static_cast<std::size_t>(summary.last_event_id) >= base::limits::kRedriveHistoryEventsMax) {
        return "Execution history event limit exceeded";
    }
    if (now - summary.info.start_time > Days{base::limits::kExecutionDaysMax}) {
        return "Execution has exceeded the max execution time";
    }
    if (summary.stop_time && now - *summary.stop_time > Days{base::limits::kRedriveDaysMax}) {
        return "Execution redrivable period exceeded";
    }
    return std::nullopt;
}

void ExecutionShard::redrive(ShardContext& context, const RedriveRequest& request) {
    const auto answer = [&](Outcome outcome) {
        context.release(
            [answer = request.answer, outcome = std::move(outcome)] { answer(outcome); });
    };
    const auto refuse = [&](Kind kind, std::string reason = {}) {
        answer(base::fail(RedriveRefusal{kind, std::move(reason)}));
    };
    const LiveExecution* const other = find(request.arn);
    if (const auto date = redriven_with(request, context.now())) return answer(*date);
    if (other != nullptr && !other->quarantine.empty()) {
        return refuse(Kind::broken, other->quarantine);
    }
    if (other != nullptr && !other->execution.running()) {
        // Its end is not durable yet; what waits for that comes before this.
        return context.release(request.again);
    }
    const auto summary = services_.index.find(request.arn);
    if (other != nullptr || !summary) {
        return refuse(Kind::not_redrivable, "Execution is RUNNING and cannot be redriven");
    }
    if (auto reason = why_not_redrivable(*summary, context.now())) {
        return refuse(Kind::not_redrivable, *std::move(reason));
    }
    if (request.folded == nullptr || request.records != summary->records.size()) {
        return context.release(request.again);
    }
    if (services_.index.open_count() >= base::limits::kOpenExecutionsMax) {
        return refuse(Kind::too_many_open);
    }
    std::unique_ptr<LiveExecution> owner = std::move(*request.folded);
    if (owner->program == nullptr) {
        return refuse(Kind::broken, "the definition that the execution ran is not there");
    }
    LiveExecution& live = *owner;
    live.redrive_token = request.token;
    live_.insert_or_assign(request.arn, std::move(owner));
    const auto outcome = std::make_shared<Outcome>(base::fail(RedriveRefusal{Kind::broken}));
    context.release([answer = request.answer, outcome] { answer(*outcome); });
    if (apply(context, live, engine::Redrive{})) {
        *outcome = *live.execution.redrive_time;
    } else {
        outcome->error().reason = live.quarantine;
        live_.erase(request.arn);
    }
}

std::optional<base::TimePoint> ExecutionShard::redriven_with(const RedriveRequest& request,
                                                             base::TimePoint now) {
    if (request.token.empty()) return std::nullopt;
    // The index knows only what is durable.
    const LiveExecution* const live = find(request.arn);
    if (live != nullptr && live->redrive_token == request.token &&
        is_token_valid(*live->execution.redrive_time, now)) {
        return live->execution.redrive_time;
    }
    return services_.index.redriven_with(request.arn, request.token, now);
}

void ExecutionShard::record_redrive(ShardContext& context, const LiveExecution& live) {
    Redriven redriven{.arn = live.execution.info.arn,
                      .count = live.execution.info.redrive_count,
                      .at = *live.execution.redrive_time,
                      .token = live.redrive_token};
    context.record(record_kinds::kRedriven, 1, codec::encode(redriven),
                   [this, redriven](RecordPosition) { services_.index.redrive(redriven); });
}

}  // namespace runtime
