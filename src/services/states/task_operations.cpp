// SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat.
#include "json/parse.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"

namespace services::states {
namespace {

aws::Error refusal(runtime::SettleRefusal reason) {
    switch (reason) {
        case runtime::SettleRefusal::busy: return aws::throttled();
        case runtime::SettleRefusal::invalid:
            return aws::error("InvalidToken", "Invalid Token: 'Invalid token'");
        case runtime::SettleRefusal::gone: break;
    }
    return aws::error("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
}

template <class MakeCommand>
void settle(States& states, const aws::Call& call, aws::Answer answer, MakeCommand command) {
    states.executions.settle(std::string(*call.input.find_string("taskToken")), std::move(command),
                             [answer](base::Result<void, runtime::SettleRefusal> settled) {
                                 if (!settled) return answer(base::fail(refusal(settled.error())));
                                 answer(json::Value::empty_object());
                             });
}

base::Result<json::Value, aws::Error> requested_output(const json::Value& input) {
    const std::string_view text = *input.find_string("output");
    const auto invalid = [](const std::string& why) {
        return base::fail(aws::error("InvalidOutput", "Invalid Output: '" + why + "'"));
    };
    if (text.size() > base::limits::kPayloadBytesMax) {
        return invalid("the output has " + std::to_string(text.size()) +
                       " bytes of UTF-8, at most 262144 are allowed");
    }
    auto value = json::parse(text);
    if (!value) return invalid(value.error().message);
    return *std::move(value);
}

}  // namespace

void send_task_success(States& states, const aws::Call& call, aws::Answer answer) {
    auto output = requested_output(call.input);
    if (!output) return answer(base::fail(output.error()));
    settle(states, call, std::move(answer),
           [output = *std::move(output)](const engine::TaskId& task) -> engine::Command {
               return engine::SucceedTask{task, output};
           });
}

void send_task_failure(States& states, const aws::Call& call, aws::Answer answer) {
    settle(states, call, std::move(answer),
           [failure = engine::Failure{.error = text_of(call.input, "error"),
                                      .cause = text_of(call.input, "cause")}](
               const engine::TaskId& task) -> engine::Command {
               return engine::FailTask{task, failure};
           });
}

void send_task_heartbeat(States& states, const aws::Call& call, aws::Answer answer) {
    settle(states, call, std::move(answer), [](const engine::TaskId& task) -> engine::Command {
        return engine::HeartbeatTask{task};
    });
}

}  // namespace services::states
