#include "services/states/machines.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"

namespace services::states {
namespace {

constexpr std::uint16_t kSchema = 1;

aws::Error does_not_exist(const std::string& arn) {
    return aws::error("StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'");
}

}  // namespace

bool is_equal_creation(const Machine& a, const Machine& b) {
    return a.definition == b.definition && a.type == b.type && a.logging == b.logging &&
           a.tracing == b.tracing && a.encryption == b.encryption;
}

Machines::Machines(runtime::Shards& shards)
    : shards_(shards), shard_(runtime::shard_of("states/machines")) {
    for (const auto kind :
         {runtime::record_kinds::kStateMachine, runtime::record_kinds::kStateMachineDeleted}) {
        shards.on_replay(kind,
                         [this](const runtime::ReplayedRecord& record) { return replay(record); });
    }
}

base::Result<void> Machines::replay(const runtime::ReplayedRecord& record) {
    runtime::codec::Reader reader(record.payload);
    if (record.kind == runtime::record_kinds::kStateMachineDeleted) {
        QS_TRY(const std::string_view arn, reader.text());
        newest_.erase(std::string(arn));
        by_arn_.erase(std::string(arn));
        return {};
    }
    auto machine = std::make_shared<Machine>();
    runtime::codec::Payloads payloads;
    QS_CHECK(runtime::codec::read(runtime::codec::Input{reader, payloads}, *machine));
    machine->program = asl::compile(machine->definition, machine->type).program;
    if (machine->program == nullptr) {
        base::log::warn("a stored definition does not compile any more",
                        {{"state_machine", machine->arn}});
    }
    newest_.insert_or_assign(machine->arn, machine);
    publish(machine);
    return {};
}

void Machines::publish(const MachinePtr& machine) {
    const std::unique_lock lock(mutex_);
    by_arn_.insert_or_assign(machine->arn, machine);
    by_revision_.insert_or_assign(machine->revision, machine);
}

void Machines::record(runtime::ShardContext& context, const MachinePtr& machine) {
    runtime::codec::Writer writer;
    runtime::codec::Payloads payloads;
    runtime::codec::write(runtime::codec::Output{writer, payloads}, *machine);
    context.record(runtime::record_kinds::kStateMachine, kSchema, std::move(writer).take());
    newest_.insert_or_assign(machine->arn, machine);
    context.release([this, machine] { publish(machine); });
}

void Machines::create(Machine machine, Answer answer) {
    const bool posted = shards_.post(
        shard_, [this, machine = std::move(machine), answer](runtime::ShardContext& context) {
            const auto found = newest_.find(machine.arn);
            if (found != newest_.end()) {
                const MachinePtr other = found->second;
                context.release([answer, other, is_same = is_equal_creation(machine, *other)] {
                    if (is_same) return answer(other);
                    answer(base::fail(
                        aws::error("StateMachineAlreadyExists",
                                   "State Machine Already Exists: '" + other->arn + "'")));
                });
                return;
            }
            if (newest_.size() >= base::limits::kStateMachinesMax) {
                context.release([answer] {
                    answer(base::fail(aws::error("StateMachineLimitExceeded",
                                                 "The maximum number of state machines has been "
                                                 "reached; delete some that are not needed.")));
                });
                return;
            }
            auto made = std::make_shared<Machine>(machine);
            made->creation_date = made->update_date = context.now();
            made->revision = base::uuid_v4();
            record(context, made);
            context.release([answer, made] { answer(MachinePtr(made)); });
        });
    if (!posted) answer(base::fail(aws::throttled()));
}

void Machines::update(const std::string& arn, MachineChange change, Answer answer) {
    const bool posted = shards_.post(
        shard_, [this, arn, change = std::move(change), answer](runtime::ShardContext& context) {
            const auto found = newest_.find(arn);
            if (found == newest_.end()) {
                context.release([answer, arn] { answer(base::fail(does_not_exist(arn))); });
                return;
            }
            auto made = std::make_shared<Machine>(*found->second);
            if (change.definition) {
                made->definition = *change.definition;
                made->program = change.program;
            }
            if (change.role_arn) made->role_arn = *change.role_arn;
            if (!change.logging.is_null()) made->logging = change.logging;
            if (!change.tracing.is_null()) made->tracing = change.tracing;
            if (!change.encryption.is_null()) made->encryption = change.encryption;
            made->update_date = context.now();
            made->revision = made->revision_id = base::uuid_v4();
            record(context, made);
            context.release([answer, made] { answer(MachinePtr(made)); });
        });
    if (!posted) answer(base::fail(aws::throttled()));
}

void Machines::remove(const std::string& arn,
                      std::function<void(base::Result<void, aws::Error>)> answer) {
    const bool posted = shards_.post(shard_, [this, arn, answer](runtime::ShardContext& context) {
        if (newest_.erase(arn) > 0) {
            runtime::codec::Writer writer;
            writer.text(arn);
            context.record(runtime::record_kinds::kStateMachineDeleted, kSchema,
                           std::move(writer).take());
        }
        context.release([this, arn, answer] {
            {
                const std::unique_lock lock(mutex_);
                by_arn_.erase(arn);
            }
            answer({});
        });
    });
    if (!posted) answer(base::fail(aws::throttled()));
}

MachinePtr Machines::find(const std::string& arn) const {
    const std::shared_lock lock(mutex_);
    const auto found = by_arn_.find(arn);
    return found == by_arn_.end() ? nullptr : found->second;
}

std::vector<MachinePtr> Machines::list(const std::string& behind, std::size_t most) const {
    const std::shared_lock lock(mutex_);
    std::vector<MachinePtr> result;
    for (auto at = by_arn_.upper_bound(behind); at != by_arn_.end() && result.size() < most; ++at) {
        result.push_back(at->second);
    }
    return result;
}

std::size_t Machines::count() const {
    const std::shared_lock lock(mutex_);
    return by_arn_.size();
}

MachinePtr Machines::revision(const std::string& revision) const {
    const std::shared_lock lock(mutex_);
    const auto found = by_revision_.find(revision);
    return found == by_revision_.end() ? nullptr : found->second;
}

std::shared_ptr<const asl::Program> Machines::program(const std::string& revision_name) const {
    const MachinePtr machine = revision(revision_name);
    return machine ? machine->program : nullptr;
}

}  // namespace services::states
