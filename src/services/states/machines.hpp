// The state machines of the account: their definitions by name and by revision. Changes happen on
// one shard and become visible when they are durable. Lookups are for any thread.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "asl/compile.hpp"
#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "json/value.hpp"
#include "runtime/runtime.hpp"
#include "services/answer_once.hpp"
#include "services/durable_map.hpp"
#include "services/states/aliases.hpp"
#include "services/states/versions.hpp"

namespace services::states {

/// One revision of a state machine; immutable.
struct Machine {
    std::string arn;
    std::string name;
    std::string revision;     ///< Unique for ever; executions remember it.
    std::string revision_id;  ///< As the API shows it: empty until the first update.
    std::string definition;
    std::string role_arn;
    asl::MachineType type = asl::MachineType::standard;
    base::TimePoint creation_date{};
    base::TimePoint update_date{};
    json::Value logging;     ///< As given, or null.
    json::Value tracing;     ///< As given, or null.
    json::Value encryption;  ///< As given, or null.
    std::string tags;        ///< JSON text of the tags given at creation, or empty.
    /// Null only for a revision whose stored definition this release refuses.
    std::shared_ptr<const asl::Program> program;

    static constexpr auto fields() {
        using M = Machine;
        return std::tuple{&M::arn,         &M::name,     &M::revision, &M::revision_id,
                          &M::definition,  &M::role_arn, &M::type,     &M::creation_date,
                          &M::update_date, &M::logging,  &M::tracing,  &M::encryption,
                          &M::tags};
    }
};
using MachinePtr = std::shared_ptr<const Machine>;

/// What UpdateStateMachine may change; absent members stay.
struct MachineChange {
    std::optional<std::string> definition;
    std::optional<std::string> role_arn;
    json::Value logging;
    json::Value tracing;
    json::Value encryption;
    std::shared_ptr<const asl::Program> program;  ///< Of `definition`.
};

class Machines {
public:
    /// Registers for its records with `shards`.
    explicit Machines(runtime::Shards& shards);

    /// Runs `work` on the machines' shard, once for each effect; its result is answered when all it
    /// recorded is durable.
    void change(const aws::Call& call, ShardWork work, aws::Answer answer);

    // On the machines' shard, in `work`.

    /// An equal machine that is there already is answered as if it had just been made (the API is
    /// idempotent). `version` is the description of the version that shall be published with it, if
    /// one shall be: it is compared too. Error: StateMachineAlreadyExists;
    /// StateMachineLimitExceeded.
    base::Result<MachinePtr, aws::Error> create(runtime::ShardContext& context, Machine machine,
                                                const std::optional<std::string>& version);
    /// A change that changes nothing keeps the revision. `has_version`: the result shall be
    /// published, so there must be room for a version. Errors, which change nothing:
    /// StateMachineDoesNotExist; ServiceQuotaExceededException.
    base::Result<MachinePtr, aws::Error> update(runtime::ShardContext& context,
                                                const std::string& arn, MachineChange change,
                                                bool has_version = false);
    /// JSON text of the tags. The machine must be there.
    void set_tags(runtime::ShardContext& context, const std::string& arn, std::string tags);
    /// With its versions and aliases. Of an unknown one nothing happens.
    void remove(runtime::ShardContext& context, const std::string& arn);
    /// Error: StateMachineDoesNotExist.
    base::Result<MachinePtr, aws::Error> newest(const std::string& arn) const;

    Versions& versions() { return versions_; }
    Aliases& aliases() { return aliases_; }

    // Any thread; what is durable.

    MachinePtr find(const std::string& arn) const;
    /// By ARN, in order. `behind`: only those after this ARN.
    std::vector<MachinePtr> list(const std::string& behind, std::size_t most) const;
    std::size_t count() const;
    /// The Program of a revision, also of one that was replaced or deleted; null if there is none.
    std::shared_ptr<const asl::Program> program(const std::string& revision) const;
    MachinePtr revision(const std::string& revision) const;
    /// False: no machine writes logs, nor ever did since the start.
    bool may_log() const { return may_log_.load(std::memory_order_relaxed); }
    const Versions& versions() const { return versions_; }
    const Aliases& aliases() const { return aliases_; }

private:
    base::Result<void> replay(const runtime::ReplayedRecord& record);
    void record(runtime::ShardContext& context, const MachinePtr& machine);
    void keep_revision(const MachinePtr& machine);

    runtime::Shards& shards_;
    store::ShardId shard_;
    DurableMap<std::string, Machine> machines_;
    Versions versions_;
    Aliases aliases_;
    std::atomic<bool> may_log_ = false;
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, MachinePtr> by_revision_;
};

/// Whether the machine's revision has a version or may get one. On the machines' shard. Error:
/// ServiceQuotaExceededException.
base::Result<void, aws::Error> check_version_room(const Machines& machines, store::ShardId shard,
                                                  const Machine& machine);

/// A version of the machine's revision: the one it has, or a new one. On the machines' shard.
/// Error: ServiceQuotaExceededException.
base::Result<Version, aws::Error> publish_version(Machines& machines,
                                                  runtime::ShardContext& context,
                                                  const Machine& machine,
                                                  const std::string& description);

/// Whether two machines are the same to CreateStateMachine.
bool is_equal_creation(const Machine& a, const Machine& b);

}  // namespace services::states
