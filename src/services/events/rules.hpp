// The rules of the default event bus and their targets. Changes happen on the account's shard and
// become visible when they are durable; lookups are for any thread.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "aws/operation.hpp"
#include "runtime/runtime.hpp"
#include "services/answer_once.hpp"
#include "services/durable_map.hpp"
#include "services/events/pattern.hpp"
#include "services/events/target.hpp"

namespace services::events {

/// What PutRule fixed.
struct RuleSettings {
    std::string arn;
    std::string name;
    std::string pattern;  ///< As given.
    std::string state;    ///< "ENABLED", "DISABLED"...
    std::optional<std::string> description;
    std::optional<std::string> role_arn;
    json::Value tags;  ///< As given, or null.

    static constexpr auto fields() {
        using R = RuleSettings;
        return std::tuple{&R::arn,         &R::name,     &R::pattern, &R::state,
                          &R::description, &R::role_arn, &R::tags};
    }
};

/// A rule with its targets; immutable.
struct Rule {
    RuleSettings settings;
    /// Nothing only for a stored pattern that this release refuses; it matches no event.
    std::optional<Pattern> pattern;
    std::vector<TargetPtr> targets;  ///< In the order they were put.

    bool is_enabled() const { return settings.state != "DISABLED"; }
};
using RulePtr = std::shared_ptr<const Rule>;

class Rules {
public:
    /// Registers for its records with `shards`.
    explicit Rules(runtime::Shards& shards);

    /// Decides on the newest rule (null if there is none) what it becomes: null deletes it, the
    /// same pointer leaves it, another one is recorded.
    struct Outcome {
        Reply reply;
        RulePtr rule;
    };
    using Change = std::function<Outcome(const RulePtr&)>;
    void change(const std::string& arn, const base::EffectId& effect, Change change,
                aws::Answer answer);

    RulePtr find(const std::string& arn) const;
    /// By ARN, in order: those that begin with `prefix` and come behind `behind`.
    std::vector<RulePtr> list(const std::string& prefix, const std::string& behind,
                              std::size_t most) const;
    /// The enabled rules that an event fits, of the event's account and region.
    std::vector<RulePtr> matching(const json::Value& event) const;
    /// False: no enabled rule can fit an event of this source. Costs next to nothing, so that
    /// nobody makes events that nobody wants.
    bool may_want(std::string_view source) const {
        return (sources_.load(std::memory_order_acquire) & source_bit(source)) != 0;
    }

private:
    base::Result<void> replay(const runtime::ReplayedRecord& record);
    base::Result<void> replay_targets(const runtime::ReplayedRecord& record);
    void record(runtime::ShardContext& context, const RulePtr& before, const RulePtr& after);
    /// Takes up what the enabled rules want.
    void gather_sources();

    runtime::Shards& shards_;
    DurableMap<std::string, Rule> rules_;
    std::atomic<std::uint64_t> sources_ = 0;
};

/// arn:aws:events:REGION:ACCOUNT:rule/
std::string rule_arn_prefix(std::string_view region, std::string_view account);

}  // namespace services::events
