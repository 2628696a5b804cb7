// DescribeStateMachine, DescribeStateMachineForExecution, ListStateMachines, DeleteStateMachine.
#include "asl/variable_references.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/qualified.hpp"

namespace services::states {
namespace {

json::Value logging_or_default(const Machine& machine) {
    json::ObjectBuilder logging =
        machine.logging.is_null() ? json::ObjectBuilder() : json::ObjectBuilder(machine.logging);
    if (machine.logging.find("level") == nullptr) logging.set("level", "OFF");
    if (machine.logging.find("includeExecutionData") == nullptr) {
        logging.set_boolean("includeExecutionData", false);
    }
    return std::move(logging).build();
}

json::Value tracing_or_default(const Machine& machine) {
    return json::object(
        {{"enabled", json::Value::boolean(is_true(machine.tracing, "enabled", false))}});
}

/// The members that both descriptions have. `is_metadata_only`: without what the definition holds.
void add_description(json::ObjectBuilder& reply, const Machine& machine, bool is_metadata_only) {
    reply.set("stateMachineArn", machine.arn);
    reply.set("name", machine.name);
    // The model requires the member; AWS answers "{}" for metadata only.
    reply.set("definition", is_metadata_only ? std::string("{}") : machine.definition);
    reply.set("roleArn", machine.role_arn);
    reply.set("loggingConfiguration", logging_or_default(machine));
    reply.set("tracingConfiguration", tracing_or_default(machine));
    reply.set("encryptionConfiguration",
              machine.encryption.is_null()
                  ? json::object({{"type", json::Value::string("AWS_OWNED_KEY")}})
                  : machine.encryption);
    // A machine that was never updated has none.
    if (!machine.revision_id.empty()) reply.set("revisionId", machine.revision_id);
    if (is_metadata_only || machine.program == nullptr) return;
    json::ObjectBuilder references;
    for (const auto& [state, names] : asl::variable_references(*machine.program)) {
        std::vector<json::Value> texts;
        for (const std::string& name : names) texts.push_back(json::Value::string(name));
        references.set(state, json::Value::take_array(std::move(texts)));
    }
    if (!references.empty()) reply.set("variableReferences", std::move(references).build());
}

constexpr std::string_view kPages = "machines";

std::string_view type_text(const Machine& machine) {
    return machine.type == asl::MachineType::express ? "EXPRESS" : "STANDARD";
}

}  // namespace

void describe_state_machine(States& states, const aws::Call& call, aws::Answer answer) {
    const auto found = find_version(states, *call.input.find_string("stateMachineArn"));
    if (!found) return answer(base::fail(found.error()));
    const Machine& machine = *found->machine;
    const Version* const version = found->version ? &*found->version : nullptr;
    const bool is_metadata_only = call.input.find_string("includedData") == "METADATA_ONLY";
    json::ObjectBuilder reply;
    add_description(reply, machine, is_metadata_only);
    if (found->version_arn) reply.set("stateMachineArn", *found->version_arn);
    reply.set("status", "ACTIVE");
    reply.set("type", type_text(machine));
    reply.set("creationDate",
              timestamp(version == nullptr ? machine.creation_date : version->creation_date));
    if (version != nullptr && !version->description.empty()) {
        reply.set("description", version->description);
    }
    answer(std::move(reply).build());
}

void describe_state_machine_for_execution(States& states, const aws::Call& call,
                                          aws::Answer answer) {
    const std::string arn(*call.input.find_string("executionArn"));
    if (const auto checked = check_arn(arn, "execution"); !checked) {
        return answer(base::fail(checked.error()));
    }
    const auto summary = states.executions.index().find(arn);
    if (!summary) return answer(base::fail(execution_does_not_exist(arn)));
    // The revision that the execution was started with, whatever became of the machine since.
    const MachinePtr machine = states.machines.revision(summary->revision);
    if (machine == nullptr) {
        return answer(base::fail(aws::error(
            "InternalFailure", "the definition that the execution ran is not there", 500)));
    }
    json::ObjectBuilder reply;
    add_description(reply, *machine, call.input.find_string("includedData") == "METADATA_ONLY");
    reply.set("updateDate", timestamp(machine->update_date));
    answer(std::move(reply).build());
}

void list_state_machines(States& states, const aws::Call& call, aws::Answer answer) {
    const auto behind = decode_token(call.input, kPages);
    if (!behind) return answer(base::fail(behind.error()));
    const std::size_t most = page_size(call.input);
    const auto machines = states.machines.list(*behind, most + 1);
    std::vector<json::Value> items;
    for (const MachinePtr& machine : machines) {
        if (items.size() == most) break;
        json::ObjectBuilder item;
        item.set("stateMachineArn", machine->arn);
        item.set("name", machine->name);
        item.set("type", type_text(*machine));
        item.set("creationDate", timestamp(machine->creation_date));
        items.push_back(std::move(item).build());
    }
    json::ObjectBuilder reply;
    reply.set("stateMachines", json::Value::array(items));
    if (machines.size() > most)
        reply.set("nextToken", encode_token(kPages, machines[most - 1]->arn));
    answer(std::move(reply).build());
}

void delete_state_machine(States& states, const aws::Call& call, aws::Answer answer) {
    const std::string arn(*call.input.find_string("stateMachineArn"));
    if (const auto checked = check_arn(arn, "stateMachine"); !checked) {
        return answer(base::fail(checked.error()));
    }
    states.machines.change(
        call,
        [&machines = states.machines,
         arn](runtime::ShardContext& context) -> base::Result<json::Value, aws::Error> {
            machines.remove(context, arn);
            return json::Value::empty_object();
        },
        std::move(answer));
}

}  // namespace services::states
