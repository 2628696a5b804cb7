#include "services/lambda/async_queue.hpp"

#include "base/limits.hpp"
#include "base/log.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "runtime/record_kinds.hpp"
#include "services/lambda/functions.hpp"

namespace services::lambda {
namespace {

constexpr std::uint16_t kSchema = 1;
constexpr std::chrono::milliseconds kFirstRefusalPause{500};
constexpr int kRefusalDoublings = 6;  // Up to 32 s.

std::string encode(const AsyncInvocation& invocation) {
    json::ObjectBuilder object;
    object.set("id", invocation.id);
    object.set("account", invocation.function.account);
    object.set("region", invocation.function.region);
    object.set("name", invocation.function.name);
    object.set("payload", invocation.payload);
    if (!invocation.client_context.empty()) object.set("context", invocation.client_context);
    return json::print(std::move(object).build());
}

base::Result<AsyncInvocation> decode(std::string_view text) {
    QS_TRY(const json::Value object, json::parse(text));
    const auto part = [&object](std::string_view name) {
        return std::string(object.find_string(name).value_or(""));
    };
    return AsyncInvocation{.id = part("id"),
                           .function = {part("account"), part("region"), part("name")},
                           .payload = part("payload"),
                           .client_context = part("context")};
}

json::Value accepted() {
    return json::object({{"StatusCode", json::Value::integer(202)}});
}

}  // namespace

AsyncQueue::AsyncQueue(runtime::Shards& shards, Pauses pauses, Find find, Invoke invoke)
    : shards_(shards), pauses_(pauses), find_(std::move(find)), invoke_(std::move(invoke)) {
    shards.on_replay(runtime::record_kinds::kAsyncInvocation,
                     [this](const runtime::ReplayedRecord& record) -> base::Result<void> {
                         QS_TRY(AsyncInvocation invocation, decode(record.payload));
                         const auto item = std::make_shared<Item>();
                         item->invocation = std::move(invocation);
                         item->shard = record.shard;
                         ++count_;
                         bytes_ += item->invocation.payload.size();
                         add(item);
                         return {};
                     });
    shards.on_replay(runtime::record_kinds::kAsyncInvocationDone,
                     [this](const runtime::ReplayedRecord& record) -> base::Result<void> {
                         const auto found = items_.find(std::string(record.payload));
                         if (found == items_.end()) return {};
                         --count_;
                         bytes_ -= found->second->invocation.payload.size();
                         items_.erase(found);
                         return {};
                     });
    shards.on_recovered([this](runtime::ShardContext& context) {
        std::vector<ItemRef> mine;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& [id, item] : items_) {
                if (item->shard == context.shard()) mine.push_back(item);
            }
        }
        for (const ItemRef& item : mine) deliver(item);
    });
}

bool AsyncQueue::reserve(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (count_ >= base::limits::kLambdaAsyncPendingMax) return false;
    if (bytes_ + bytes > base::limits::kLambdaAsyncPendingBytesMax) return false;
    ++count_;
    bytes_ += bytes;
    return true;
}

void AsyncQueue::add(const ItemRef& item) {
    const std::lock_guard lock(mutex_);
    items_.emplace(item->invocation.id, item);
}

std::size_t AsyncQueue::pending() const {
    const std::lock_guard lock(mutex_);
    return count_;
}

void AsyncQueue::accept(AsyncInvocation invocation, const base::EffectId& effect,
                        aws::Answer answer) {
    const std::size_t bytes = invocation.payload.size();
    const auto give_back = [this, bytes] {
        const std::lock_guard lock(mutex_);
        --count_;
        bytes_ -= bytes;
    };
    if (!reserve(bytes)) {
        return answer(base::fail(aws::error("TooManyRequestsException", "Rate Exceeded.", 429)));
    }
    const auto item = std::make_shared<Item>();
    item->shard = Functions::shard(invocation.function.account);
    item->invocation = std::move(invocation);
    const bool posted = shards_.post(item->shard, [=, this](runtime::ShardContext& context) {
        if (!effect.empty() && context.answered(effect) != nullptr) {
            give_back();
            return context.release([answer] { answer(accepted()); });
        }
        context.record(runtime::record_kinds::kAsyncInvocation, kSchema, encode(item->invocation));
        if (!effect.empty()) context.remember(effect, "accepted");
        context.release([=, this] {
            add(item);
            answer(accepted());
            deliver(item);
        });
    });
    if (!posted) {
        give_back();
        answer(base::fail(aws::throttled()));
    }
}

void AsyncQueue::deliver(const ItemRef& item) {
    const FunctionRef function = find_(item->invocation.function);
    if (!function) return finish(item, "its function is gone");
    Invocation invocation{
        .request_id = item->invocation.id,
        .payload = item->invocation.payload,
        .trace_id = "Root=" + item->invocation.id,
        .client_context = item->invocation.client_context,
        .done = [this, item](const InvocationResult& result) { delivered(item, result); }};
    if (!invoke_(function, std::move(invocation)))
        delivered(item, {.payload = {}, .is_refused = true});
}

void AsyncQueue::delivered(const ItemRef& item, const InvocationResult& result) {
    if (result.is_refused) {
        // No try: the function never began.
        item->refusals = std::min(item->refusals + 1, kRefusalDoublings);
        return again(item, kFirstRefusalPause * (1 << item->refusals));
    }
    if (!result.is_error) return finish(item, "");
    const auto failures = static_cast<std::size_t>(++item->failures);
    if (failures > pauses_.size()) return finish(item, "it failed three times");
    again(item, pauses_[failures - 1]);
}

void AsyncQueue::again(const ItemRef& item, std::chrono::milliseconds pause) {
    shards_.at(item->shard, shards_.clock().now() + pause,
               [this, item](runtime::ShardContext&) { deliver(item); });
}

void AsyncQueue::finish(const ItemRef& item, std::string_view how) {
    if (!how.empty()) {
        base::log::warn("asynchronous invocation dropped",
                        {{"function", item->invocation.function.name},
                         {"request", item->invocation.id},
                         {"why", std::string(how)}});
    }
    shards_.post_urgent(item->shard, [this, item](runtime::ShardContext& context) {
        context.record(runtime::record_kinds::kAsyncInvocationDone, kSchema, item->invocation.id);
        context.release([this, item] {
            const std::lock_guard lock(mutex_);
            --count_;
            bytes_ -= item->invocation.payload.size();
            items_.erase(item->invocation.id);
        });
    });
}

}  // namespace services::lambda
