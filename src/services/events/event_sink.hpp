// How another service hands an event to EventBridge.
#pragma once
#include <functional>

#include "json/value.hpp"
#include "runtime/runtime.hpp"

namespace services::events {

/// Takes an event on the shard of what it tells about, within the work that records the change: the
/// deliveries are durable with the change or not at all. The event has all members of AWS's
/// envelope; `id` may be missing and is then made.
using EventSink = std::function<void(runtime::ShardContext&, const json::Value& event)>;

}  // namespace services::events
