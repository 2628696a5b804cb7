#include "runtime/activity_queue.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace runtime {
namespace {

/// Until a shard that was busy is asked again.
constexpr base::Milliseconds kBusyPause{100};

}  // namespace

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
            wait(context, arn,
                 {.id = ++next_worker_[context.shard()],
                  .name = name,
                  .answer = answer,
                  .due = context.now() + base::Milliseconds{base::limits::kActivityPollMs}});
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

void ActivityQueue::wait(ShardContext& context, const std::string& activity_arn, Worker worker) {
    shards_.at(context.shard(), worker.due,
               [this, arn = activity_arn, id = worker.id](ShardContext& later) {
                   give_up(later, arn, id);
               });
    // Who came first is served first, also who had to wait again.
    auto& workers = queues_[context.shard()][activity_arn].workers;
    const auto behind =
        std::ranges::find_if(workers, [&](const Worker& other) { return other.id > worker.id; });
    workers.insert(behind, std::move(worker));
}

void ActivityQueue::hand_out(const std::string& activity_arn, TaskRequest request, Worker worker) {
    const std::string token = request.token.value_or("");
    const auto command = [name = worker.name](const engine::TaskId& task) -> engine::Command {
        return engine::PickUpTask{task, name};
    };
    executions_.settle(
        token, command,
        [this, arn = activity_arn, request = std::move(request),
         worker = std::move(worker)](base::Result<void, SettleRefusal> picked_up) {
            if (picked_up) {
                (void)take_waiting(request.effect);
                worker.answer(std::optional(Task{*request.token, request.parameters}));
                return;
            }
            const bool is_busy = picked_up.error() == SettleRefusal::busy;
            shards_.post_urgent(
                shard_of(arn), [this, arn, request, worker, is_busy](ShardContext& context) {
                    wait(context, arn, worker);
                    // The task ended meanwhile, or its shard could not take the question now.
                    if (!is_busy) {
                        (void)take_waiting(request.effect);
                        return match(context, arn);
                    }
                    queues_[context.shard()][arn].tasks.push_front(request);
                    shards_.at(context.shard(), context.now() + kBusyPause,
                               [this, arn](ShardContext& later) { match(later, arn); });
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
