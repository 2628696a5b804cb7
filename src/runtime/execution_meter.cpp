#include "runtime/execution_meter.hpp"

#include <string>

#include "base/overloaded.hpp"

namespace runtime {
namespace {

constexpr std::array<const char*, 2> kTypeNames = {"STANDARD", "EXPRESS"};
/// In the order of the variant `asl::State::kind`.
constexpr std::array<const char*, 8> kStateTypeNames = {"Pass",    "Task", "Choice",   "Wait",
                                                        "Succeed", "Fail", "Parallel", "Map"};

base::Labels labels_of(std::size_t type) {
    return {{"type", kTypeNames[type]}};
}
base::Labels labels_of(std::size_t type, std::size_t status) {
    return {{"type", kTypeNames[type]},
            {"status", std::string(engine::status_text(static_cast<engine::Status>(status)))}};
}

double as_number(const base::Counter& counter) {
    return static_cast<double>(counter.value());
}

/// "lambda:invoke", "lambda", "activity": what is called, not whose.
std::string resource_of(const asl::TaskTarget& target) {
    switch (target.kind) {
        case asl::TaskTarget::Kind::lambda_function: return "lambda";
        case asl::TaskTarget::Kind::activity: return "activity";
        case asl::TaskTarget::Kind::integration: break;
    }
    return target.resource_type + ":" + target.action;
}

}  // namespace

void ExecutionMeter::decided(ShardContext&, const Decided& decided) {
    for (const engine::Event& event : decided.events) count(decided, event);
}

void ExecutionMeter::count(const Decided& decided, const engine::Event& event) {
    const auto type = static_cast<std::size_t>(decided.execution.info.type);
    const auto ended = [&](const auto&) { count_end(decided); };
    std::visit(
        base::Overloaded{
            [&](const engine::ExecutionStarted&) { started_[type].add(); },
            [&](const engine::StateEntered& e) {
                transitions_[decided.program.state(e.state).kind.index()].add();
            },
            [&](const engine::TaskSucceeded& e) { count_attempt(decided, e.state, "succeeded"); },
            [&](const engine::TaskFailed& e) { count_attempt(decided, e.state, "failed"); },
            [&](const engine::TaskTimedOut& e) { count_attempt(decided, e.state, "timed_out"); },
            [&](const engine::ExecutionSucceeded& e) { ended(e); },
            [&](const engine::ExecutionFailed& e) { ended(e); },
            [&](const engine::ExecutionAborted& e) { ended(e); },
            [&](const engine::ExecutionTimedOut& e) { ended(e); },
            [](const auto&) {},
        },
        event.body);
}

void ExecutionMeter::count_end(const Decided& decided) {
    const engine::Execution& execution = decided.execution;
    const auto type = static_cast<std::size_t>(execution.info.type);
    const auto status = static_cast<std::size_t>(execution.status);
    closed_[type][status].add();
    const base::TimePoint end = execution.stop_time().value_or(execution.last_event_at);
    durations_[type][status].observe(end - execution.info.start_time);
}

void ExecutionMeter::count_attempt(const Decided& decided, std::uint32_t state,
                                   const char* outcome) {
    const auto* const task = std::get_if<asl::Task>(&decided.program.state(state).kind);
    if (task == nullptr) return;
    attempts_.of({{"resource", resource_of(task->target)}, {"outcome", outcome}}).add();
}

void ExecutionMeter::write(base::MetricsText& text, const ExecutionIndex& index) const {
    text.metric("quickstep_executions_started_total", "counter", "Executions that started.");
    for (std::size_t type = 0; type < kTypes; ++type) {
        text.sample(labels_of(type), as_number(started_[type]));
    }
    text.metric("quickstep_executions_closed_total", "counter", "Executions that ended.");
    std::array<double, kTypes> closed{};
    for (std::size_t type = 0; type < kTypes; ++type) {
        for (std::size_t status = 1; status < kStatuses; ++status) {
            closed[type] += as_number(closed_[type][status]);
            text.sample(labels_of(type, status), as_number(closed_[type][status]));
        }
    }
    text.metric("quickstep_executions_open", "gauge", "Executions that are running.");
    text.sample(labels_of(0), static_cast<double>(index.counts().by_status[0]));
    text.sample(labels_of(1), as_number(started_[1]) - closed[1]);
    text.metric("quickstep_execution_duration_seconds", "histogram",
                "From the start of executions to their end.");
    for (std::size_t type = 0; type < kTypes; ++type) {
        for (std::size_t status = 1; status < kStatuses; ++status) {
            if (closed_[type][status].value() == 0) continue;
            text.histogram(base::text_of(labels_of(type, status)), durations_[type][status]);
        }
    }
    text.metric("quickstep_transitions_total", "counter", "States that were entered.");
    for (std::size_t i = 0; i < kStateTypes; ++i) {
        text.sample(base::Labels{{"state_type", kStateTypeNames[i]}}, as_number(transitions_[i]));
    }
    text.counters("quickstep_task_attempts_total", "Attempts of Task states by what they call.",
                  attempts_);
}

}  // namespace runtime
