// epoll with tokens instead of pointers: an event for a descriptor that was closed in the same
// round finds no token and is dropped.
#include "services/lambda/process/event_loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/assert.hpp"
#include "services/lambda/process/descriptor.hpp"

namespace services::lambda {

struct EventLoop::State {
    struct Watch {
        int fd;
        std::shared_ptr<Action> ready;
    };

    const base::Clock& clock;
    Descriptor epoll{::epoll_create1(EPOLL_CLOEXEC)};
    Descriptor wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::unordered_map<WatchId, Watch> watches;
    std::map<std::pair<base::Monotonic, TimerId>, Action> timers;
    std::unordered_map<TimerId, base::Monotonic> due;
    std::uint64_t next_id = 1;

    std::mutex mutex;
    std::vector<Action> posted;
    bool stopping = false;
    bool ended = false;
    std::thread thread;

    explicit State(const base::Clock& c) : clock(c) {
        QS_ASSERT(epoll && wake);
        epoll_event event{.events = EPOLLIN, .data = {.u64 = 0}};
        QS_ASSERT(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, wake.get(), &event) == 0);
    }

    int wait_ms() const {
        if (timers.empty()) return -1;
        const auto left = timers.begin()->first.first - clock.monotonic();
        const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
        return ms <= 0 ? 0 : static_cast<int>(std::min<std::int64_t>(ms, 60'000));
    }
    void run_timers() {
        const base::Monotonic now = clock.monotonic();
        while (!timers.empty() && timers.begin()->first.first <= now) {
            auto node = timers.extract(timers.begin());
            due.erase(node.key().second);
            node.mapped()();
        }
    }
    /// False: the loop is to end. What was posted before the stop, and what that posts, still runs.
    bool run_posted() {
        while (true) {
            std::vector<Action> actions;
            bool last_round = false;
            {
                const std::lock_guard lock(mutex);
                actions.swap(posted);
                last_round = stopping;
                ended = stopping && actions.empty();
                if (ended) return false;
            }
            for (Action& action : actions) action();
            if (!last_round) return true;
        }
    }
    void run() {
        std::array<epoll_event, 64> events{};
        while (true) {
            const int count = ::epoll_wait(epoll.get(), events.data(),
                                           static_cast<int>(events.size()), wait_ms());
            for (int i = 0; i < count; ++i) {
                const WatchId id = events[static_cast<std::size_t>(i)].data.u64;
                if (id == 0) {
                    std::uint64_t value = 0;
                    [[maybe_unused]] const auto got = ::read(wake.get(), &value, sizeof value);
                    continue;
                }
                const auto found = watches.find(id);
                if (found == watches.end()) continue;
                const std::shared_ptr<Action> ready =
                    found->second.ready;  // It may end its own watch.
                (*ready)();
            }
            run_timers();
            if (!run_posted()) return;
        }
    }
    void notify() const {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto put = ::write(wake.get(), &one, sizeof one);
    }
};

EventLoop::EventLoop(const base::Clock& clock) : state_(std::make_unique<State>(clock)) {}

EventLoop::~EventLoop() {
    QS_ASSERT(!state_->thread.joinable());
}

void EventLoop::start() {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

void EventLoop::stop() {
    if (!state_->thread.joinable()) return;
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->notify();
    state_->thread.join();
}

void EventLoop::post(Action action) {
    bool must_wake = false;
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->ended) return;
        must_wake = state_->posted.empty();
        state_->posted.push_back(std::move(action));
    }
    if (must_wake) state_->notify();
}

EventLoop::WatchId EventLoop::watch(int fd, Action ready) {
    const WatchId id = state_->next_id++;
    epoll_event event{.events = EPOLLIN, .data = {.u64 = id}};
    QS_ASSERT(::epoll_ctl(state_->epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0);
    state_->watches.emplace(id, State::Watch{fd, std::make_shared<Action>(std::move(ready))});
    return id;
}

void EventLoop::want_writable(WatchId watch, bool wanted) {
    const auto found = state_->watches.find(watch);
    if (found == state_->watches.end()) return;
    epoll_event event{.events = EPOLLIN, .data = {.u64 = watch}};
    if (wanted) event.events |= EPOLLOUT;
    QS_ASSERT(::epoll_ctl(state_->epoll.get(), EPOLL_CTL_MOD, found->second.fd, &event) == 0);
}

void EventLoop::unwatch(WatchId watch) {
    const auto found = state_->watches.find(watch);
    if (found == state_->watches.end()) return;
    ::epoll_ctl(state_->epoll.get(), EPOLL_CTL_DEL, found->second.fd, nullptr);
    state_->watches.erase(found);
}

EventLoop::TimerId EventLoop::after(std::chrono::nanoseconds delay, Action action) {
    const TimerId id = state_->next_id++;
    const base::Monotonic due = now() + delay;
    state_->timers.emplace(std::pair{due, id}, std::move(action));
    state_->due.emplace(id, due);
    return id;
}

void EventLoop::cancel(TimerId timer) {
    const auto found = state_->due.find(timer);
    if (found == state_->due.end()) return;
    state_->timers.erase({found->second, timer});
    state_->due.erase(found);
}

base::Monotonic EventLoop::now() const {
    return state_->clock.monotonic();
}

}  // namespace services::lambda
