// Where tasks of activities meet their workers. What waits here lies in memory only: an open task
// is offered again after a restart, and a worker polls again. Each activity belongs to a shard.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "runtime/executions.hpp"

namespace runtime {

class ActivityQueue {
public:
    ActivityQueue(Shards& shards, Executions& executions);

    /// A task that a worker shall take; its `resource` is the activity's ARN, its token is set.
    void offer(TaskRequest request);
    /// Nobody wants its outcome any more. A worker that has it already finds out by its token.
    void cancel(const base::EffectId& effect);

    struct Task {
        std::string token;
        json::Value input;
    };
    enum class PollRefusal { too_many_workers, busy };
    /// Answers a task as soon as there is one and its start is durable, or nothing after 60 s.
    /// Any thread; the answer comes on a shard's thread.
    using PollAnswer = std::function<void(base::Result<std::optional<Task>, PollRefusal>)>;
    void poll(const std::string& activity_arn, std::optional<std::string> worker_name,
              PollAnswer answer);

private:
    struct Worker {
        std::uint64_t id = 0;
        std::optional<std::string> name;
        PollAnswer answer;
        base::TimePoint due{};  ///< When it is answered without a task.
    };
    struct Queue {
        std::deque<TaskRequest> tasks;
        std::deque<Worker> workers;
    };
    using Queues = std::unordered_map<std::string, Queue>;

    void wait(ShardContext& context, const std::string& activity_arn, Worker worker);
    void match(ShardContext& context, const std::string& activity_arn);
    void hand_out(const std::string& activity_arn, TaskRequest request, Worker worker);
    /// The activity of a task that no worker has yet, once; empty for any other.
    std::string take_waiting(const base::EffectId& effect);
    void give_up(ShardContext& context, const std::string& activity_arn, std::uint64_t worker);

    Shards& shards_;
    Executions& executions_;
    /// Each touched by its shard's thread only.
    std::array<Queues, kShards> queues_;
    std::array<std::uint64_t, kShards> next_worker_{};
    std::mutex mutex_;
    std::unordered_map<std::string, std::string> waiting_;  ///< Activities by effect.
};

}  // namespace runtime
