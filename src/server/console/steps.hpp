// What happened to each state of an execution, from its events: the rows and colours of the
// console.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/event.hpp"
#include "runtime/executions.hpp"

namespace server::console {

enum class StepStatus { running, waiting, retrying, succeeded, caught, failed, aborted };

/// "running", "waiting", ...
std::string_view status_word(StepStatus status);

/// One try of a step that runs a task.
struct Attempt {
    base::TimePoint begin{};
    std::optional<base::TimePoint> end;
    std::string error;  ///< Empty unless it failed.
    std::string cause;
    std::optional<base::TimePoint> next_try;  ///< When Retry tries again.
};

/// One stay in one state.
struct Step {
    std::string state;
    std::string
        where;  ///< "Resize all[3]" within a Map's iteration or Parallel's branch, else empty.
    StepStatus status = StepStatus::running;
    base::TimePoint begin{};
    std::optional<base::TimePoint> end;
    std::vector<Attempt> attempts;
    std::string error;
    std::string cause;
};

/// In the order in which the states were entered.
std::vector<Step> steps_of(const runtime::StoredHistory& history);

}  // namespace server::console
