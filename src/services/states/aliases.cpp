#include "services/states/aliases.hpp"

#include <algorithm>

#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"

namespace services::states {
namespace {

namespace codec = runtime::codec;
namespace kinds = runtime::record_kinds;

constexpr std::uint16_t kSchema = 1;

/// Whether an alias's ARN belongs to the machine: the machine's, a colon, and the name.
auto belongs_to(const std::string& machine_arn) {
    return [start = machine_arn + ':'](const std::string& arn) { return arn.starts_with(start); };
}

}  // namespace

std::int64_t Alias::version_of(std::uint64_t dice) const {
    return static_cast<std::int64_t>(dice) < routes.front().weight ? routes.front().version
                                                                   : routes.back().version;
}

bool Alias::leads_to(std::int64_t version) const {
    return std::ranges::any_of(routes, [&](const Route& one) { return one.version == version; });
}

Aliases::Aliases(runtime::Shards& shards) {
    for (const auto kind : {kinds::kAlias, kinds::kAliasDeleted}) {
        shards.on_replay(kind,
                         [this](const runtime::ReplayedRecord& record) { return replay(record); });
    }
}

base::Result<void> Aliases::replay(const runtime::ReplayedRecord& record) {
    if (record.kind == kinds::kAliasDeleted) {
        QS_TRY(const auto arn, codec::decode<std::string>(record.payload));
        aliases_.restore(record.shard, arn, nullptr);
        return {};
    }
    QS_TRY(Alias alias, codec::decode<Alias>(record.payload));
    const auto kept = std::make_shared<Alias>(std::move(alias));
    aliases_.restore(record.shard, kept->arn, kept);
    return {};
}

AliasPtr Aliases::newest(store::ShardId shard, const std::string& arn) const {
    return aliases_.newest(shard, arn);
}

std::vector<AliasPtr> Aliases::newest_of(store::ShardId shard,
                                         const std::string& machine_arn) const {
    return aliases_.newest_list(shard, machine_arn + ':', belongs_to(machine_arn));
}

void Aliases::put(runtime::ShardContext& context, Alias alias) {
    const auto made = std::make_shared<Alias>(std::move(alias));
    context.record(kinds::kAlias, kSchema, codec::encode(*made));
    aliases_.set(context, made->arn, made);
}

void Aliases::remove(runtime::ShardContext& context, const std::string& arn) {
    context.record(kinds::kAliasDeleted, kSchema, codec::encode(arn));
    aliases_.set(context, arn, nullptr);
}

AliasPtr Aliases::find(const std::string& arn) const {
    return aliases_.find(arn);
}

std::vector<AliasPtr> Aliases::list(const std::string& machine_arn, const std::string& behind,
                                    std::size_t most) const {
    return aliases_.list(behind.empty() ? machine_arn + ':' : behind, most,
                         belongs_to(machine_arn));
}

}  // namespace services::states
