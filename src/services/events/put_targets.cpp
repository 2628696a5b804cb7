// PutTargets, RemoveTargets and ListTargetsByRule.
#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "services/events/errors.hpp"
#include "services/events/names.hpp"
#include "services/events/operations.hpp"

namespace services::events {
namespace {

std::string rule_name(const aws::Call& call) {
    return std::string(call.input.find_string("Rule").value_or(""));
}

base::Result<std::vector<TargetPtr>, aws::Error> requested_targets(const json::Value& input) {
    std::vector<TargetPtr> targets;
    std::set<std::string> ids;
    for (const json::Value& document : input.find("Targets")->items()) {
        QS_TRY(TargetPtr target, compile_target(document));
        QS_CHECK(
            check_name(target->id, "targets." + std::to_string(targets.size() + 1) + ".member.id"));
        if (!ids.insert(target->id).second) {
            return base::fail(validation("Parameter Targets is not valid. Reason: the id " +
                                         target->id + " occurs twice."));
        }
        targets.push_back(std::move(target));
    }
    return targets;
}

std::vector<TargetPtr> joined(std::vector<TargetPtr> targets, const std::vector<TargetPtr>& more) {
    for (const TargetPtr& target : more) {
        const auto same = std::ranges::find_if(
            targets, [&](const TargetPtr& each) { return each->id == target->id; });
        if (same == targets.end()) {
            targets.push_back(target);
        } else {
            *same = target;
        }
    }
    return targets;
}

json::Value failed_entries(const std::vector<json::Value>& entries) {
    return json::object(
        {{"FailedEntryCount", json::Value::integer(static_cast<std::int64_t>(entries.size()))},
         {"FailedEntries", json::Value::array(entries)}});
}

}  // namespace

void put_targets(Events& events, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_rule(call, "Rule");
    if (!arn) return answer(base::fail(arn.error()));
    const auto targets = requested_targets(call.input);
    if (!targets) return answer(base::fail(targets.error()));
    events.rules.change(
        *arn, call.effect,
        [name = rule_name(call), targets = *targets](const RulePtr& before) -> Rules::Outcome {
            if (before == nullptr) return {base::fail(rule_not_found(name)), before};
            auto after = std::make_shared<Rule>(*before);
            after->targets = joined(before->targets, targets);
            if (after->targets.size() > base::limits::kEventTargetsPerRuleMax) {
                return {base::fail(aws::error(
                            "LimitExceededException",
                            "The requested resource exceeds the maximum number allowed.")),
                        before};
            }
            return {failed_entries({}), after};
        },
        std::move(answer));
}

void remove_targets(Events& events, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_rule(call, "Rule");
    if (!arn) return answer(base::fail(arn.error()));
    std::vector<std::string> ids;
    for (const json::Value& id : call.input.find("Ids")->items()) ids.emplace_back(id.as_string());
    events.rules.change(
        *arn, call.effect,
        [name = rule_name(call), ids](const RulePtr& before) -> Rules::Outcome {
            if (before == nullptr) return {base::fail(rule_not_found(name)), before};
            auto after = std::make_shared<Rule>(*before);
            std::vector<json::Value> failed;
            for (const std::string& id : ids) {
                const auto removed = std::erase_if(
                    after->targets, [&](const TargetPtr& target) { return target->id == id; });
                if (removed > 0) continue;
                failed.push_back(json::object(
                    {{"TargetId", json::Value::string(id)},
                     {"ErrorCode", json::Value::string("ResourceNotFoundException")},
                     {"ErrorMessage",
                      json::Value::string("Rule " + name + " has no target " + id + ".")}}));
            }
            const bool is_changed = after->targets.size() != before->targets.size();
            return {failed_entries(failed), is_changed ? RulePtr(after) : before};
        },
        std::move(answer));
}

void list_targets_by_rule(Events& events, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_rule(call, "Rule");
    if (!arn) return answer(base::fail(arn.error()));
    const auto page = requested_page(call.input);
    if (!page) return answer(base::fail(page.error()));
    const RulePtr rule = events.rules.find(*arn);
    if (rule == nullptr) return answer(base::fail(rule_not_found(rule_name(call))));
    std::vector<json::Value> items;
    json::ObjectBuilder reply;
    bool is_behind = page->behind.empty();
    for (const TargetPtr& target : rule->targets) {
        if (is_behind && items.size() == page->most) {
            reply.set("NextToken", page_token(*items.back().find_string("Id")));
            break;
        }
        if (is_behind) items.push_back(target->document);
        is_behind |= target->id == page->behind;
    }
    reply.set("Targets", json::Value::array(items));
    answer(std::move(reply).build());
}

}  // namespace services::events
