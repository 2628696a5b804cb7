// Who wants to know when an execution has moved on: the console's live page, waiting callers.
// Notices come after the decision is durable and say only that there is something new to read.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "engine/execution.hpp"

namespace runtime {

struct Notice {
    std::string execution_arn;
    std::string state_machine_arn;
    engine::Status status = engine::Status::running;
    std::int64_t last_event_id = 0;
};

class Notices {
public:
    /// Called on a shard's thread: it must be short.
    using Watcher = std::function<void(const Notice&)>;

    /// Every notice of one execution, or of all where `execution_arn` is empty. Any thread.
    std::uint64_t watch(std::string execution_arn, Watcher watcher);
    /// When it returns the watcher is not running and will not be called again. Not from within a
    /// watcher.
    void unwatch(std::uint64_t id);
    /// Runs `then` once, at the notice that the execution has ended.
    std::uint64_t when_ended(std::string execution_arn, std::function<void()> then);
    /// False if it has run already, or is about to.
    bool take_back(std::uint64_t id);
    void publish(const Notice& notice);

private:
    struct End {
        std::uint64_t id = 0;
        std::function<void()> then;
    };
    struct Entry {
        std::string execution_arn;
        Watcher watcher;
    };
    std::atomic<bool> is_empty_ = true;
    std::mutex mutex_;
    std::map<std::uint64_t, Entry> entries_;
    std::multimap<std::string, End> ends_;  ///< By the execution's ARN.
    std::uint64_t next_id_ = 1;
};

}  // namespace runtime
