// DescribeRule, ListRules, DescribeEventBus and ListEventBuses: answered from what is durable, on
// the caller's thread.
#include "services/events/errors.hpp"
#include "services/events/names.hpp"
#include "services/events/operations.hpp"

namespace services::events {
namespace {

json::ObjectBuilder rule_members(const RuleSettings& rule) {
    json::ObjectBuilder reply;
    reply.set("Name", rule.name);
    reply.set("Arn", rule.arn);
    reply.set("EventPattern", rule.pattern);
    reply.set("State", rule.state);
    if (rule.description) reply.set("Description", *rule.description);
    if (rule.role_arn) reply.set("RoleArn", *rule.role_arn);
    reply.set("EventBusName", "default");
    return reply;
}

json::Value default_bus(const aws::Call& call) {
    return json::object(
        {{"Name", json::Value::string("default")}, {"Arn", json::Value::string(bus_arn(call))}});
}

}  // namespace

void describe_rule(Events& events, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_rule(call, "Name");
    if (!arn) return answer(base::fail(arn.error()));
    const RulePtr rule = events.rules.find(*arn);
    if (rule == nullptr) {
        return answer(base::fail(rule_not_found(std::string(*call.input.find_string("Name")))));
    }
    json::ObjectBuilder reply = rule_members(rule->settings);
    reply.set("CreatedBy", call.account);
    answer(std::move(reply).build());
}

void list_rules(Events& events, const aws::Call& call, aws::Answer answer) {
    const auto bus = check_bus(call.input.find_string("EventBusName"), call);
    if (!bus) return answer(base::fail(bus.error()));
    const auto page = requested_page(call.input);
    if (!page) return answer(base::fail(page.error()));
    const std::string prefix = rule_arn_prefix(call.region, call.account) +
                               std::string(call.input.find_string("NamePrefix").value_or(""));
    const auto rules = events.rules.list(prefix, page->behind, page->most + 1);
    std::vector<json::Value> items;
    json::ObjectBuilder reply;
    for (const RulePtr& rule : rules) {
        if (items.size() == page->most) {
            reply.set("NextToken", page_token(rules[page->most - 1]->settings.arn));
            break;
        }
        items.push_back(rule_members(rule->settings).build());
    }
    reply.set("Rules", json::Value::array(items));
    answer(std::move(reply).build());
}

void describe_event_bus(Events&, const aws::Call& call, aws::Answer answer) {
    const auto bus = check_bus(call.input.find_string("Name"), call);
    if (!bus) return answer(base::fail(bus.error()));
    answer(default_bus(call));
}

void list_event_buses(Events&, const aws::Call& call, aws::Answer answer) {
    const std::string_view prefix = call.input.find_string("NamePrefix").value_or("");
    const bool is_listed = std::string_view("default").starts_with(prefix);
    answer(json::object({{"EventBuses", is_listed ? json::array({default_bus(call)})
                                                  : json::Value::empty_array()}}));
}

}  // namespace services::events
