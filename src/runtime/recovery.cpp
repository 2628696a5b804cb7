#include "runtime/recovery.hpp"

#include "runtime/codec/bytes.hpp"
#include "runtime/record_group.hpp"
#include "runtime/record_kinds.hpp"

namespace runtime {
namespace {

base::Result<void> replay_answer(
    const ReplayedRecord& record,
    const std::function<void(store::ShardId, base::EffectId, std::string)>& restore) {
    codec::Reader reader(record.payload);
    QS_TRY(const std::string_view effect, reader.text());
    QS_TRY(const std::string_view answer, reader.text());
    restore(record.shard, base::EffectId(std::string(effect)), std::string(answer));
    return {};
}

}  // namespace

base::Result<void> Recovery::replay(
    store::Store& store,
    const std::function<void(store::ShardId, base::EffectId, std::string)>& restore) const {
    return store.replay([&](const store::RecordView& view) -> base::Result<void> {
        return split_records(view, [&](const ReplayedRecord& record) -> base::Result<void> {
            if (record.kind == record_kinds::kEffectAnswer) return replay_answer(record, restore);
            const auto found = replayers.find(static_cast<std::uint16_t>(record.kind));
            if (found == replayers.end()) {
                return base::fail(base::corrupt(
                    "the log holds a record of kind " +
                    std::to_string(static_cast<std::uint16_t>(record.kind)) +
                    " which this release does not know; start the release that wrote it"));
            }
            return found->second(record);
        });
    });
}

bool Recovery::is_owed(const base::EffectId& effect) const {
    return std::ranges::any_of(owners_of_answers,
                               [&](const auto& is_owed) { return is_owed(effect); });
}

}  // namespace runtime
