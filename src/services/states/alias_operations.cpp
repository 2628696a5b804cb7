// CreateStateMachineAlias, UpdateStateMachineAlias, DescribeStateMachineAlias,
// ListStateMachineAliases, DeleteStateMachineAlias.
#include <algorithm>

#include "json/print.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/qualified.hpp"

namespace services::states {
namespace {

constexpr std::string_view kPages = "aliases";
constexpr std::int64_t kWeightsSum = 100;

/// Letters, digits, `_`, `-` and `.`, and not only digits, which would be a version.
bool is_alias_name(std::string_view name) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_allowed = [&](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               c == '-' || c == '.';
    };
    return std::ranges::all_of(name, is_allowed) && !std::ranges::all_of(name, is_digit);
}

/// Versions of one machine and their weights, as the caller wants them.
struct Routing {
    std::string machine_arn;
    std::vector<Route> routes;
};

tl::unexpected<aws::Error> invalid(std::string message) {
    return base::fail(aws::Error{
        .code = "ValidationException",
        .message = std::move(message),
        .extra = json::object({{"reason", json::Value::string("INVALID_ROUTING_CONFIGURATION")}})});
}

/// The texts of one member of all routes, as AWS lists them.
std::string listed(const json::Value& routing, std::string_view member) {
    std::string all;
    for (const json::Value& one : routing.items()) {
        const json::Value& value = *one.find(member);
        all += (all.empty() ? "" : ", ") +
               (value.is_string() ? std::string(value.as_string()) : json::print(value));
    }
    return "Received: [" + all + "]";
}

base::Result<Routing, aws::Error> requested_routing(const json::Value& routing) {
    Routing wanted;
    std::int64_t sum = 0;
    for (const json::Value& one : routing.items()) {
        const auto name = split_arn(*one.find_string("stateMachineVersionArn"));
        if (!name || !name->version) {
            return invalid("Routing configuration must contain state machine version ARNs. " +
                           listed(routing, "stateMachineVersionArn"));
        }
        if (!wanted.routes.empty() && name->machine_arn != wanted.machine_arn) {
            return invalid("Routing configuration must contain versions of one state machine. " +
                           listed(routing, "stateMachineVersionArn"));
        }
        wanted.machine_arn = name->machine_arn;
        if (std::ranges::find(wanted.routes, *name->version, &Route::version) !=
            wanted.routes.end()) {
            return invalid(
                "Routing configuration must contain distinct state machine version ARNs. " +
                listed(routing, "stateMachineVersionArn"));
        }
        wanted.routes.push_back({*name->version, one.find("weight")->as_integer().value_or(0)});
        sum += wanted.routes.back().weight;
    }
    if (sum != kWeightsSum) {
        return invalid("Sum of routing configuration weights must equal 100. " +
                       listed(routing, "weight"));
    }
    return wanted;
}

/// All versions that the routes lead to must be there.
base::Result<void, aws::Error> check_versions(const Machines& machines, store::ShardId shard,
                                              const Routing& routing) {
    const VersionListPtr list = machines.versions().newest(shard, routing.machine_arn);
    for (const Route& route : routing.routes) {
        if (list == nullptr || list->find(route.version) == nullptr) {
            return base::fail(resource_not_found(version_arn(routing.machine_arn, route.version)));
        }
    }
    return {};
}

base::Result<json::Value, aws::Error> create(Machines& machines, runtime::ShardContext& context,
                                             Alias alias) {
    const auto reply = [](const Alias& made) {
        return json::object({{"stateMachineAliasArn", json::Value::string(made.arn)},
                             {"creationDate", timestamp(made.creation_date)}});
    };
    QS_CHECK(machines.newest(alias.machine_arn));
    QS_CHECK(check_versions(machines, context.shard(), {alias.machine_arn, alias.routes}));
    if (const AliasPtr same = machines.aliases().newest(context.shard(), alias.arn)) {
        if (same->routes == alias.routes && same->description == alias.description) {
            return reply(*same);
        }
        return base::fail(aws::error("ConflictException",
                                     "Failed to create alias because an alias with the same name "
                                     "and a different routing configuration already exists."));
    }
    if (machines.aliases().newest_of(context.shard(), alias.machine_arn).size() >=
        base::limits::kAliasesMax) {
        return base::fail(
            aws::error("ServiceQuotaExceededException",
                       "A state machine has at most 100 aliases; delete some that are not used"));
    }
    alias.creation_date = alias.update_date = context.now();
    const json::Value answer = reply(alias);
    machines.aliases().put(context, std::move(alias));
    return answer;
}

base::Result<json::Value, aws::Error> update(Machines& machines, runtime::ShardContext& context,
                                             const std::string& arn,
                                             const std::optional<std::string>& description,
                                             const std::optional<Routing>& routing) {
    const AliasPtr before = machines.aliases().newest(context.shard(), arn);
    if (before == nullptr) return base::fail(resource_not_found(arn));
    Alias made = *before;
    if (routing) {
        if (routing->machine_arn != made.machine_arn) {
            return invalid(
                "Routing configuration must contain versions of the alias's own state "
                "machine: " +
                made.machine_arn);
        }
        QS_CHECK(check_versions(machines, context.shard(), *routing));
        made.routes = routing->routes;
    }
    if (description) made.description = *description;
    made.update_date = context.now();
    machines.aliases().put(context, made);
    return json::object({{"updateDate", timestamp(made.update_date)}});
}

/// The alias's ARN in a request. Errors: InvalidArn, ValidationException.
base::Result<std::string, aws::Error> requested_arn(const json::Value& input) {
    const std::string arn(*input.find_string("stateMachineAliasArn"));
    QS_TRY(const QualifiedArn name, split_arn(arn));
    if (!name.alias) {
        return base::fail(aws::error("InvalidArn",
                                     "Invalid Arn: 'Invalid ARN, the name of an alias is missing "
                                     "behind the state machine: " +
                                         arn + "'"));
    }
    return arn;
}

}  // namespace

