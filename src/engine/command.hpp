// What happened outside and is told to an execution.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/execution.hpp"
#include "engine/failure.hpp"
#include "engine/ids.hpp"
#include "json/value.hpp"

namespace engine {

/// Begins an execution. `info.start_time` is set from the decision's moment.
struct Start {
    ExecutionInfo info;
    json::Value input;
};
/// An activity's worker took the task.
struct PickUpTask {
    TaskId task;
    std::optional<std::string> worker_name;
};
/// `.sync` and `.waitForTaskToken`: the call that begins the work was answered; the work goes on.
struct SubmitTask {
    TaskId task;
    json::Value output;
};
struct SucceedTask {
    TaskId task;
    json::Value output;
};
struct FailTask {
    TaskId task;
    Failure failure;
};
struct HeartbeatTask {
    TaskId task;
};
struct TimerFired {
    TimerId timer;
};
/// StopExecution.
struct Stop {
    std::optional<std::string> error;
    std::optional<std::string> cause;
};
/// RedriveExecution: an execution that has ended without success goes on from what did not succeed.
struct Redrive {};
/// Goes on where a decision broke off because it had grown large.
struct Continue {};

using Command = std::variant<Start, PickUpTask, SubmitTask, SucceedTask, FailTask, HeartbeatTask,
                             TimerFired, Stop, Continue, Redrive>;

/// Why a command was not applied. The execution is as it was before.
struct Refusal {
    enum class Reason : std::uint8_t {
        already_started,  ///< Start of an execution that has begun.
        not_started,      ///< Anything but Start before it.
        ended,            ///< The execution is over.
        stale_task,       ///< No such task, an earlier try, or one that is settled.
        stale_timer,      ///< No such timer, or it was cancelled.
        too_early,        ///< The timer is not due yet; it must be set again.
        unexpected,       ///< It does not fit the task: submitted twice, picked up but no activity.
        nothing_to_do,    ///< Continue, but the execution waits for something outside.
        not_redrivable,   ///< It runs, has succeeded, is Express, or its history is full.
    } reason = Reason::ended;

    bool operator==(const Refusal&) const = default;
};

/// "stale_task" and so on, for logs.
std::string_view reason_text(Refusal::Reason reason);

}  // namespace engine
