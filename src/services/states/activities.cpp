#include "services/states/activities.hpp"

#include "runtime/codec/fields.hpp"
#include "runtime/record_kinds.hpp"

namespace services::states {
namespace {

namespace codec = runtime::codec;
namespace kinds = runtime::record_kinds;

constexpr std::uint16_t kSchema = 1;

}  // namespace

Activities::Activities(runtime::Shards& shards)
    : shards_(shards), shard_(runtime::shard_of("states/activities")) {
    for (const auto kind : {kinds::kActivity, kinds::kActivityDeleted}) {
        shards.on_replay(kind,
                         [this](const runtime::ReplayedRecord& record) { return replay(record); });
    }
}

base::Result<void> Activities::replay(const runtime::ReplayedRecord& record) {
    if (record.kind == kinds::kActivityDeleted) {
        QS_TRY(const auto arn, codec::decode<std::string>(record.payload));
        activities_.restore(record.shard, arn, nullptr);
        return {};
    }
    QS_TRY(Activity stored, codec::decode<Activity>(record.payload));
    const auto activity = std::make_shared<Activity>(std::move(stored));
    activities_.restore(record.shard, activity->arn, activity);
    return {};
}

void Activities::change(const aws::Call& call, ShardWork work, aws::Answer answer) {
    post_once(shards_, shard_, call.effect, std::move(work), std::move(answer));
}

ActivityPtr Activities::newest(const std::string& arn) const {
    return activities_.newest(shard_, arn);
}

std::size_t Activities::newest_count() const {
    return activities_.count(shard_);
}

void Activities::put(runtime::ShardContext& context, Activity activity) {
    const auto made = std::make_shared<Activity>(std::move(activity));
    context.record(kinds::kActivity, kSchema, codec::encode(*made));
    activities_.set(context, made->arn, made);
}

void Activities::remove(runtime::ShardContext& context, const std::string& arn) {
    if (newest(arn) == nullptr) return;
    context.record(kinds::kActivityDeleted, kSchema, codec::encode(arn));
    activities_.set(context, arn, nullptr);
}

ActivityPtr Activities::find(const std::string& arn) const {
    return activities_.find(arn);
}

std::vector<ActivityPtr> Activities::list(const std::string& behind, std::size_t most) const {
    return activities_.list(behind, most, [](const std::string&) { return true; });
}

}  // namespace services::states
