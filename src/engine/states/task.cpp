// Task: schedules work outside and waits for its outcome.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
#include "engine/cut.hpp"
#include "engine/states/states.hpp"
#include "engine/task_token.hpp"

namespace engine::states {
namespace {

using Kind = asl::TaskTarget::Kind;
using Pattern = asl::TaskTarget::Pattern;

const asl::Task& task_of(const Step& step, ScopeId id) {
    return std::get<asl::Task>(step.state_of(id).kind);
}

bool has_token(const asl::TaskTarget& target) {
    return target.kind == Kind::activity || target.pattern == Pattern::wait_for_task_token;
}

/// Names the execution and the try, so that whoever gets the token can find them, and 128 bits that
/// nobody can guess.
std::string new_token(Step& step, const Scope& scope) {
    return make_task_token(step.random().uuid(), {scope.entry, scope.attempt},
                           step.execution().info.arn);
}

/// AWS's word for the task in the cause of a result that is too large.
std::string_view task_name(const asl::Task& task) {
    return task.target.kind == Kind::integration ? std::string_view(task.target.resource_type)
                                                 : std::string_view(task.resource);
}

base::Result<std::optional<std::string>, Problem> credentials_of(const asl::Task& task, View& view,
                                                                 const json::Value& effective) {
    if (!task.credentials) return std::optional<std::string>{};
    QS_TRY(const json::Value credentials,
           view.evaluate(*task.credentials, effective, "Credentials"));
    const auto role = credentials.find_string("RoleArn");
    if (!role) return std::optional<std::string>{};
    return std::optional<std::string>(*role);
}

base::Result<TaskScheduled, Problem> schedule_of(const asl::Task& task, View& view,
                                                 const std::optional<std::string>& token) {
    TaskScheduled scheduled;
    scheduled.state = view.scope().state;
    scheduled.token = token;
    QS_TRY(const json::Value effective, effective_input(view));
    QS_TRY(scheduled.parameters, parameters(view, effective));
    QS_TRY(scheduled.timeout_seconds, number_of(view, task.timeout, effective, "TimeoutSeconds"));
    QS_TRY(scheduled.heartbeat_seconds,
           number_of(view, task.heartbeat, effective, "HeartbeatSeconds"));
    QS_TRY(scheduled.credentials_role, credentials_of(task, view, effective));
    return scheduled;
}

const RunningTask& running_task(const Step& step, ScopeId id) {
    return std::get<RunningTask>(step.scope(id).activity);
}

void set_heartbeat_timer(Step& step, ScopeId id) {
    const Scope& scope = step.scope(id);
    if (const auto& due = running_task(step, id).heartbeat_due) {
        step.request(SetTimer{{scope.entry, TimerKind::heartbeat, scope.attempt}, *due});
    }
}

/// A tested task: the test says what comes of it.
void settle_mock(Step& step, ScopeId id) {
    const Inspector& inspector = *step.inspector();
    if (const auto* const failed = std::get_if<Failure>(&inspector.mock)) {
        return fail_task(step, id, *failed);
    }
    succeed_task(step, id, std::get<json::Value>(inspector.mock));
}

}  // namespace

void run(const asl::Task& task, Step& step, ScopeId id) {
    ContextExtras extras;
    if (has_token(task.target)) extras.token = new_token(step, step.scope(id));
    const std::optional<std::string> token = extras.token;
    View view(step, id, std::move(extras));
    auto scheduled = schedule_of(task, view, token);
    if (!scheduled) {
        engine::fail(step, id, scheduled.error());
        return;
    }
    if (!step.fits(scheduled->parameters, view.data())) {
        engine::fail(step, id, too_large(view.state().name, true));
        return;
    }
    step.emit(id, *std::move(scheduled));
    const Scope& scope = step.scope(id);
    if (const auto& due = running_task(step, id).timeout_due) {
        step.request(SetTimer{{scope.entry, TimerKind::task_timeout, scope.attempt}, *due});
    }
    const bool is_mocked = step.inspector() != nullptr && step.inspector()->has_mock();
    if (task.target.kind == Kind::activity && !is_mocked) {
        step.request(invocation(view.state(), scope));
    } else {
        step.enqueue_task(id);
    }
}

InvokeTask invocation(const asl::State& state, const Scope& scope) {
    const auto& task = std::get<asl::Task>(state.kind);
    const auto& running = std::get<RunningTask>(scope.activity);
    return InvokeTask{
        .task = {scope.entry, scope.attempt},
        .resource = task.resource,
        .target = task.target,
        .parameters = running.parameters,
        .token = running.terms->token,
        .credentials_role = running.terms->credentials_role,
        .timeout_seconds = running.terms->timeout_seconds,
        .heartbeat_seconds = running.terms->heartbeat_seconds,
        .state_name = state.name,
        // A worker who has the task of an activity is not looked for again.
        .submitted = running.submitted || (task.target.kind == Kind::activity && running.started)};
}

void start_task(Step& step, ScopeId id) {
    step.emit(id, TaskStarted{.state = step.scope(id).state});
    if (step.inspector() != nullptr && step.inspector()->has_mock()) return settle_mock(step, id);
    set_heartbeat_timer(step, id);
    step.request(invocation(step.state_of(id), step.scope(id)));
}

void pick_up_task(Step& step, ScopeId id, const std::optional<std::string>& worker_name) {
    step.emit(id, TaskStarted{.state = step.scope(id).state, .worker_name = worker_name});
    set_heartbeat_timer(step, id);
}

void submit_task(Step& step, ScopeId id, const json::Value& output) {
    step.emit(id, TaskSubmitted{.state = step.scope(id).state, .output = output});
}

void keep_task_alive(Step& step, ScopeId id) {
    step.emit(id, TaskHeartbeatReceived{});
    set_heartbeat_timer(step, id);
}

void succeed_task(Step& step, ScopeId id, const json::Value& output) {
    if (!step.fits(output, step.scope(id).data)) {
        fail_task(step, id, too_large(task_name(task_of(step, id)), false).failure);
        return;
    }
    cancel_task_timers(step, step.scope(id), running_task(step, id));
    step.emit(id, TaskSucceeded{.state = step.scope(id).state, .output = output});
    if (step.inspector() != nullptr) View(step, id).show(&Stages::result, output);
    complete(step, id, output);
}

void fail_task(Step& step, ScopeId id, const Failure& failure) {
    cancel_task_timers(step, step.scope(id), running_task(step, id));
    step.emit(id, TaskFailed{.state = step.scope(id).state, .failure = failure});
    engine::fail(step, id,
                 Problem{.failure = failure, .terminal = failure.error == errors::kRuntime});
}

void time_out_tasks(Step& step, ScopeId first, bool heartbeat) {
    struct TimedOut {
        ScopeId scope;
        EntryId entry;
        std::int64_t attempt;
        bool heartbeat;
    };
    std::vector<TimedOut> all;
    const auto add = [&](ScopeId id, bool is_heartbeat) {
        const Scope& scope = step.scope(id);
        all.push_back({id, scope.entry, scope.attempt, is_heartbeat});
    };
    add(first, heartbeat);
    for (const auto& [id, scope] : step.execution().scopes) {
        const auto* task = std::get_if<RunningTask>(&scope.activity);
        if (task == nullptr || id == first) continue;
        const bool is_late = task->timeout_due && *task->timeout_due <= step.now();
        const bool is_silent = task->heartbeat_due && *task->heartbeat_due <= step.now();
        if (is_late || is_silent) add(id, !is_late);
    }
    // AWS gives a Catch an empty cause here, and shows none in the history.
    const Failure failure{.error = std::string(errors::kTimeout), .cause = ""};
    for (const TimedOut& one : all) {
        cancel_activity(step, step.scope(one.scope));
        step.emit(one.scope,
                  TaskTimedOut{.state = step.scope(one.scope).state, .failure = failure});
    }
    for (const TimedOut& one : all) {
        // What an earlier one of them did may have cut this one off, with all around it.
        const auto found = step.execution().scopes.find(one.scope);
        if (found == step.execution().scopes.end()) continue;
        const Scope& scope = found->second;
        if (scope.entry != one.entry || scope.attempt != one.attempt) continue;
        engine::fail(step, one.scope, Problem{.failure = failure, .heartbeat = one.heartbeat});
    }
}

}  // namespace engine::states
