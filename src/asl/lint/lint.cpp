// The list of checks, and those that look at one Task or Map alone.
#include "asl/lint/lint.hpp"

#include <string>

namespace asl {

void lint(const LintSource& source) {
    lint_choices(source);
    lint_tasks(source);
    lint_errors(source);
    lint_variables(source);
    lint_payloads(source);
    lint_members(source);
}

void lint_tasks(const LintSource& source) {
    for (StateIndex i = 0; i < source.program.states.size(); ++i) {
        const auto* task = std::get_if<Task>(&source.program.states[i].kind);
        if (task == nullptr) continue;
        const bool has_timeout = !std::holds_alternative<std::monostate>(task->timeout);
        const bool has_heartbeat = !std::holds_alternative<std::monostate>(task->heartbeat);
        const bool waits = task->target.kind == TaskTarget::Kind::activity ||
                           task->target.pattern == TaskTarget::Pattern::wait_for_task_token;
        const Location& where = *source.machine.states[i].where;
        if (waits && !has_timeout && !has_heartbeat) {
            source.findings.ours(
                code::kLintToken,
                "The Task waits for a token and has no timeout: a worker that never answers "
                "keeps the execution open for a year",
                where, "give it TimeoutSeconds or HeartbeatSeconds");
        }
        const auto* timeout = std::get_if<std::int64_t>(&task->timeout);
        const auto* heartbeat = std::get_if<std::int64_t>(&task->heartbeat);
        if (timeout != nullptr && heartbeat != nullptr && *heartbeat >= *timeout) {
            source.findings.ours(code::kLintHeartbeat,
                                 "HeartbeatSeconds is not smaller than TimeoutSeconds, so that a "
                                 "missed heartbeat is never noticed",
                                 Location(where, "HeartbeatSeconds"),
                                 "make it a fraction of TimeoutSeconds");
        }
    }
}

void remark_unsupported(const LintSource& source) {
    for (StateIndex i = 0; i < source.program.states.size(); ++i) {
        const auto* map = std::get_if<Map>(&source.program.states[i].kind);
        if (map == nullptr || !map->needs_map_run()) continue;
        source.findings.ours(code::kCannotRun,
                             map->is_distributed
                                 ? "Quickstep can not run a Map in mode DISTRIBUTED yet"
                                 : "Quickstep can not run a Map with ItemReader, ItemBatcher or "
                                   "ResultWriter yet",
                             *source.machine.states[i].where, "the definition is valid on AWS");
    }
}

}  // namespace asl
