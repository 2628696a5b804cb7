// Events on their way to targets. A delivery belongs to the shard whose work accepted the event: it
// is recorded with what caused it, sent when that is durable, sent again with back-off until the
// target accepted it, and taken up again after a restart.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>

#include "aws/caller.hpp"
#include "runtime/runtime.hpp"
#include "services/events/event_sink.hpp"
#include "services/events/recent_matches.hpp"
#include "services/events/rules.hpp"

namespace services::events {

/// One event for one target of one rule.
struct Delivery {
    std::string id;  ///< EVENT/RULE/TARGET: the same event is never two deliveries.
    std::string event_id;
    std::string rule_arn;
    std::string target_arn;
    std::string input;  ///< JSON text.
    base::TimePoint accepted_at{};
    std::int64_t retries_max = 0;
    std::int64_t age_seconds_max = 0;

    static constexpr auto fields() {
        using D = Delivery;
        return std::tuple{&D::id,    &D::event_id,    &D::rule_arn,    &D::target_arn,
                          &D::input, &D::accepted_at, &D::retries_max, &D::age_seconds_max};
    }
};

class Deliveries {
public:
    /// Registers for its records with `shards`. `rules` must outlive it.
    Deliveries(runtime::Shards& shards, const Rules& rules);
    /// How targets are reached; before the shards start.
    void set_caller(aws::Caller& caller) { caller_ = &caller; }

    /// Within a work on any shard: records a delivery for every target of every rule that the event
    /// fits, and sends them when the work is durable. The event has an `id`. What would make the
    /// work's record too large (`limits::kEventDeliveryBytesPerWorkMax`) is recorded right behind
    /// it.
    void accept(runtime::ShardContext& context, const json::Value& event);
    /// `accept` for other services; gives the event an `id` if it has none.
    EventSink sink();
    /// Whether a shard has so many deliveries on their way that it takes no new events. Only on the
    /// shard's thread.
    bool is_full(store::ShardId shard) const;

    const RecentMatches& recent() const { return recent_; }

private:
    using DeliveryPtr = std::shared_ptr<const Delivery>;
    struct Pending {
        DeliveryPtr delivery;
        std::size_t failures = 0;
    };
    /// The deliveries of one shard that no target has accepted yet.
    struct OnTheWay {
        std::unordered_map<std::string, Pending> by_id;
        std::size_t bytes = 0;  ///< Of their inputs.

        /// False: it is there already.
        bool add(const DeliveryPtr& delivery);
        void remove(const std::string& id);
    };

    base::Result<void> replay(const runtime::ReplayedRecord& record);
    /// Records it and sends it when that is durable.
    void take(runtime::ShardContext& context, const DeliveryPtr& delivery);
    void send(store::ShardId shard, const DeliveryPtr& delivery);
    /// The target's answer has come; `error` is nothing if it accepted.
    void finish(runtime::ShardContext& context, const std::string& id,
                const std::optional<aws::Error>& error);
    void close(runtime::ShardContext& context, const Delivery& delivery, std::size_t attempts,
               const std::optional<aws::Error>& error);

    runtime::Shards& shards_;
    const Rules& rules_;
    aws::Caller* caller_ = nullptr;
    RecentMatches recent_;
    /// Each touched by its shard's thread only.
    std::array<OnTheWay, runtime::kShards> pending_;
};

}  // namespace services::events
