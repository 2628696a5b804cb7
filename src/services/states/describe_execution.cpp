// DescribeExecution and StopExecution.
#include "json/print.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"

namespace services::states {
namespace {

json::Value included() {
    return json::object({{"included", json::Value::boolean(true)}});
}

void add_data(json::ObjectBuilder& reply, const std::vector<engine::Event>& events) {
    for (const engine::Event& event : events) {
        if (const auto* started = std::get_if<engine::ExecutionStarted>(&event.body)) {
            reply.set("input", json::print_as_written(started->input));
            reply.set("inputDetails", included());
        } else if (const auto* succeeded = std::get_if<engine::ExecutionSucceeded>(&event.body)) {
            reply.set("output", json::print_as_written(succeeded->output));
            reply.set("outputDetails", included());
        }
    }
}

void add_failure(json::ObjectBuilder& reply, const engine::Failure& failure) {
    if (failure.error) reply.set("error", *failure.error);
    // As in histories, an empty one is not shown.
    if (failure.cause && !failure.cause->empty()) reply.set("cause", *failure.cause);
}

void add_end(json::ObjectBuilder& reply, const engine::EventBody& body) {
    if (const auto* failed = std::get_if<engine::ExecutionFailed>(&body)) {
        add_failure(reply, failed->failure);
    } else if (const auto* aborted = std::get_if<engine::ExecutionAborted>(&body)) {
        add_failure(reply, aborted->failure);
    } else if (const auto* timed_out = std::get_if<engine::ExecutionTimedOut>(&body)) {
        add_failure(reply, timed_out->failure);
    }
}

void add_redrive(json::ObjectBuilder& reply, const States& states,
                 const runtime::ExecutionSummary& summary) {
    reply.set_integer("redriveCount", summary.info.redrive_count);
    if (summary.redrive_time) reply.set("redriveDate", timestamp(*summary.redrive_time));
    const auto reason = why_not_redrivable(states, summary);
    reply.set("redriveStatus", reason ? "NOT_REDRIVABLE" : "REDRIVABLE");
    if (reason) reply.set("redriveStatusReason", *reason);
}

}  // namespace

void describe_execution(States& states, const aws::Call& call, aws::Answer answer) {
    const std::string arn(*call.input.find_string("executionArn"));
    if (const auto checked = check_arn(arn, "execution"); !checked) {
        return answer(base::fail(checked.error()));
    }
    const auto history = states.executions.history(arn);
    if (!history) {
        if (history.error().kind == base::ErrorKind::not_found) {
            return answer(base::fail(execution_does_not_exist(arn)));
        }
        return answer(base::fail(aws::error("InternalFailure", history.error().message, 500)));
    }
    const runtime::ExecutionSummary& summary = history->summary;
    json::ObjectBuilder reply;
    reply.set("executionArn", arn);
    reply.set("stateMachineArn", summary.info.state_machine_arn);
    if (summary.info.version_arn) reply.set("stateMachineVersionArn", *summary.info.version_arn);
    if (summary.info.alias_arn) reply.set("stateMachineAliasArn", *summary.info.alias_arn);
    reply.set("name", summary.info.name);
    reply.set("status", engine::status_text(summary.status));
    reply.set("startDate", timestamp(summary.info.start_time));
    if (summary.stop_time) reply.set("stopDate", timestamp(*summary.stop_time));
    if (call.input.find_string("includedData") != "METADATA_ONLY") {
        add_data(reply, *history->events);
    }
    if (!history->events->empty()) add_end(reply, history->events->back().body);
    add_redrive(reply, states, summary);
    answer(std::move(reply).build());
}

void stop_execution(States& states, const aws::Call& call, aws::Answer answer) {
    const std::string arn(*call.input.find_string("executionArn"));
    if (const auto checked = check_arn(arn, "execution"); !checked) {
        return answer(base::fail(checked.error()));
    }
    states.executions.stop(arn, text_of(call.input, "error"), text_of(call.input, "cause"),
                           [answer, arn](auto stopped) {
                               if (stopped) {
                                   return answer(json::object({{"stopDate", timestamp(*stopped)}}));
                               }
                               answer(base::fail(stopped.error() == runtime::StopRefusal::busy
                                                     ? aws::throttled()
                                                     : execution_does_not_exist(arn)));
                           });
}

}  // namespace services::states
