// CreateStateMachine and UpdateStateMachine.
#include "base/log.hpp"
#include "services/states/definition.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"

namespace services::states {
namespace {

json::Value member_or_null(const json::Value& input, std::string_view name) {
    const json::Value* const value = input.find(name);
    return value == nullptr ? json::Value() : *value;
}

/// Versions are not there yet: a caller who asks for one must not believe that there is one.
base::Result<void, aws::Error> refuse_publish(const json::Value& input) {
    if (is_true(input, "publish", false)) {
        return base::fail(
            aws::error("ValidationException",
                       "publish: versions of state machines are not supported yet; leave it out"));
    }
    if (text_of(input, "versionDescription")) {
        return base::fail(aws::error("ValidationException",
                                     "Version description can only be set when publish is true"));
    }
    return {};
}

base::Result<Machine, aws::Error> requested_machine(const aws::Call& call) {
    const json::Value& input = call.input;
    Machine machine;
    machine.name = *text_of(input, "name");
    QS_CHECK(check_name(machine.name));
    QS_CHECK(refuse_publish(input));
    machine.arn = aws::state_machine_arn(call.region, call.account, machine.name);
    machine.role_arn = *text_of(input, "roleArn");
    QS_CHECK(check_role(machine.role_arn));
    machine.type = text_of(input, "type") == "EXPRESS" ? asl::MachineType::express
                                                       : asl::MachineType::standard;
    machine.definition = *text_of(input, "definition");
    QS_TRY(machine.program, compile_definition(machine.definition, machine.type));
    machine.logging = member_or_null(input, "loggingConfiguration");
    QS_CHECK(check_logging(machine.logging));
    machine.tracing = member_or_null(input, "tracingConfiguration");
    machine.encryption = member_or_null(input, "encryptionConfiguration");
    if (const json::Value* const tags = input.find("tags")) machine.tags = json::print(*tags);
    return machine;
}

base::Result<MachineChange, aws::Error> requested_change(const Machine& machine,
                                                         const json::Value& input) {
    QS_CHECK(refuse_publish(input));
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
    QS_CHECK(check_logging(change.logging));
    if (change.definition) {
        QS_TRY(change.program, compile_definition(*change.definition, machine.type));
    }
    return change;
}

}  // namespace

void create_state_machine(States& states, const aws::Call& call, aws::Answer answer) {
    auto machine = requested_machine(call);
    if (!machine) return answer(base::fail(machine.error()));
    states.machines.create(*std::move(machine), [answer](auto made) {
        if (!made) return answer(base::fail(made.error()));
        json::ObjectBuilder reply;
        reply.set("stateMachineArn", (*made)->arn);
        reply.set("creationDate", timestamp((*made)->creation_date));
        answer(std::move(reply).build());
    });
}

void update_state_machine(States& states, const aws::Call& call, aws::Answer answer) {
    const auto machine = find_machine(states, *call.input.find_string("stateMachineArn"));
    if (!machine) return answer(base::fail(machine.error()));
    auto change = requested_change(**machine, call.input);
    if (!change) return answer(base::fail(change.error()));
    states.machines.update((*machine)->arn, *std::move(change), [answer](auto made) {
        if (!made) return answer(base::fail(made.error()));
        json::ObjectBuilder reply;
        reply.set("updateDate", timestamp((*made)->update_date));
        reply.set("revisionId", (*made)->revision_id);
        answer(std::move(reply).build());
    });
}

}  // namespace services::states
