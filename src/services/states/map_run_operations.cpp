// DescribeMapRun, ListMapRuns and UpdateMapRun as long as no execution can start a Map Run: there
// are none, and the answers are those that AWS gives then.
#include "services/states/names.hpp"
#include "services/states/operations.hpp"

namespace services::states {
namespace {

constexpr std::string_view kPages = "mapRuns";

void answer_that_it_is_not_there(const aws::Call& call, const aws::Answer& answer) {
    const std::string arn(*call.input.find_string("mapRunArn"));
    if (const auto checked = check_map_run_arn(arn); !checked) {
        return answer(base::fail(checked.error()));
    }
    answer(base::fail(resource_not_found(arn)));
}

}  // namespace

void describe_map_run(States&, const aws::Call& call, aws::Answer answer) {
    answer_that_it_is_not_there(call, answer);
}

void update_map_run(States&, const aws::Call& call, aws::Answer answer) {
    const bool changes = call.input.find("maxConcurrency") != nullptr ||
                         call.input.find("toleratedFailurePercentage") != nullptr ||
                         call.input.find("toleratedFailureCount") != nullptr;
    if (!changes) {
        return answer(base::fail(aws::Error{
            .code = "ValidationException",
            .message = "Must provide at least one of maxConcurrency, "
                       "toleratedFailurePercentage or toleratedFailureCount",
            .extra =
                json::object({{"reason", json::Value::string("MISSING_REQUIRED_PARAMETER")}})}));
    }
    answer_that_it_is_not_there(call, answer);
}

void list_map_runs(States& states, const aws::Call& call, aws::Answer answer) {
    const std::string arn(*call.input.find_string("executionArn"));
    if (const auto checked = check_arn(arn, "execution"); !checked) {
        return answer(base::fail(checked.error()));
    }
    if (const auto place = decode_token(call.input, kPages); !place) {
        return answer(base::fail(place.error()));
    }
    if (!states.executions.index().contains(arn)) {
        return answer(base::fail(execution_does_not_exist(arn)));
    }
    answer(json::object({{"mapRuns", json::Value::empty_array()}}));
}

}  // namespace services::states
