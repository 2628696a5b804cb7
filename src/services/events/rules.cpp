#include "services/events/rules.hpp"

#include <algorithm>

#include "aws/arn.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"
#include "services/events/errors.hpp"

namespace services::events {
namespace {

namespace codec = runtime::codec;
namespace kinds = runtime::record_kinds;

constexpr std::uint16_t kSchema = 1;

/// All targets of a rule.
struct TargetsRecord {
    std::string rule_arn;
    std::vector<json::Value> targets;

    static constexpr auto fields() {
        return std::tuple{&TargetsRecord::rule_arn, &TargetsRecord::targets};
    }
};

store::ShardId shard_of_rule(const std::string& arn) {
    const auto parsed = aws::parse_arn(arn);
    QS_ASSERT(parsed.has_value());
    return runtime::shard_of("events/" + parsed->account);
}

}  // namespace

std::string rule_arn_prefix(std::string_view region, std::string_view account) {
    return "arn:aws:events:" + std::string(region) + ":" + std::string(account) + ":rule/";
}

Rules::Rules(runtime::Shards& shards) : shards_(shards) {
    for (const auto kind : {kinds::kRule, kinds::kRuleDeleted}) {
        shards.on_replay(kind, [this](const auto& record) { return replay(record); });
    }
    shards.on_replay(kinds::kTargets,
                     [this](const auto& record) { return replay_targets(record); });
}

base::Result<void> Rules::replay(const runtime::ReplayedRecord& record) {
    if (record.kind == kinds::kRuleDeleted) {
        QS_TRY(const auto arn, codec::decode<std::string>(record.payload));
        rules_.restore(record.shard, arn, nullptr);
        return {};
    }
    auto rule = std::make_shared<Rule>();
    QS_TRY(rule->settings, codec::decode<RuleSettings>(record.payload));
    const std::string& arn = rule->settings.arn;
    if (auto pattern = Pattern::compile(rule->settings.pattern)) {
        rule->pattern = *std::move(pattern);
    } else {
        base::log::warn("a stored event pattern is not valid any more", {{"rule", arn}});
    }
    if (const auto before = rules_.newest(record.shard, arn)) rule->targets = before->targets;
    rules_.restore(record.shard, arn, rule);
    // Too many do no harm; what was deleted or disabled goes with the next change.
    if (rule->pattern && rule->is_enabled()) sources_ |= rule->pattern->sources();
    return {};
}

void Rules::gather_sources() {
    std::uint64_t all = 0;
    (void)rules_.any([&all](const Rule& rule) {
        if (rule.pattern && rule.is_enabled()) all |= rule.pattern->sources();
        return false;
    });
    sources_.store(all, std::memory_order_release);
}

base::Result<void> Rules::replay_targets(const runtime::ReplayedRecord& record) {
    QS_TRY(const auto stored, codec::decode<TargetsRecord>(record.payload));
    const RulePtr before = rules_.newest(record.shard, stored.rule_arn);
    if (before == nullptr) {
        return base::fail(
            base::corrupt("targets belong to a rule that is not there: " + stored.rule_arn));
    }
    auto rule = std::make_shared<Rule>(*before);
    rule->targets.clear();
    for (const json::Value& document : stored.targets) {
        auto target = compile_target(document);
        if (target) {
            rule->targets.push_back(*std::move(target));
        } else {
            base::log::warn("a stored target is not valid any more",
                            {{"rule", stored.rule_arn}, {"reason", target.error().message}});
        }
    }
    rules_.restore(record.shard, stored.rule_arn, rule);
    return {};
}

void Rules::record(runtime::ShardContext& context, const RulePtr& before, const RulePtr& after) {
    if (after == nullptr) {
        context.record(kinds::kRuleDeleted, kSchema, codec::encode(before->settings.arn));
        return;
    }
    const bool has_new_targets =
        before == nullptr ? !after->targets.empty() : before->targets != after->targets;
    if (!has_new_targets) {
        context.record(kinds::kRule, kSchema, codec::encode(after->settings));
        return;
    }
    TargetsRecord stored{after->settings.arn, {}};
    for (const TargetPtr& target : after->targets) stored.targets.push_back(target->document);
    context.record(kinds::kTargets, kSchema, codec::encode(stored));
}

void Rules::change(const std::string& arn, const base::EffectId& effect, Change change,
                   aws::Answer answer) {
    const bool posted = shards_.post(
        shard_of_rule(arn),
        [this, arn, effect, change = std::move(change), answer](runtime::ShardContext& context) {
            const auto work = [&]() -> Reply {
                const RulePtr before = rules_.newest(context.shard(), arn);
                Outcome outcome = change(before);
                if (outcome.rule == before) return outcome.reply;
                if (before == nullptr &&
                    rules_.count(context.shard()) >= base::limits::kEventRulesMax) {
                    return base::fail(
                        aws::error("LimitExceededException",
                                   "The requested resource exceeds the maximum number allowed."));
                }
                record(context, before, outcome.rule);
                rules_.set(context, arn, outcome.rule, [this] { gather_sources(); });
                return outcome.reply;
            };
            answer_once(context, effect, work, answer);
        });
    if (!posted) answer(base::fail(aws::throttled()));
}

RulePtr Rules::find(const std::string& arn) const {
    return rules_.find(arn);
}

std::vector<RulePtr> Rules::list(const std::string& prefix, const std::string& behind,
                                 std::size_t most) const {
    // No rule's name is empty, so all of them come behind the prefix itself.
    return rules_.list(std::max(prefix, behind), most,
                       [&prefix](const std::string& arn) { return arn.starts_with(prefix); });
}

std::vector<RulePtr> Rules::matching(const json::Value& event) const {
    const std::string prefix = rule_arn_prefix(event.find_string("region").value_or(""),
                                               event.find_string("account").value_or(""));
    std::vector<RulePtr> result;
    for (RulePtr& rule : list(prefix, "", base::limits::kEventRulesMax)) {
        if (rule->is_enabled() && rule->pattern && rule->pattern->matches(event)) {
            result.push_back(std::move(rule));
        }
    }
    return result;
}

}  // namespace services::events
