#include "services/events/deliveries.hpp"

#include <algorithm>

#include "aws/arn.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"
#include "services/events/event.hpp"

namespace services::events {
namespace {

namespace codec = runtime::codec;
namespace kinds = runtime::record_kinds;

constexpr std::uint16_t kSchema = 1;
constexpr std::string_view kEffectPrefix = "events/";
/// With the longest pause of eight minutes, 185 retries take AWS's 24 hours.
constexpr base::Milliseconds kFirstPause{200};
constexpr base::Milliseconds kLongestPause{480'000};

struct TargetCall {
    std::string_view service;
    std::string_view operation;
    aws::Call call;
};

/// 73 characters, as on AWS: the event's id and a UUID; here one that the delivery always gets, so
/// that sending it twice starts one execution.
std::string execution_name(const Delivery& delivery) {
    return delivery.event_id.substr(0, 36) + "_" +
           base::SeededRandom(base::xxh3(delivery.id)).uuid();
}

TargetCall call_of(const Delivery& delivery) {
    const auto arn = aws::parse_arn(delivery.target_arn);
    QS_ASSERT(arn.has_value());
    TargetCall target;
    target.call.region = arn->region;
    target.call.account = arn->account;
    target.call.request_id = base::uuid_v4();
    target.call.effect = base::EffectId(std::string(kEffectPrefix) + delivery.id);
    json::ObjectBuilder input;
    if (arn->service == "lambda") {
        target.service = "lambda";
        target.operation = "Invoke";
        input.set("FunctionName", delivery.target_arn);
        input.set("InvocationType", "Event");
        input.set("Payload", delivery.input);
    } else {
        target.service = "states";
        target.operation = "StartExecution";
        input.set("stateMachineArn", delivery.target_arn);
        input.set("name", execution_name(delivery));
        input.set("input", delivery.input);
    }
    target.call.input = std::move(input).build();
    return target;
}

/// AWS sends again what may succeed a moment later, and gives up at once on what a caller must
/// mend.
bool may_succeed_later(const aws::Error& error) {
    return error.http_status >= 500 || error.http_status == 429 ||
           error.code == "ThrottlingException" || error.code == "TooManyRequestsException" ||
           error.code == "ResourceConflictException";
}

base::Milliseconds pause_before(std::size_t attempt) {
    const std::size_t doublings = std::min<std::size_t>(attempt - 1, 20);
    const base::Milliseconds longest =
        std::min(kLongestPause, kFirstPause * (std::int64_t{1} << doublings));
    // Half of it is left to chance, so that what failed together does not come back together.
    const double share = 0.5 + 0.5 * base::SeededRandom(base::random_seed()).unit();
    return base::Milliseconds{
        static_cast<std::int64_t>(share * static_cast<double>(longest.count()))};
}

}  // namespace

Deliveries::Deliveries(runtime::Shards& shards, const Rules& rules)
    : shards_(shards), rules_(rules) {
    for (const auto kind : {kinds::kDelivery, kinds::kDeliveryDone}) {
        shards.on_replay(kind, [this](const auto& record) { return replay(record); });
    }
    shards.on_recovered([this](runtime::ShardContext& context) {
        const store::ShardId shard = context.shard();
        for (const auto& [id, pending] : pending_[shard].by_id) {
            context.release([this, shard, delivery = pending.delivery] { send(shard, delivery); });
        }
    });
    shards.keep_answers([this](const base::EffectId& effect) {
        if (!effect.text().starts_with(kEffectPrefix)) return false;
        const std::string id = effect.text().substr(kEffectPrefix.size());
        return std::ranges::any_of(pending_,
                                   [&](const OnTheWay& each) { return each.by_id.contains(id); });
    });
}

base::Result<void> Deliveries::replay(const runtime::ReplayedRecord& record) {
    if (record.kind == kinds::kDeliveryDone) {
        QS_TRY(const auto id, codec::decode<std::string>(record.payload));
        pending_[record.shard].remove(id);
        return {};
    }
    QS_TRY(auto delivery, codec::decode<Delivery>(record.payload));
    pending_[record.shard].add(std::make_shared<const Delivery>(std::move(delivery)));
    return {};
}

bool Deliveries::OnTheWay::add(const DeliveryPtr& delivery) {
    if (!by_id.emplace(delivery->id, Pending{delivery, 0}).second) return false;
    bytes += delivery->input.size();
    return true;
}

void Deliveries::OnTheWay::remove(const std::string& id) {
    const auto found = by_id.find(id);
    if (found == by_id.end()) return;
    bytes -= found->second.delivery->input.size();
    by_id.erase(found);
}

bool Deliveries::is_full(store::ShardId shard) const {
    return pending_[shard].by_id.size() >= base::limits::kEventDeliveriesMax ||
           pending_[shard].bytes >= base::limits::kEventDeliveryBytesMax;
}

EventSink Deliveries::sink() {
    return [this](runtime::ShardContext& context, const json::Value& event) {
        accept(context, event.find_string("id") ? event : with_id(event, base::uuid_v4()));
    };
}

void Deliveries::accept(runtime::ShardContext& context, const json::Value& event) {
    const std::string event_id(event.find_string("id").value_or(""));
    std::size_t bytes = 0;
    for (const RulePtr& rule : rules_.matching(event)) {
        const RuleSettings& settings = rule->settings;
        for (const TargetPtr& target : rule->targets) {
            auto delivery = std::make_shared<Delivery>();
            delivery->id = event_id + "/" + settings.name + "/" + target->id;
            delivery->event_id = event_id;
            delivery->rule_arn = settings.arn;
            delivery->target_arn = target->arn;
            delivery->input = target->render(event, {settings.arn, settings.name, context.now()});
            delivery->accepted_at = context.now();
            delivery->retries_max = target->retries_max;
            delivery->age_seconds_max = target->age_seconds_max;
            bytes += delivery->input.size();
            if (bytes <= base::limits::kEventDeliveryBytesPerWorkMax) {
                take(context, delivery);
            } else {
                shards_.post_urgent(
                    context.shard(),
                    [this, delivery](runtime::ShardContext& later) { take(later, delivery); });
            }
        }
    }
}

void Deliveries::take(runtime::ShardContext& context, const DeliveryPtr& delivery) {
    if (!pending_[context.shard()].add(delivery)) return;
    context.record(kinds::kDelivery, kSchema, codec::encode(*delivery));
    recent_.add(delivery->rule_arn, {delivery->id,
                                     delivery->event_id,
                                     delivery->target_arn,
                                     context.now(),
                                     RecentMatch::Status::pending,
                                     0,
                                     {}});
    context.release([this, shard = context.shard(), delivery] { send(shard, delivery); });
}

void Deliveries::send(store::ShardId shard, const DeliveryPtr& delivery) {
    QS_ASSERT(caller_ != nullptr);
    TargetCall target = call_of(*delivery);
    caller_->call(
        target.service, target.operation, std::move(target.call),
        [this, shard, id = delivery->id](const base::Result<json::Value, aws::Error>& answer) {
            std::optional<aws::Error> error;
            if (!answer) error = answer.error();
            // An execution of the delivery's own name was started by this very delivery.
            if (error && error->code == "ExecutionAlreadyExists") error.reset();
            shards_.post_urgent(shard, [this, id, error](runtime::ShardContext& context) {
                finish(context, id, error);
            });
        });
}

void Deliveries::finish(runtime::ShardContext& context, const std::string& id,
                        const std::optional<aws::Error>& error) {
    auto& all = pending_[context.shard()].by_id;
    const auto found = all.find(id);
    if (found == all.end()) return;
    Pending& pending = found->second;
    const DeliveryPtr delivery = pending.delivery;
    const std::size_t attempts = pending.failures + 1;
    if (!error || !may_succeed_later(*error)) {
        close(context, *delivery, attempts, error);
        return;
    }
    ++pending.failures;
    const base::TimePoint due = context.now() + pause_before(attempts);
    const base::TimePoint end = delivery->accepted_at + base::Seconds{delivery->age_seconds_max};
    if (std::cmp_greater(pending.failures, delivery->retries_max) || due > end) {
        close(context, *delivery, attempts, error);
        return;
    }
    recent_.update(delivery->rule_arn, id, RecentMatch::Status::pending, attempts,
                   error->code + ": " + error->message);
    shards_.at(context.shard(), due, [this, delivery](runtime::ShardContext& later) {
        later.release([this, shard = later.shard(), delivery] { send(shard, delivery); });
    });
}

void Deliveries::close(runtime::ShardContext& context, const Delivery& delivery,
                       std::size_t attempts, const std::optional<aws::Error>& error) {
    if (error) {
        base::log::error("an event could not be delivered", {{"event_id", delivery.event_id},
                                                             {"rule", delivery.rule_arn},
                                                             {"target", delivery.target_arn},
                                                             {"attempts", std::to_string(attempts)},
                                                             {"error", error->code},
                                                             {"reason", error->message}});
    }
    recent_.update(delivery.rule_arn, delivery.id,
                   error ? RecentMatch::Status::failed : RecentMatch::Status::delivered, attempts,
                   error ? error->code + ": " + error->message : "");
    context.record(kinds::kDeliveryDone, kSchema, codec::encode(delivery.id));
    context.release([this, effect = base::EffectId(std::string(kEffectPrefix) + delivery.id)] {
        shards_.forget(effect);
    });
    pending_[context.shard()].remove(delivery.id);
}

}  // namespace services::events
