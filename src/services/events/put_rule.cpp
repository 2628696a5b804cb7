// PutRule, EnableRule, DisableRule and DeleteRule.
#include "services/events/errors.hpp"
#include "services/events/names.hpp"
#include "services/events/operations.hpp"

namespace services::events {
namespace {

std::optional<std::string> text_of(const json::Value& input, std::string_view member) {
    const auto text = input.find_string(member);
    if (!text) return std::nullopt;
    return std::string(*text);
}

base::Result<Rule, aws::Error> requested(const aws::Call& call) {
    const json::Value& input = call.input;
    Rule rule;
    QS_TRY(rule.settings.arn, requested_rule(call, "Name"));
    rule.settings.name = *text_of(input, "Name");
    if (input.find_string("ScheduleExpression").value_or("") != "") {
        return base::fail(
            validation("ScheduleExpression: schedules are not supported yet; use an EventPattern"));
    }
    rule.settings.pattern = text_of(input, "EventPattern").value_or("");
    if (rule.settings.pattern.empty()) {
        return base::fail(
            validation("Parameter(s) EventPattern or ScheduleExpression must be specified."));
    }
    auto pattern = Pattern::compile(rule.settings.pattern);
    if (!pattern) return base::fail(invalid_pattern(pattern.error().message));
    rule.pattern = *std::move(pattern);
    rule.settings.state = text_of(input, "State").value_or("ENABLED");
    rule.settings.description = text_of(input, "Description");
    rule.settings.role_arn = text_of(input, "RoleArn");
    const json::Value* const tags = input.find("Tags");
    if (tags != nullptr) rule.settings.tags = json::compact(*tags);
    return rule;
}

void set_state(Events& events, const aws::Call& call, std::string state, aws::Answer answer) {
    const auto arn = requested_rule(call, "Name");
    if (!arn) return answer(base::fail(arn.error()));
    events.rules.change(
        *arn, call.effect,
        [name = *text_of(call.input, "Name"),
         state = std::move(state)](const RulePtr& before) -> Rules::Outcome {
            if (before == nullptr) return {base::fail(rule_not_found(name)), before};
            auto after = std::make_shared<Rule>(*before);
            after->settings.state = state;
            return {json::Value::empty_object(), after};
        },
        std::move(answer));
}

}  // namespace

void put_rule(Events& events, const aws::Call& call, aws::Answer answer) {
    const auto rule = requested(call);
    if (!rule) return answer(base::fail(rule.error()));
    events.rules.change(
        rule->settings.arn, call.effect,
        [rule = *rule](const RulePtr& before) -> Rules::Outcome {
            auto after = std::make_shared<Rule>(rule);
            if (before != nullptr) {
                after->targets = before->targets;
                // Tags of a rule that is there are left as they are, as on AWS.
                after->settings.tags = before->settings.tags;
            }
            return {json::object({{"RuleArn", json::Value::string(rule.settings.arn)}}), after};
        },
        std::move(answer));
}

void enable_rule(Events& events, const aws::Call& call, aws::Answer answer) {
    set_state(events, call, "ENABLED", std::move(answer));
}

void disable_rule(Events& events, const aws::Call& call, aws::Answer answer) {
    set_state(events, call, "DISABLED", std::move(answer));
}

void delete_rule(Events& events, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_rule(call, "Name");
    if (!arn) return answer(base::fail(arn.error()));
    events.rules.change(
        *arn, call.effect,
        [](const RulePtr& before) -> Rules::Outcome {
            if (before != nullptr && !before->targets.empty()) {
                return {base::fail(validation("Rule can't be deleted since it has targets.")),
                        before};
            }
            // Deleting a rule that is not there is a success, as on AWS.
            return {json::Value::empty_object(), nullptr};
        },
        std::move(answer));
}

}  // namespace services::events
