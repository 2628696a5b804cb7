// Asynchronous invocations: recorded before they are accepted, delivered at least once, tried three
// times in all when the function fails, and over only when that is recorded.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
#pragma once
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "aws/operation.hpp"
#include "runtime/runtime.hpp"
#include "services/lambda/function.hpp"
#include "services/lambda/invocation.hpp"

namespace services::lambda {

struct AsyncInvocation {
    std::string id;  ///< The request id.
    FunctionKey function;
    std::string payload;
    std::string client_context;
};

class AsyncQueue {
public:
    using Pauses = std::array<std::chrono::milliseconds, 2>;
    using Find = std::function<FunctionRef(const FunctionKey&)>;
    using Invoke = std::function<bool(FunctionRef, Invocation)>;

    /// Registers for its records with `shards`.
    AsyncQueue(runtime::Shards& shards, Pauses pauses, Find find, Invoke invoke);

    /// Records the invocation, answers, and delivers it. Errors: TooManyRequestsException when too
    /// many are not done yet, throttling. Exactly once for an effect.
    void accept(AsyncInvocation invocation, const base::EffectId& effect, aws::Answer answer);
    std::size_t pending() const;

private:
    struct Item {
        AsyncInvocation invocation;
        store::ShardId shard = 0;
        int failures = 0;
        int refusals = 0;
    };
    using ItemRef = std::shared_ptr<Item>;

    void deliver(const ItemRef& item);
    void delivered(const ItemRef& item, const InvocationResult& result);
    void again(const ItemRef& item, std::chrono::milliseconds pause);
    void finish(const ItemRef& item, std::string_view how);
    bool reserve(std::size_t bytes);
    void add(const ItemRef& item);

    runtime::Shards& shards_;
    Pauses pauses_;
    Find find_;
    Invoke invoke_;
    mutable std::mutex mutex_;
    std::map<std::string, ItemRef> items_;
    std::size_t count_ = 0;  ///< Reserved places, also of those whose record is not durable yet.
    std::size_t bytes_ = 0;
};

}  // namespace services::lambda
