// Making the context object, member by member in AWS's order.
#include "engine/context.hpp"

#include "base/assert.hpp"
#include "base/time.hpp"

namespace engine {
namespace {

json::Value execution_part(const Execution& execution) {
    const ExecutionInfo& info = execution.info;
    json::ObjectBuilder part;
    part.set("Id", info.arn);
    part.set("Input", execution.input);
    part.set("Name", info.name);
    part.set("RoleArn", info.role_arn);
    part.set("StartTime", base::iso8601_ms(info.start_time));
    if (!info.synchronous) part.set_integer("RedriveCount", info.redrive_count);
    if (execution.redrive_time) part.set("RedriveTime", base::iso8601_ms(*execution.redrive_time));
    return std::move(part).build();
}

json::Value state_part(const asl::State& state, const Scope& scope) {
    json::ObjectBuilder part;
    part.set("Name", state.name);
    part.set("EnteredTime", base::iso8601_ms(scope.entered_at));
    // AWS shows the count only where there can be a Retry.
    if (std::holds_alternative<asl::Task>(state.kind) ||
        std::holds_alternative<asl::Parallel>(state.kind) ||
        std::holds_alternative<asl::Map>(state.kind)) {
        part.set_integer("RetryCount", scope.attempt);
    }
    return std::move(part).build();
}

/// The item of the innermost iteration that the scope is in.
std::optional<MapItem> item_around(const Execution& execution, const Scope& innermost) {
    const Scope* scope = &innermost;
    while (scope->parent != kNoScope) {
        const Scope& parent = execution.scopes.at(scope->parent);
        if (const auto* map = std::get_if<RunningMap>(&parent.activity)) {
            QS_ASSERT(scope->index < map->items.size());
            return MapItem{.index = scope->index, .value = map->items.items()[scope->index]};
        }
        scope = &parent;
    }
    return {};
}

json::Value task_part(const std::string& token) {
    return json::object({{"Token", json::Value::string(token)}});
}

json::Value map_part(const MapItem& item) {
    return json::object({{"Item", json::object({{"Index", json::Value::integer(item.index)},
                                                {"Value", item.value}})}});
}

}  // namespace

json::Value context_object(const asl::Program& program, const Execution& execution, ScopeId id,
                           const ContextExtras& extras) {
    const Scope& scope = execution.scopes.at(id);
    json::ObjectBuilder context;
    context.set("Execution", execution_part(execution));
    context.set("StateMachine",
                json::object({{"Id", json::Value::string(execution.info.state_machine_arn)},
                              {"Name", json::Value::string(execution.info.state_machine_name)}}));
    context.set("State", state_part(program.state(scope.state), scope));
    if (extras.token) context.set("Task", task_part(*extras.token));
    const std::optional<MapItem> item = extras.item ? extras.item : item_around(execution, scope);
    if (item) context.set("Map", map_part(*item));
    return std::move(context).build();
}

json::Value context_object(const json::Value& given, const ContextExtras& extras) {
    json::ObjectBuilder context;
    for (const json::Member& member : given.members()) context.set(member.key(), member.value);
    if (extras.token && given.find("Task") == nullptr)
        context.set("Task", task_part(*extras.token));
    if (extras.item) context.set("Map", map_part(*extras.item));
    return std::move(context).build();
}

}  // namespace engine
