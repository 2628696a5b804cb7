// CreateStateMachine and UpdateStateMachine.
#include "base/log.hpp"
#include "services/states/definition.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/tags.hpp"

namespace services::states {
namespace {

json::Value member_or_null(const json::Value& input, std::string_view name) {
    const json::Value* const value = input.find(name);
    return value == nullptr ? json::Value() : *value;
}

/// Errors: InvalidLoggingConfiguration.
base::Result<void, aws::Error> check_destination(const States& states, const json::Value& logging) {
    QS_CHECK(check_logging(logging));
    if (states.log_destinations == nullptr) return {};
    return states.log_destinations->check(logging);
}

/// What runs when a machine with this configuration was stored.
aws::Answer then_try_out(const States& states, json::Value logging, aws::Answer answer) {
    if (states.log_destinations == nullptr || !log_settings(logging)) return answer;
    return [destinations = states.log_destinations, logging = std::move(logging),
            answer = std::move(answer)](Reply reply) {
        if (reply) destinations->try_out(logging);
        answer(std::move(reply));
    };
}

/// The description of the version to publish, if one shall be. Error: ValidationException.
base::Result<std::optional<std::string>, aws::Error> requested_version(const json::Value& input) {
    auto description = text_of(input, "versionDescription");
    if (is_true(input, "publish", false)) return std::optional(description.value_or(""));
    if (description) {
        return base::fail(aws::error("ValidationException",
                                     "Version description can only be set when publish is true"));
    }
    return std::optional<std::string>();
}

base::Result<Machine, aws::Error> requested_machine(const aws::Call& call) {
    const json::Value& input = call.input;
    Machine machine;
    machine.name = *text_of(input, "name");
    QS_CHECK(check_name(machine.name));
    machine.arn = aws::state_machine_arn(call.region, call.account, machine.name);
    machine.role_arn = *text_of(input, "roleArn");
    QS_CHECK(check_role(machine.role_arn));
    machine.type = text_of(input, "type") == "EXPRESS" ? asl::MachineType::express
                                                       : asl::MachineType::standard;
    machine.definition = *text_of(input, "definition");
    QS_TRY(machine.program, compile_definition(machine.definition, machine.type));
    machine.logging = member_or_null(input, "loggingConfiguration");
    machine.tracing = member_or_null(input, "tracingConfiguration");
    machine.encryption = member_or_null(input, "encryptionConfiguration");
    if (const json::Value* const tags = input.find("tags")) {
        QS_TRY(machine.tags, with_tags({}, *tags, machine.arn));
    }
    return machine;
}

base::Result<MachineChange, aws::Error> requested_change(const Machine& machine,
                                                         const json::Value& input) {
    MachineChange change{.definition = text_of(input, "definition"),
                         .role_arn = text_of(input, "roleArn"),
                         .logging = member_or_null(input, "loggingConfiguration"),
                         .tracing = member_or_null(input, "tracingConfiguration"),
                         .encryption = member_or_null(input, "encryptionConfiguration"),
                         .program = nullptr};
    if (!change.definition && !change.role_arn && change.logging.is_null() &&
        change.tracing.is_null() && change.encryption.is_null()) {
        return base::fail(aws::error("MissingRequiredParameter",
                                     "Either the definition, the role ARN, the "
                                     "LoggingConfiguration, or the TracingConfiguration must be "
                                     "specified"));
    }
    if (change.role_arn) QS_CHECK(check_role(*change.role_arn));
    if (change.definition) {
        QS_TRY(change.program, compile_definition(*change.definition, machine.type));
    }
    return change;
}

/// Publishes the version that was asked for, and says so in the reply.
base::Result<void, aws::Error> add_version(json::ObjectBuilder& reply, Machines& machines,
                                           runtime::ShardContext& context, const Machine& machine,
                                           const std::optional<std::string>& description) {
    if (!description) return {};
    QS_TRY(const Version version, publish_version(machines, context, machine, *description));
    reply.set("stateMachineVersionArn", version_arn(machine.arn, version.number));
    return {};
}

}  // namespace

void create_state_machine(States& states, const aws::Call& call, aws::Answer answer) {
    auto version = requested_version(call.input);
    if (!version) return answer(base::fail(version.error()));
    auto machine = requested_machine(call);
    if (!machine) return answer(base::fail(machine.error()));
    if (const auto checked = check_destination(states, machine->logging); !checked) {
        return answer(base::fail(checked.error()));
    }
    answer = then_try_out(states, machine->logging, std::move(answer));
    states.machines.change(
        call,
        [&machines = states.machines, machine = *std::move(machine), version = *std::move(version)](
            runtime::ShardContext& context) -> base::Result<json::Value, aws::Error> {
            QS_TRY(const MachinePtr made, machines.create(context, machine, version));
            json::ObjectBuilder reply;
            reply.set("stateMachineArn", made->arn);
            reply.set("creationDate", timestamp(made->creation_date));
            QS_CHECK(add_version(reply, machines, context, *made, version));
            return std::move(reply).build();
        },
        std::move(answer));
}

void update_state_machine(States& states, const aws::Call& call, aws::Answer answer) {
    auto version = requested_version(call.input);
    if (!version) return answer(base::fail(version.error()));
    const auto machine = find_machine(states, *call.input.find_string("stateMachineArn"));
    if (!machine) return answer(base::fail(machine.error()));
    auto change = requested_change(**machine, call.input);
    if (!change) return answer(base::fail(change.error()));
    if (const auto checked = check_destination(states, change->logging); !checked) {
        return answer(base::fail(checked.error()));
    }
    answer = then_try_out(states, change->logging, std::move(answer));
    states.machines.change(
        call,
        [&machines = states.machines, arn = (*machine)->arn, change = *std::move(change),
         version = *std::move(version)](
            runtime::ShardContext& context) -> base::Result<json::Value, aws::Error> {
            QS_TRY(const MachinePtr made,
                   machines.update(context, arn, change, version.has_value()));
            json::ObjectBuilder reply;
            reply.set("updateDate", timestamp(made->update_date));
            if (!made->revision_id.empty()) reply.set("revisionId", made->revision_id);
            QS_CHECK(add_version(reply, machines, context, *made, version));
            return std::move(reply).build();
        },
        std::move(answer));
}

}  // namespace services::states
