#include "engine/task_token.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace engine {

std::string make_task_token(const std::string& secret, const TaskId& task,
                            const std::string& execution_arn) {
    return base::base64_encode(secret + '|' + text(task) + '|' + execution_arn);
}

std::optional<TaskTokenParts> read_task_token(std::string_view token) {
    const auto plain = base::base64_decode(token);
    if (!plain) return std::nullopt;
    const std::string_view whole = *plain;
    const std::size_t first = whole.find('|');
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t second = whole.find('|', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto task = parse_task_id(whole.substr(first + 1, second - first - 1));
    if (!task) return std::nullopt;
    return TaskTokenParts{std::string(whole.substr(second + 1)), *task};
}

bool has_task_with(const Execution& execution, const TaskId& task, std::string_view token) {
    return std::ranges::any_of(execution.scopes, [&](const auto& each) {
        const Scope& scope = each.second;
        const auto* const running = std::get_if<RunningTask>(&scope.activity);
        return running != nullptr && scope.entry == task.entry && scope.attempt == task.attempt &&
               running->terms->token == token;
    });
}

}  // namespace engine
