// RedriveExecution.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
#include <algorithm>

#include "services/states/names.hpp"
#include "services/states/operations.hpp"

namespace services::states {
namespace {

aws::Error not_redrivable(const std::string& reason) {
    return aws::error("ExecutionNotRedrivable", reason);
}

aws::Error refusal(const runtime::RedriveRefusal& refused, const std::string& arn) {
    using Kind = runtime::RedriveRefusal::Kind;
    switch (refused.kind) {
        case Kind::does_not_exist: return execution_does_not_exist(arn);
        case Kind::not_redrivable: return not_redrivable(refused.reason);
        case Kind::too_many_open:
            return aws::error("ExecutionLimitExceeded",
                              "The maximum number of running executions has been reached. Running "
                              "executions must end or be stopped before one can be redriven.");
        case Kind::busy: return aws::throttled();
        case Kind::broken: break;
    }
    return aws::error("InternalFailure", refused.reason, 500);
}

/// AWS's pattern of a client token: printable ASCII without blanks.
bool is_token(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~'; });
}

}  // namespace

void redrive_execution(States& states, const aws::Call& call, aws::Answer answer) {
    const std::string arn(*call.input.find_string("executionArn"));
    const std::string token = text_of(call.input, "clientToken").value_or("");
    if (!is_token(token)) {
        return answer(base::fail(aws::error(
            "ValidationException",
            "1 validation error detected: Value '" + token +
                "' at 'clientToken' failed to satisfy constraint: Member must satisfy regular "
                "expression pattern: [!-~]+")));
    }
    if (const auto checked = check_arn(arn, "execution"); !checked) {
        return answer(base::fail(checked.error()));
    }
    const auto summary = states.executions.index().find(arn);
    if (summary && states.machines.find(summary->info.state_machine_arn) == nullptr) {
        return answer(base::fail(not_redrivable(*why_not_redrivable(states, *summary))));
    }
    states.executions.redrive(arn, token, [answer, arn](auto redriven) {
        if (!redriven) return answer(base::fail(refusal(redriven.error(), arn)));
        answer(json::object({{"redriveDate", timestamp(*redriven)}}));
    });
}

}  // namespace services::states
