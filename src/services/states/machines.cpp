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
    : shards_(shards),
      shard_(runtime::shard_of("states/machines")),
      versions_(shards),
      aliases_(shards) {
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
        versions_.forget_replayed(record.shard, arn);
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
    if (machine->logging.find_string("level").value_or("OFF") != "OFF") may_log_ = true;
    const std::unique_lock lock(mutex_);
    by_revision_.insert_or_assign(machine->revision, machine);
}

void Machines::record(runtime::ShardContext& context, const MachinePtr& machine) {
    context.record(runtime::record_kinds::kStateMachine, kSchema, codec::encode(*machine));
    machines_.set(context, machine->arn, machine, [this, machine] { keep_revision(machine); });
}

void Machines::change(const aws::Call& call, ShardWork work, aws::Answer answer) {
    post_once(shards_, shard_, call.effect, std::move(work), std::move(answer));
}

base::Result<MachinePtr, aws::Error> Machines::newest(const std::string& arn) const {
    MachinePtr machine = machines_.newest(shard_, arn);
    if (machine == nullptr) return base::fail(does_not_exist(arn));
    return machine;
}

base::Result<MachinePtr, aws::Error> Machines::create(runtime::ShardContext& context,
                                                      Machine machine,
                                                      const std::optional<std::string>& version) {
    if (const MachinePtr other = machines_.newest(shard_, machine.arn)) {
        const VersionListPtr versions = versions_.newest(shard_, machine.arn);
        const Version* const published =
            versions == nullptr ? nullptr : versions->of_revision(other->revision);
        const bool is_same_version =
            !version || (published != nullptr && published->description == *version);
        if (is_equal_creation(machine, *other) && is_same_version) return other;
        return base::fail(aws::error("StateMachineAlreadyExists",
                                     "State Machine Already Exists: '" + other->arn + "'"));
    }
    if (machines_.count(shard_) >= base::limits::kStateMachinesMax) {
        return base::fail(aws::error("StateMachineLimitExceeded",
                                     "The maximum number of state machines has been reached; "
                                     "delete some that are not needed."));
    }
    auto made = std::make_shared<Machine>(std::move(machine));
    made->creation_date = made->update_date = context.now();
    made->revision = base::uuid_v4();
    record(context, made);
    return MachinePtr(made);
}

base::Result<MachinePtr, aws::Error> Machines::update(runtime::ShardContext& context,
                                                      const std::string& arn, MachineChange change,
                                                      bool has_version) {
    QS_TRY(const MachinePtr before, newest(arn));
    auto made = std::make_shared<Machine>(*before);
    if (change.definition) {
        made->definition = *std::move(change.definition);
        made->program = change.program;
    }
    if (change.role_arn) made->role_arn = *std::move(change.role_arn);
    if (!change.logging.is_null()) made->logging = change.logging;
    if (!change.tracing.is_null()) made->tracing = change.tracing;
    if (!change.encryption.is_null()) made->encryption = change.encryption;
    made->update_date = context.now();
    if (!is_equal_creation(*made, *before) || made->role_arn != before->role_arn) {
        made->revision = made->revision_id = base::uuid_v4();
    }
    if (has_version) QS_CHECK(check_version_room(*this, shard_, *made));
    record(context, made);
    return MachinePtr(made);
}

void Machines::set_tags(runtime::ShardContext& context, const std::string& arn, std::string tags) {
    auto made = std::make_shared<Machine>(*machines_.newest(shard_, arn));
    made->tags = std::move(tags);
    record(context, made);
}

void Machines::remove(runtime::ShardContext& context, const std::string& arn) {
    if (machines_.newest(shard_, arn) == nullptr) return;
    for (const AliasPtr& alias : aliases_.newest_of(shard_, arn)) {
        aliases_.remove(context, alias->arn);
    }
    context.record(runtime::record_kinds::kStateMachineDeleted, kSchema, codec::encode(arn));
    machines_.set(context, arn, nullptr);
    versions_.forget(context, arn);
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
