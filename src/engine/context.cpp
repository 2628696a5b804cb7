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
    if (extras.token) {
        context.set("Task", json::object({{"Token", json::Value::string(*extras.token)}}));
    }
    const std::optional<MapItem> item = extras.item ? extras.item : item_around(execution, scope);
    if (item) {
        context.set("Map", json::object(
                               {{"Item", json::object({{"Index", json::Value::integer(item->index)},
                                                       {"Value", item->value}})}}));
    }
    return std::move(context).build();
}

}  // namespace engine
