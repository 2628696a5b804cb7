#include "services/lambda/background.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace services::lambda {

struct Background::State {
    std::mutex mutex;
    std::condition_variable more;
    std::deque<std::function<void()>> jobs;
    bool stopping = false;
    std::thread thread;

    void work() {
        while (true) {
            std::function<void()> job;
            {
                std::unique_lock lock(mutex);
                more.wait(lock, [this] { return stopping || !jobs.empty(); });
                if (jobs.empty()) return;
                job = std::move(jobs.front());
                jobs.pop_front();
            }
            job();
        }
    }
};

Background::Background() : state_(std::make_unique<State>()) {
    state_->thread = std::thread([state = state_.get()] { state->work(); });
}

Background::~Background() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->more.notify_one();
    state_->thread.join();
}

void Background::run(std::function<void()> job) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->jobs.push_back(std::move(job));
    }
    state_->more.notify_one();
}

}  // namespace services::lambda
