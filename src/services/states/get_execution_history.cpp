// GetExecutionHistory.
#include "engine/history/project.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"

namespace services::states {
namespace {

constexpr std::string_view kPages = "history";

}  // namespace

void get_execution_history(States& states, const aws::Call& call, aws::Answer answer) {
    const std::string arn(*call.input.find_string("executionArn"));
    if (const auto checked = check_arn(arn, "execution"); !checked) {
        return answer(base::fail(checked.error()));
    }
    // A token is the number of events that were shown before.
    const auto shown = decode_number_token(call.input, kPages);
    if (!shown) return answer(base::fail(shown.error()));
    const auto history = states.executions.history(arn);
    if (!history) {
        if (history.error().kind == base::ErrorKind::not_found) {
            return answer(base::fail(execution_does_not_exist(arn)));
        }
        return answer(base::fail(aws::error("InternalFailure", history.error().message, 500)));
    }
    if (history->program == nullptr) {
        return answer(base::fail(aws::error(
            "InternalFailure", "the definition that the execution ran is not there", 500)));
    }
    const engine::history::ProjectionContext context{
        *history->program, history->summary.info,
        is_true(call.input, "includeExecutionData", true)};
    std::vector<const engine::Event*> visible;
    for (const engine::Event& event : *history->events) {
        if (event.id != 0) visible.push_back(&event);
    }
    if (is_true(call.input, "reverseOrder", false)) std::ranges::reverse(visible);

    const std::size_t begin =
        std::min(static_cast<std::size_t>(shown->value_or(0)), visible.size());
    const std::size_t end = std::min(begin + page_size(call.input), visible.size());
    std::vector<json::Value> items;
    for (std::size_t i = begin; i < end; ++i) {
        if (auto item = engine::history::project(*visible[i], context)) {
            items.push_back(*std::move(item));
        }
    }
    json::ObjectBuilder reply;
    reply.set("events", json::Value::array(items));
    if (end < visible.size()) reply.set("nextToken", encode_token(kPages, std::to_string(end)));
    answer(std::move(reply).build());
}

}  // namespace services::states
