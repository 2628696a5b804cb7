// Task tokens: what `$$.Task.Token` and a polling worker get, and SendTaskSuccess gives back.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/execution.hpp"
#include "engine/ids.hpp"

namespace engine {

/// What a token names: one try of one task of one execution.
struct TaskTokenParts {
    std::string execution_arn;
    TaskId task;
};

/// `secret` is what nobody can guess: 128 random bits as text, without '|'.
std::string make_task_token(const std::string& secret, const TaskId& task,
                            const std::string& execution_arn);
/// Nothing if the text is no token. Whether it is the right one is seen at the task.
std::optional<TaskTokenParts> read_task_token(std::string_view token);

/// Whether the execution has a task under way that this token may settle.
bool has_task_with(const Execution& execution, const TaskId& task, std::string_view token);

}  // namespace engine
