// StartExecution and StartSyncExecution.
#include "base/random.hpp"
#include "json/print.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/qualified.hpp"

namespace services::states {
namespace {

base::Result<runtime::StartRequest, aws::Error> requested_start(const States& states,
                                                                const aws::Call& call) {
    const json::Value& input = call.input;
    QS_TRY(FoundMachine found, find_startable(states, *input.find_string("stateMachineArn")));
    const MachinePtr machine = found.machine;
    const std::string name = text_of(input, "name").value_or("");
    if (!name.empty()) QS_CHECK(check_name(name));
    runtime::StartRequest request;
    QS_TRY(request.input, requested_input(input));
    if (machine->program == nullptr) {
        return base::fail(
            aws::error("InvalidDefinition", "The stored definition of '" + machine->arn +
                                                "' is not valid for this release; update it"));
    }
    const auto arn = aws::parse_arn(machine->arn);
    engine::ExecutionInfo& info = request.info;
    info.name = name.empty() ? base::uuid_v4() : name;
    info.region = arn->region;
    info.account = arn->account;
    info.state_machine_arn = machine->arn;
    info.state_machine_name = machine->name;
    info.role_arn = machine->role_arn;
    info.type = machine->type;
    info.version_arn = std::move(found.version_arn);
    info.alias_arn = std::move(found.alias_arn);
    info.arn =
        machine->type == asl::MachineType::express
            ? aws::express_arn(info.region, info.account, machine->name, info.name, base::uuid_v4())
            : aws::execution_arn(info.region, info.account, machine->name, info.name);
    request.revision = machine->revision;
    request.program = machine->program;
    return request;
}

aws::Error refusal(runtime::StartRefusal reason, const std::string& arn) {
    if (reason == runtime::StartRefusal::busy) return aws::throttled();
    return aws::error("ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
}

json::Value included() {
    return json::object({{"included", json::Value::boolean(true)}});
}

json::Value sync_reply(const runtime::SyncResult& result, bool is_metadata_only) {
    json::ObjectBuilder reply;
    reply.set("executionArn", result.info.arn);
    reply.set("stateMachineArn", result.info.state_machine_arn);
    reply.set("name", result.info.name);
    reply.set("startDate", timestamp(result.info.start_time));
    reply.set("stopDate", timestamp(result.stop_date));
    reply.set("status", engine::status_text(result.status));
    if (result.failure.error) reply.set("error", *result.failure.error);
    if (result.failure.cause) reply.set("cause", *result.failure.cause);
    if (!is_metadata_only) {
        reply.set("input", json::print_as_written(result.input));
        reply.set("inputDetails", included());
        if (result.output) {
            reply.set("output", json::print_as_written(*result.output));
            reply.set("outputDetails", included());
        }
    }
    // AWS bills in steps of 64 MB and 100 ms.
    const std::int64_t ms = (result.stop_date - result.info.start_time).count();
    reply.set(
        "billingDetails",
        json::object({{"billedMemoryUsedInMB", json::Value::integer(64)},
                      {"billedDurationInMilliseconds",
                       json::Value::integer(std::max<std::int64_t>(1, (ms + 99) / 100) * 100)}}));
    return std::move(reply).build();
}

}  // namespace

void start_execution(States& states, const aws::Call& call, aws::Answer answer) {
    auto request = requested_start(states, call);
    if (!request) return answer(base::fail(request.error()));
    const std::string arn = request->info.arn;
    states.executions.start(*std::move(request), [answer, arn](auto started) {
        if (!started) return answer(base::fail(refusal(started.error(), arn)));
        json::ObjectBuilder reply;
        reply.set("executionArn", started->execution_arn);
        reply.set("startDate", timestamp(started->start_date));
        answer(std::move(reply).build());
    });
}

void start_sync_execution(States& states, const aws::Call& call, aws::Answer answer) {
    auto request = requested_start(states, call);
    if (!request) return answer(base::fail(request.error()));
    if (request->info.type != asl::MachineType::express) {
        return answer(base::fail(aws::error("StateMachineTypeNotSupported",
                                            "This operation is not supported by this type of state "
                                            "machine")));
    }
    const std::string arn = request->info.arn;
    request->info.synchronous = true;
    const bool is_metadata_only = call.input.find_string("includedData") == "METADATA_ONLY";
    states.executions.start_sync(*std::move(request), [answer, arn, is_metadata_only](auto result) {
        if (!result) return answer(base::fail(refusal(result.error(), arn)));
        answer(sync_reply(*result, is_metadata_only));
    });
}

}  // namespace services::states
