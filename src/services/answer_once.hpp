// How every embedded service answers an operation that changes something: once for each effect.
#pragma once
#include <functional>

#include "aws/operation.hpp"
#include "runtime/runtime.hpp"

namespace services {

using Reply = base::Result<json::Value, aws::Error>;

/// Runs `work` on its shard and answers when all that it recorded, and all that it saw, is durable.
/// What it answers to a task's effect is one with its records: a repeated effect gets the first
/// answer (durability.md, section 8). An error changes nothing and is not remembered: asked again,
/// the same effect may succeed.
void answer_once(runtime::ShardContext& context, const base::EffectId& effect,
                 const std::function<Reply()>& work, aws::Answer answer);

/// The same for work that is posted to the shard from any thread; a full inbox is answered with
/// AWS's throttling.
using ShardWork = std::function<Reply(runtime::ShardContext&)>;
void post_once(runtime::Shards& shards, store::ShardId shard, const base::EffectId& effect,
               ShardWork work, aws::Answer answer);

}  // namespace services
