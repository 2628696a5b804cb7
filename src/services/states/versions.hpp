// Published versions of state machines: numbers that name a revision for ever, never given twice.
// Changed on the machines' shard, visible when durable.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/durable_map.hpp"

namespace services::states {

struct Version {
    std::int64_t number = 0;
    std::string revision;  ///< Of the machine (Machine::revision).
    std::string description;
    base::TimePoint creation_date{};

    static constexpr auto fields() {
        using V = Version;
        return std::tuple{&V::number, &V::revision, &V::description, &V::creation_date};
    }
};

/// All versions of one machine; immutable.
struct VersionList {
    std::int64_t last = 0;          ///< The highest number ever given.
    std::vector<Version> versions;  ///< By number.

    const Version* find(std::int64_t number) const;
    /// The newest version of a revision, or null.
    const Version* of_revision(const std::string& revision) const;
};
using VersionListPtr = std::shared_ptr<const VersionList>;

class Versions {
public:
    /// Registers for its records with `shards`.
    explicit Versions(runtime::Shards& shards);

    // On the machines' shard.

    VersionListPtr newest(store::ShardId shard, const std::string& machine_arn) const;
    /// The next number for the revision.
    Version publish(runtime::ShardContext& context, const std::string& machine_arn,
                    const std::string& revision, const std::string& description);
    void remove(runtime::ShardContext& context, const std::string& machine_arn,
                std::int64_t number);
    /// With their machine; its record says so already.
    void forget(runtime::ShardContext& context, const std::string& machine_arn);
    void forget_replayed(store::ShardId shard, const std::string& machine_arn);

    // Any thread; what is durable.

    /// Never null.
    VersionListPtr find(const std::string& machine_arn) const;

private:
    base::Result<void> replay(const runtime::ReplayedRecord& record);

    DurableMap<std::string, VersionList> lists_;
};

/// arn:aws:states:REGION:ACCOUNT:stateMachine:NAME:NUMBER
std::string version_arn(const std::string& machine_arn, std::int64_t number);

}  // namespace services::states
