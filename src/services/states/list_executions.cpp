// ListExecutions.
#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/qualified.hpp"

namespace services::states {
namespace {

std::optional<engine::Status> status_filter(const json::Value& input) {
    const auto text = input.find_string("statusFilter");
    for (const auto status :
         {engine::Status::running, engine::Status::succeeded, engine::Status::failed,
          engine::Status::timed_out, engine::Status::aborted}) {
        if (text == engine::status_text(status)) return status;
    }
    return std::nullopt;
}

json::Value item_of(const runtime::ExecutionSummary& summary) {
    json::ObjectBuilder item;
    item.set("executionArn", summary.info.arn);
    item.set("stateMachineArn", summary.info.state_machine_arn);
    item.set("name", summary.info.name);
    item.set("status", engine::status_text(summary.status));
    item.set("startDate", timestamp(summary.info.start_time));
    if (summary.info.version_arn) item.set("stateMachineVersionArn", *summary.info.version_arn);
    if (summary.info.alias_arn) item.set("stateMachineAliasArn", *summary.info.alias_arn);
    if (summary.stop_time) item.set("stopDate", timestamp(*summary.stop_time));
    item.set_integer("redriveCount", summary.info.redrive_count);
    if (summary.redrive_time) item.set("redriveDate", timestamp(*summary.redrive_time));
    return std::move(item).build();
}

std::optional<bool> redrive_filter(const json::Value& input) {
    const auto text = input.find_string("redriveFilter");
    return text ? std::optional(text == "REDRIVEN") : std::nullopt;
}

aws::Error invalid(const std::string& message) {
    return aws::error("ValidationException", message);
}

/// The ARN to list by: a machine's, a version's or an alias's.
base::Result<std::string, aws::Error> listed_arn(const States& states, const json::Value& input) {
    const auto arn = input.find_string("stateMachineArn");
    const auto map_run = input.find_string("mapRunArn");
    if (arn && map_run) {
        return base::fail(
            invalid("Must provide either a state machine ARN or a map run ARN, but not both"));
    }
    if (map_run) {
        QS_CHECK(check_map_run_arn(*map_run));
        return base::fail(resource_not_found(std::string(*map_run)));  // There are none yet.
    }
    if (!arn) return base::fail(invalid("Must provide a state machine ARN or a map run ARN"));
    if (input.find_string("statusFilter") == "PENDING_REDRIVE") {
        return base::fail(
            invalid("The status filter PENDING_REDRIVE is only for a map run: provide mapRunArn "
                    "instead of stateMachineArn"));
    }
    QS_TRY(const FoundMachine found, find_startable(states, *arn));
    if (found.machine->type == asl::MachineType::express) {
        return base::fail(
            aws::error("StateMachineTypeNotSupported",
                       "This operation is not supported by this type of state machine"));
    }
    return std::string(*arn);
}

}  // namespace

void list_executions(States& states, const aws::Call& call, aws::Answer answer) {
    const auto arn = listed_arn(states, call.input);
    if (!arn) return answer(base::fail(arn.error()));
    const auto page = states.executions.index().list({.machine_arn = *arn,
                                                      .status = status_filter(call.input),
                                                      .redriven = redrive_filter(call.input)},
                                                     page_size(call.input),
                                                     text_of(call.input, "nextToken").value_or(""));
    if (!page) return answer(base::fail(aws::error("InvalidToken", page.error().message)));
    std::vector<json::Value> items;
    for (const auto& summary : page->executions) items.push_back(item_of(summary));
    json::ObjectBuilder reply;
    reply.set("executions", json::Value::array(items));
    if (!page->next.empty()) reply.set("nextToken", page->next);
    answer(std::move(reply).build());
}

}  // namespace services::states
