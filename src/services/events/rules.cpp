#include "services/events/rules.hpp"

#include <mutex>

#include "aws/arn.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"
#include "services/events/errors.hpp"

namespace services::events {
namespace {

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

template <class T>
std::string encode(const T& value) {
    runtime::codec::Writer writer;
    runtime::codec::Payloads payloads;
    runtime::codec::write(runtime::codec::Output{writer, payloads}, value);
    return std::move(writer).take();
}

template <class T>
base::Result<T> decode(std::string_view bytes) {
    runtime::codec::Reader reader(bytes);
    runtime::codec::Payloads payloads;
    T value;
    QS_CHECK(runtime::codec::read(runtime::codec::Input{reader, payloads}, value));
    return value;
}

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
    RulesByArn& rules = newest_[record.shard];
    if (record.kind == kinds::kRuleDeleted) {
        runtime::codec::Reader reader(record.payload);
        QS_TRY(const std::string_view text, reader.text());
        const std::string arn(text);
        rules.erase(arn);
        publish(arn, nullptr);
        return {};
    }
    auto rule = std::make_shared<Rule>();
    QS_TRY(rule->settings, decode<RuleSettings>(record.payload));
    const std::string& arn = rule->settings.arn;
    if (auto pattern = Pattern::compile(rule->settings.pattern)) {
        rule->pattern = *std::move(pattern);
    } else {
        base::log::warn("a stored event pattern is not valid any more", {{"rule", arn}});
    }
    if (const auto before = rules.find(arn); before != rules.end()) {
        rule->targets = before->second->targets;
    }
    rules.insert_or_assign(arn, rule);
    publish(arn, rule);
    return {};
}

base::Result<void> Rules::replay_targets(const runtime::ReplayedRecord& record) {
    QS_TRY(const auto stored, decode<TargetsRecord>(record.payload));
    RulesByArn& rules = newest_[record.shard];
    const auto found = rules.find(stored.rule_arn);
    if (found == rules.end()) {
        return base::fail(
            base::corrupt("targets belong to a rule that is not there: " + stored.rule_arn));
    }
    auto rule = std::make_shared<Rule>(*found->second);
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
    found->second = rule;
    publish(stored.rule_arn, rule);
    return {};
}

void Rules::publish(const std::string& arn, const RulePtr& rule) {
    const std::unique_lock lock(mutex_);
    if (rule == nullptr) {
        durable_.erase(arn);
    } else {
        durable_.insert_or_assign(arn, rule);
    }
}

void Rules::record(runtime::ShardContext& context, const RulePtr& before, const RulePtr& after) {
    if (after == nullptr) {
        runtime::codec::Writer writer;
        writer.text(before->settings.arn);
        context.record(kinds::kRuleDeleted, kSchema, std::move(writer).take());
        return;
    }
    const bool has_new_targets =
        before == nullptr ? !after->targets.empty() : before->targets != after->targets;
    if (!has_new_targets) {
        context.record(kinds::kRule, kSchema, encode(after->settings));
        return;
    }
    TargetsRecord stored{after->settings.arn, {}};
    for (const TargetPtr& target : after->targets) stored.targets.push_back(target->document);
    context.record(kinds::kTargets, kSchema, encode(stored));
}

void Rules::change(const std::string& arn, const base::EffectId& effect, Change change,
                   aws::Answer answer) {
    const bool posted = shards_.post(
        shard_of_rule(arn),
        [this, arn, effect, change = std::move(change), answer](runtime::ShardContext& context) {
            const auto work = [&]() -> Reply {
                RulesByArn& rules = newest_[context.shard()];
                const auto found = rules.find(arn);
                const RulePtr before = found == rules.end() ? nullptr : found->second;
                Outcome outcome = change(before);
                if (outcome.rule == before) return outcome.reply;
                if (before == nullptr && rules.size() >= base::limits::kEventRulesMax) {
                    return base::fail(
                        aws::error("LimitExceededException",
                                   "The requested resource exceeds the maximum number allowed."));
                }
                record(context, before, outcome.rule);
                if (outcome.rule == nullptr) {
                    rules.erase(arn);
                } else {
                    rules.insert_or_assign(arn, outcome.rule);
                }
                context.release([this, arn, rule = outcome.rule] { publish(arn, rule); });
                return outcome.reply;
            };
            answer_once(context, effect, work, answer);
        });
    if (!posted) answer(base::fail(aws::throttled()));
}

RulePtr Rules::find(const std::string& arn) const {
    const std::shared_lock lock(mutex_);
    const auto found = durable_.find(arn);
    return found == durable_.end() ? nullptr : found->second;
}

std::vector<RulePtr> Rules::list(const std::string& prefix, const std::string& behind,
                                 std::size_t most) const {
    const std::shared_lock lock(mutex_);
    std::vector<RulePtr> result;
    auto at = behind < prefix ? durable_.lower_bound(prefix) : durable_.upper_bound(behind);
    for (; at != durable_.end() && at->first.starts_with(prefix) && result.size() < most; ++at) {
        result.push_back(at->second);
    }
    return result;
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
