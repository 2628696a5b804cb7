// One function an event: its type's name, and its details object as the real service gives it.
#include "engine/history/project.hpp"

#include "base/overloaded.hpp"
#include "base/time.hpp"
#include "json/print.hpp"

namespace engine::history {
namespace {

using Kind = asl::TaskTarget::Kind;

/// The name of a details object; empty where the type has none.
std::string details_name(const Event& event, const std::string& type) {
    if (std::holds_alternative<StateEntered>(event.body)) return "stateEnteredEventDetails";
    if (std::holds_alternative<StateExited>(event.body)) return "stateExitedEventDetails";
    std::string name = type;
    name.front() = static_cast<char>(name.front() - 'A' + 'a');
    return name + "EventDetails";
}

const asl::Task& task_of(const asl::Program& program, std::uint32_t state) {
    return std::get<asl::Task>(program.state(state).kind);
}

/// "Task", "LambdaFunction" or "Activity", by what the Task's Resource names.
std::string task_prefix(const asl::Program& program, std::uint32_t state) {
    switch (task_of(program, state).target.kind) {
        case Kind::lambda_function: return "LambdaFunction";
        case Kind::activity: return "Activity";
        case Kind::integration: break;
    }
    return "Task";
}

std::string state_prefix(const asl::Program& program, std::uint32_t state) {
    return std::string(asl::type_name(program.state(state))) + "State";
}

/// Fills one details object. Each call makes it with the members that its event has.
class Details {
public:
    explicit Details(const ProjectionContext& context) : context_(context) {}

    std::optional<json::Value> operator()(const ExecutionStarted& e) {
        add_data("input", e.input);
        const ExecutionInfo& info = context_.info;
        if (!info.role_arn.empty()) object_.set("roleArn", info.role_arn);
        if (info.alias_arn) object_.set("stateMachineAliasArn", *info.alias_arn);
        if (info.version_arn) object_.set("stateMachineVersionArn", *info.version_arn);
        return done();
    }
    std::optional<json::Value> operator()(const StateEntered& e) {
        object_.set("name", context_.program.state(e.state).name);
        add_data("input", e.input);
        return done();
    }
    std::optional<json::Value> operator()(const StateExited& e) {
        object_.set("name", context_.program.state(e.state).name);
        add_data("output", e.output);
        if (!e.assigned.empty() && context_.include_execution_data) {
            json::ObjectBuilder assigned;
            for (const auto& [name, value] : e.assigned) assigned.set(name, json::print(value));
            object_.set("assignedVariables", std::move(assigned).build());
            object_.set("assignedVariablesDetails", not_truncated());
        }
        return done();
    }
    std::optional<json::Value> operator()(const TaskScheduled& e) {
        const asl::Task& task = task_of(context_.program, e.state);
        const bool is_integration = task.target.kind == Kind::integration;
        if (is_integration) {
            add_resource(e.state);
            object_.set("region", context_.info.region);
            // A required member, so it stays where data is left out.
            object_.set("parameters", context_.include_execution_data
                                          ? json::print_as_written(e.parameters)
                                          : "");
        } else {
            object_.set("resource", task.resource);
            add_data("input", e.parameters);
        }
        if (e.timeout_seconds) object_.set_integer("timeoutInSeconds", *e.timeout_seconds);
        if (e.heartbeat_seconds && task.target.kind != Kind::lambda_function) {
            object_.set_integer("heartbeatInSeconds", *e.heartbeat_seconds);
        }
        if (e.credentials_role) {
            object_.set("taskCredentials",
                        json::object({{"roleArn", json::Value::string(*e.credentials_role)}}));
        }
        return done();
    }
    std::optional<json::Value> operator()(const TaskStarted& e) {
        const Kind kind = task_of(context_.program, e.state).target.kind;
        if (kind == Kind::lambda_function) return {};
        if (kind == Kind::integration) add_resource(e.state);
        if (e.worker_name) object_.set("workerName", *e.worker_name);
        return done();
    }
    std::optional<json::Value> operator()(const TaskSubmitted& e) {
        add_resource(e.state);
        add_data("output", e.output);
        return done();
    }
    std::optional<json::Value> operator()(const TaskSucceeded& e) {
        add_resource(e.state);
        add_data("output", e.output);
        return done();
    }
    std::optional<json::Value> operator()(const TaskFailed& e) {
        add_resource(e.state);
        return with(e.failure);
    }
    std::optional<json::Value> operator()(const TaskTimedOut& e) {
        add_resource(e.state);
        return with(e.failure);
    }
    std::optional<json::Value> operator()(const MapStarted& e) {
        object_.set_integer("length", e.length);
        return done();
    }
    std::optional<json::Value> operator()(const IterationStarted& e) { return iteration(e); }
    std::optional<json::Value> operator()(const IterationSucceeded& e) { return iteration(e); }
    std::optional<json::Value> operator()(const IterationFailed& e) { return iteration(e); }
    std::optional<json::Value> operator()(const IterationAborted& e) { return iteration(e); }
    std::optional<json::Value> operator()(const EvaluationFailed& e) {
        object_.set("state", context_.program.state(e.state).name);
        if (e.location) object_.set("location", *e.location);
        return with(e.failure);
    }
    std::optional<json::Value> operator()(const ExecutionSucceeded& e) {
        add_data("output", e.output);
        return done();
    }
    std::optional<json::Value> operator()(const ExecutionFailed& e) { return with(e.failure); }
    std::optional<json::Value> operator()(const ExecutionAborted& e) { return with(e.failure); }
    std::optional<json::Value> operator()(const ExecutionTimedOut& e) { return with(e.failure); }

