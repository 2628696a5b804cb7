#include "services/states/machines.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"

namespace services::states {
namespace {

namespace codec = runtime::codec;

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
    if (record.kind == runtime::record_kinds::kStateMachineDeleted) {
        QS_TRY(const auto arn, codec::decode<std::string>(record.payload));
        machines_.restore(record.shard, arn, nullptr);
        return {};
    }
    QS_TRY(Machine stored, codec::decode<Machine>(record.payload));
    const auto machine = std::make_shared<Machine>(std::move(stored));
    machine->program = asl::compile(machine->definition, machine->type).program;
    if (machine->program == nullptr) {
        base::log::warn("a stored definition does not compile any more",
                        {{"state_machine", machine->arn}});
    }
    machines_.restore(record.shard, machine->arn, machine);
    keep_revision(machine);
    return {};
}

void Machines::keep_revision(const MachinePtr& machine) {
    const std::unique_lock lock(mutex_);
    by_revision_.insert_or_assign(machine->revision, machine);
}

void Machines::record(runtime::ShardContext& context, const MachinePtr& machine) {
    context.record(runtime::record_kinds::kStateMachine, kSchema, codec::encode(*machine));
    machines_.set(context, machine->arn, machine, [this, machine] { keep_revision(machine); });
}

void Machines::create(Machine machine, Answer answer) {
    const bool posted = shards_.post(
        shard_, [this, machine = std::move(machine), answer](runtime::ShardContext& context) {
            if (const MachinePtr other = machines_.newest(shard_, machine.arn)) {
                context.release([answer, other, is_same = is_equal_creation(machine, *other)] {
                    if (is_same) return answer(other);
                    answer(base::fail(
                        aws::error("StateMachineAlreadyExists",
                                   "State Machine Already Exists: '" + other->arn + "'")));
                });
                return;
            }
            if (machines_.count(shard_) >= base::limits::kStateMachinesMax) {
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
            const MachinePtr before = machines_.newest(shard_, arn);
            if (before == nullptr) {
                context.release([answer, arn] { answer(base::fail(does_not_exist(arn))); });
                return;
            }
            auto made = std::make_shared<Machine>(*before);
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
        if (machines_.newest(shard_, arn) != nullptr) {
            context.record(runtime::record_kinds::kStateMachineDeleted, kSchema,
                           codec::encode(arn));
            machines_.set(context, arn, nullptr);
        }
        context.release([answer] { answer({}); });
    });
    if (!posted) answer(base::fail(aws::throttled()));
}

MachinePtr Machines::find(const std::string& arn) const {
    return machines_.find(arn);
}

std::vector<MachinePtr> Machines::list(const std::string& behind, std::size_t most) const {
    return machines_.list(behind, most, [](const std::string&) { return true; });
}

std::size_t Machines::count() const {
    return machines_.size();
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
