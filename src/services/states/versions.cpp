#include "services/states/versions.hpp"

#include <algorithm>

#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"

namespace services::states {
namespace {

namespace codec = runtime::codec;
namespace kinds = runtime::record_kinds;

constexpr std::uint16_t kSchema = 1;

/// One version of one machine, as it is stored.
struct Published {
    std::string machine_arn;
    Version version;

    static constexpr auto fields() {
        return std::tuple{&Published::machine_arn, &Published::version};
    }
};
struct Removed {
    std::string machine_arn;
    std::int64_t number = 0;

    static constexpr auto fields() { return std::tuple{&Removed::machine_arn, &Removed::number}; }
};

VersionListPtr with(const VersionListPtr& before, const Version& version) {
    auto list = before ? std::make_shared<VersionList>(*before) : std::make_shared<VersionList>();
    list->last = version.number;
    list->versions.push_back(version);
    return list;
}

VersionListPtr without(const VersionListPtr& before, std::int64_t number) {
    auto list = before ? std::make_shared<VersionList>(*before) : std::make_shared<VersionList>();
    std::erase_if(list->versions, [&](const Version& one) { return one.number == number; });
    return list;
}

}  // namespace

const Version* VersionList::find(std::int64_t number) const {
    const auto found = std::ranges::find(versions, number, &Version::number);
    return found == versions.end() ? nullptr : &*found;
}

const Version* VersionList::of_revision(const std::string& revision) const {
    const auto found = std::find_if(versions.rbegin(), versions.rend(),
                                    [&](const Version& one) { return one.revision == revision; });
    return found == versions.rend() ? nullptr : &*found;
}

Versions::Versions(runtime::Shards& shards) {
    for (const auto kind : {kinds::kVersion, kinds::kVersionDeleted}) {
        shards.on_replay(kind,
                         [this](const runtime::ReplayedRecord& record) { return replay(record); });
    }
}

base::Result<void> Versions::replay(const runtime::ReplayedRecord& record) {
    if (record.kind == kinds::kVersionDeleted) {
        QS_TRY(const Removed removed, codec::decode<Removed>(record.payload));
        lists_.restore(record.shard, removed.machine_arn,
                       without(newest(record.shard, removed.machine_arn), removed.number));
        return {};
    }
    QS_TRY(const Published published, codec::decode<Published>(record.payload));
    lists_.restore(record.shard, published.machine_arn,
                   with(newest(record.shard, published.machine_arn), published.version));
    return {};
}

VersionListPtr Versions::newest(store::ShardId shard, const std::string& machine_arn) const {
    return lists_.newest(shard, machine_arn);
}

Version Versions::publish(runtime::ShardContext& context, const std::string& machine_arn,
                          const std::string& revision, const std::string& description) {
    const VersionListPtr before = newest(context.shard(), machine_arn);
    const Version version{.number = before ? before->last + 1 : 1,
                          .revision = revision,
                          .description = description,
                          .creation_date = context.now()};
    context.record(kinds::kVersion, kSchema, codec::encode(Published{machine_arn, version}));
    lists_.set(context, machine_arn, with(before, version));
    return version;
}

void Versions::remove(runtime::ShardContext& context, const std::string& machine_arn,
                      std::int64_t number) {
    context.record(kinds::kVersionDeleted, kSchema, codec::encode(Removed{machine_arn, number}));
    lists_.set(context, machine_arn, without(newest(context.shard(), machine_arn), number));
}

void Versions::forget(runtime::ShardContext& context, const std::string& machine_arn) {
    lists_.set(context, machine_arn, nullptr);
}

void Versions::forget_replayed(store::ShardId shard, const std::string& machine_arn) {
    lists_.restore(shard, machine_arn, nullptr);
}

VersionListPtr Versions::find(const std::string& machine_arn) const {
    static const VersionListPtr kNone = std::make_shared<VersionList>();
    const VersionListPtr found = lists_.find(machine_arn);
    return found ? found : kNone;
}

std::string version_arn(const std::string& machine_arn, std::int64_t number) {
    return machine_arn + ':' + std::to_string(number);
}

}  // namespace services::states