    std::optional<json::Value> operator()(const ExecutionRedriven& e) {
        object_.set_integer("redriveCount", e.redrive_count);
        return done();
    }

    // These have no details.
    std::optional<json::Value> operator()(const ParallelStarted&) { return {}; }
    std::optional<json::Value> operator()(const ParallelSucceeded&) { return {}; }
    std::optional<json::Value> operator()(const ParallelFailed&) { return {}; }
    std::optional<json::Value> operator()(const MapSucceeded&) { return {}; }
    std::optional<json::Value> operator()(const MapFailed&) { return {}; }
    std::optional<json::Value> operator()(const StateAborted&) { return {}; }
    // These are internal.
    std::optional<json::Value> operator()(const TaskHeartbeatReceived&) { return {}; }
    std::optional<json::Value> operator()(const RetryScheduled&) { return {}; }
    std::optional<json::Value> operator()(const TimerStarted&) { return {}; }
    std::optional<json::Value> operator()(const BranchSucceeded&) { return {}; }
    std::optional<json::Value> operator()(const StateResumed&) { return {}; }

private:
    static json::Value not_truncated() {
        return json::object({{"truncated", json::Value::boolean(false)}});
    }
    std::optional<json::Value> done() { return std::move(object_).build(); }

    /// `input` with `inputDetails`, or `output` with `outputDetails`.
    void add_data(const std::string& name, const json::Value& value) {
        if (!context_.include_execution_data) return;
        object_.set(name, json::print_as_written(value));
        object_.set(name + "Details", not_truncated());
    }
    /// Events of an integration name it; those of functions and activities do not.
    void add_resource(std::uint32_t state) {
        const asl::TaskTarget& target = task_of(context_.program, state).target;
        if (target.kind != Kind::integration) return;
        object_.set("resourceType", target.resource_type);
        object_.set("resource", target.action);
    }
    std::optional<json::Value> with(const Failure& failure) {
        // AWS leaves out what is empty, like what is not there.
        if (failure.error && !failure.error->empty()) object_.set("error", *failure.error);
        if (failure.cause && !failure.cause->empty()) object_.set("cause", *failure.cause);
        return done();
    }
    template <class Iteration>
    std::optional<json::Value> iteration(const Iteration& e) {
        object_.set("name", context_.program.state(e.state).name);
        object_.set_integer("index", e.index);
        return done();
    }

    const ProjectionContext& context_;
    json::ObjectBuilder object_;
};

}  // namespace

std::string type_name(const Event& event, const asl::Program& program) {
    using Text = std::string;
    return std::visit(
        base::Overloaded{
            [](const ExecutionStarted&) -> Text { return "ExecutionStarted"; },
            [&](const StateEntered& e) { return state_prefix(program, e.state) + "Entered"; },
            [&](const StateExited& e) { return state_prefix(program, e.state) + "Exited"; },
            [&](const TaskScheduled& e) { return task_prefix(program, e.state) + "Scheduled"; },
            [&](const TaskStarted& e) { return task_prefix(program, e.state) + "Started"; },
            [](const TaskSubmitted&) -> Text { return "TaskSubmitted"; },
            [](const TaskHeartbeatReceived&) -> Text { return {}; },
            [&](const TaskSucceeded& e) { return task_prefix(program, e.state) + "Succeeded"; },
            [&](const TaskFailed& e) { return task_prefix(program, e.state) + "Failed"; },
            [&](const TaskTimedOut& e) { return task_prefix(program, e.state) + "TimedOut"; },
            [](const RetryScheduled&) -> Text { return {}; },
            [](const TimerStarted&) -> Text { return {}; },
            [](const ParallelStarted&) -> Text { return "ParallelStateStarted"; },
            [](const BranchSucceeded&) -> Text { return {}; },
            [](const ParallelSucceeded&) -> Text { return "ParallelStateSucceeded"; },
            [](const ParallelFailed&) -> Text { return "ParallelStateFailed"; },
            [](const MapStarted&) -> Text { return "MapStateStarted"; },
            [](const IterationStarted&) -> Text { return "MapIterationStarted"; },
            [](const IterationSucceeded&) -> Text { return "MapIterationSucceeded"; },
            [](const IterationFailed&) -> Text { return "MapIterationFailed"; },
            [](const IterationAborted&) -> Text { return "MapIterationAborted"; },
            [](const MapSucceeded&) -> Text { return "MapStateSucceeded"; },
            [](const MapFailed&) -> Text { return "MapStateFailed"; },
            [&](const StateAborted& e) { return state_prefix(program, e.state) + "Aborted"; },
            [](const EvaluationFailed&) -> Text { return "EvaluationFailed"; },
            [](const ExecutionSucceeded&) -> Text { return "ExecutionSucceeded"; },
            [](const ExecutionFailed&) -> Text { return "ExecutionFailed"; },
            [](const ExecutionAborted&) -> Text { return "ExecutionAborted"; },
            [](const ExecutionTimedOut&) -> Text { return "ExecutionTimedOut"; },
            [](const ExecutionRedriven&) -> Text { return "ExecutionRedriven"; },
            [](const StateResumed&) -> Text { return {}; },
        },
        event.body);
}

std::optional<json::Value> project(const Event& event, const ProjectionContext& context) {
    if (is_internal(event.body)) return {};
    const std::string type = type_name(event, context.program);
    json::ObjectBuilder shown;
    shown.set("timestamp", json::Value::number_text(base::epoch_seconds_text(event.at)));
    shown.set("type", type);
    shown.set_integer("id", event.id);
    shown.set_integer("previousEventId", event.previous);
    if (auto details = std::visit(Details{context}, event.body)) {
        shown.set(details_name(event, type), *std::move(details));
    }
    return std::move(shown).build();
}

}  // namespace engine::history
