#include "runtime/activity_queue.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace runtime {

ActivityQueue::ActivityQueue(Shards& shards, Executions& executions)
    : shards_(shards), executions_(executions) {}

void ActivityQueue::offer(TaskRequest request) {
    const std::string arn = request.resource;
    {
        const std::lock_guard lock(mutex_);
        waiting_[request.effect.text()] = arn;
    }
    shards_.post_urgent(shard_of(arn),
                        [this, arn, request = std::move(request)](ShardContext& context) {
                            queues_[context.shard()][arn].tasks.push_back(request);
                            match(context, arn);
                        });
}

void ActivityQueue::cancel(const base::EffectId& effect) {
    const std::string arn = take_waiting(effect);
    if (arn.empty()) return;
    shards_.post_urgent(shard_of(arn), [this, arn, effect](ShardContext& context) {
        std::erase_if(queues_[context.shard()][arn].tasks,
                      [&](const TaskRequest& task) { return task.effect == effect; });
        match(context, arn);
    });
}

std::string ActivityQueue::take_waiting(const base::EffectId& effect) {
    const std::lock_guard lock(mutex_);
    const auto taken = waiting_.extract(effect.text());
    return taken.empty() ? std::string() : taken.mapped();
}

void ActivityQueue::poll(const std::string& activity_arn, std::optional<std::string> worker_name,
                         PollAnswer answer) {
    const bool posted = shards_.post(
        shard_of(activity_arn),
        [this, arn = activity_arn, name = std::move(worker_name), answer](ShardContext& context) {
            Queue& queue = queues_[context.shard()][arn];
            if (queue.workers.size() >= base::limits::kActivityWorkersMax) {
                context.release([answer] { answer(base::fail(PollRefusal::too_many_workers)); });
                return;
            }
            const std::uint64_t id = ++next_worker_[context.shard()];
            queue.workers.push_back({id, name, answer});
            shards_.at(context.shard(),
                       context.now() + base::Milliseconds{base::limits::kActivityPollMs},
                       [this, arn, id](ShardContext& later) { give_up(later, arn, id); });
            match(context, arn);
        });
    if (!posted) answer(base::fail(PollRefusal::busy));
}

void ActivityQueue::match(ShardContext& context, const std::string& activity_arn) {
    Queues& queues = queues_[context.shard()];
    Queue& queue = queues[activity_arn];
    while (!queue.tasks.empty() && !queue.workers.empty()) {
        TaskRequest request = std::move(queue.tasks.front());
        queue.tasks.pop_front();
        Worker worker = std::move(queue.workers.front());
        queue.workers.pop_front();
        hand_out(activity_arn, std::move(request), std::move(worker));
    }
    if (queue.tasks.empty() && queue.workers.empty()) queues.erase(activity_arn);
}

void ActivityQueue::hand_out(const std::string& activity_arn, TaskRequest request, Worker worker) {
    (void)take_waiting(request.effect);
    const std::string token = request.token.value_or("");
    const auto command = [name = worker.name](const engine::TaskId& task) -> engine::Command {
        return engine::PickUpTask{task, name};
    };
    executions_.settle(token, command,
                       [this, arn = activity_arn, token, input = std::move(request.parameters),
                        worker = std::move(worker)](base::Result<void, SettleRefusal> picked_up) {
                           if (picked_up) {
                               worker.answer(std::optional(Task{token, input}));
                               return;
                           }
                           // The task ended meanwhile: the worker waits on, before those who came
                           // later.
                           shards_.post_urgent(
                               shard_of(arn), [this, arn, worker](ShardContext& context) {
                                   queues_[context.shard()][arn].workers.push_front(worker);
                                   match(context, arn);
                               });
                       });
}

void ActivityQueue::give_up(ShardContext& context, const std::string& activity_arn,
                            std::uint64_t worker) {
    Queues& queues = queues_[context.shard()];
    const auto queue = queues.find(activity_arn);
    if (queue == queues.end()) return;
    auto& workers = queue->second.workers;
    const auto found = std::ranges::find(workers, worker, &Worker::id);
    if (found == workers.end()) return;
    const PollAnswer answer = found->answer;
    workers.erase(found);
    if (workers.empty() && queue->second.tasks.empty()) queues.erase(queue);
    context.release([answer] { answer(std::optional<Task>()); });
}

}  // namespace runtime
