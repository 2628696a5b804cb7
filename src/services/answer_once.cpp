#include "services/answer_once.hpp"

#include "base/assert.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace services {

void answer_once(runtime::ShardContext& context, const base::EffectId& effect,
                 const std::function<Reply()>& work, aws::Answer answer) {
    const std::string* const before = effect.empty() ? nullptr : context.answered(effect);
    if (before != nullptr) {
        auto reply = json::parse(*before);
        QS_ASSERT(reply.has_value());
        context.release([answer = std::move(answer), reply = *std::move(reply)] { answer(reply); });
        return;
    }
    Reply reply = work();
    if (reply && !effect.empty()) context.remember(effect, json::print(*reply));
    context.release([answer = std::move(answer), reply = std::move(reply)] { answer(reply); });
}

void post_once(runtime::Shards& shards, store::ShardId shard, const base::EffectId& effect,
               ShardWork work, aws::Answer answer) {
    const bool posted = shards.post(
        shard, [effect, work = std::move(work), answer](runtime::ShardContext& context) {
            answer_once(context, effect, [&] { return work(context); }, answer);
        });
    if (!posted) answer(base::fail(aws::throttled()));
}

}  // namespace services