void create_state_machine_alias(States& states, const aws::Call& call, aws::Answer answer) {
    auto routing = requested_routing(*call.input.find("routingConfiguration"));
    if (!routing) return answer(base::fail(routing.error()));
    Alias alias;
    alias.name = *text_of(call.input, "name");
    alias.machine_arn = routing->machine_arn;
    alias.arn = alias.machine_arn + ':' + alias.name;
    if (!is_alias_name(alias.name)) {
        return answer(base::fail(
            aws::error("ValidationException",
                       "1 validation error detected: Value '" + alias.name +
                           "' at 'name' failed to satisfy constraint: Member must satisfy regular "
                           "expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$")));
    }
    alias.description = text_of(call.input, "description").value_or("");
    alias.routes = std::move(routing->routes);
    states.machines.change(
        call,
        [&machines = states.machines, alias = std::move(alias)](runtime::ShardContext& context) {
            return create(machines, context, alias);
        },
        std::move(answer));
}

void update_state_machine_alias(States& states, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_arn(call.input);
    if (!arn) return answer(base::fail(arn.error()));
    auto description = text_of(call.input, "description");
    std::optional<Routing> routing;
    if (const json::Value* const wanted = call.input.find("routingConfiguration")) {
        auto checked = requested_routing(*wanted);
        if (!checked) return answer(base::fail(checked.error()));
        routing = *std::move(checked);
    }
    if (!description && !routing) {
        return answer(base::fail(aws::Error{
            .code = "ValidationException",
            .message = "Either the description or the routingConfiguration must be specified",
            .extra =
                json::object({{"reason", json::Value::string("MISSING_REQUIRED_PARAMETER")}})}));
    }
    states.machines.change(
        call,
        [&machines = states.machines, arn = *arn, description = std::move(description),
         routing = std::move(routing)](runtime::ShardContext& context) {
            return update(machines, context, arn, description, routing);
        },
        std::move(answer));
}

void describe_state_machine_alias(States& states, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_arn(call.input);
    if (!arn) return answer(base::fail(arn.error()));
    const AliasPtr alias = states.machines.aliases().find(*arn);
    if (alias == nullptr) return answer(base::fail(resource_not_found(*arn)));
    std::vector<json::Value> routes;
    for (const Route& route : alias->routes) {
        routes.push_back(
            json::object({{"stateMachineVersionArn",
                           json::Value::string(version_arn(alias->machine_arn, route.version))},
                          {"weight", json::Value::integer(route.weight)}}));
    }
    json::ObjectBuilder reply;
    reply.set("stateMachineAliasArn", alias->arn);
    reply.set("name", alias->name);
    if (!alias->description.empty()) reply.set("description", alias->description);
    reply.set("routingConfiguration", json::Value::array(routes));
    reply.set("creationDate", timestamp(alias->creation_date));
    reply.set("updateDate", timestamp(alias->update_date));
    answer(std::move(reply).build());
}

void list_state_machine_aliases(States& states, const aws::Call& call, aws::Answer answer) {
    const std::string arn(*call.input.find_string("stateMachineArn"));
    const auto found = find_version(states, arn);
    if (!found) return answer(base::fail(found.error()));
    auto behind = decode_token(call.input, kPages);
    if (!behind) return answer(base::fail(behind.error()));
    const std::size_t most = page_size(call.input);
    // With a version's ARN only the aliases that lead to it.
    const auto all =
        states.machines.aliases().list(found->machine->arn, *behind, base::limits::kAliasesMax + 1);
    std::vector<json::Value> items;
    std::string last;
    json::ObjectBuilder reply;
    for (const AliasPtr& alias : all) {
        if (found->version && !alias->leads_to(found->version->number)) continue;
        if (items.size() == most) {
            reply.set("nextToken", encode_token(kPages, last));
            break;
        }
        last = alias->arn;
        items.push_back(json::object({{"stateMachineAliasArn", json::Value::string(alias->arn)},
                                      {"creationDate", timestamp(alias->creation_date)}}));
    }
    reply.set("stateMachineAliases", json::Value::array(items));
    answer(std::move(reply).build());
}

void delete_state_machine_alias(States& states, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_arn(call.input);
    if (!arn) return answer(base::fail(arn.error()));
    // Of one that is gone already it is a success, as AWS answers.
    states.machines.change(
        call,
        [&machines = states.machines,
         arn = *arn](runtime::ShardContext& context) -> base::Result<json::Value, aws::Error> {
            if (machines.aliases().newest(context.shard(), arn) != nullptr) {
                machines.aliases().remove(context, arn);
            }
            return json::Value::empty_object();
        },
        std::move(answer));
}

}  // namespace services::states
