// One thread that waits for descriptors, timers and posted work. Everything about function
// processes runs on it, so none of that needs a lock.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.hpp"

namespace services::lambda {

class EventLoop {
public:
    using Action = std::function<void()>;
    using WatchId = std::uint64_t;
    using TimerId = std::uint64_t;

    explicit EventLoop(const base::Clock& clock);
    /// Precondition: stopped, or never started.
    ~EventLoop();

    void start();
    /// Runs what was posted, then ends the thread. Not from the loop's own thread.
    void stop();

    /// Runs `action` on the loop's thread, after what was posted before. Any thread. After `stop`
    /// it is dropped.
    void post(Action action);

    // The rest only on the loop's thread.

    /// Calls `ready` while `fd` can be read (or has ended). The descriptor stays the caller's, who
    /// ends the watch before closing it.
    WatchId watch(int fd, Action ready);
    /// Whether `ready` is also called while `fd` can be written.
    void want_writable(WatchId watch, bool wanted);
    void unwatch(WatchId watch);

    /// Calls `action` once, not before `delay` has passed.
    TimerId after(std::chrono::nanoseconds delay, Action action);
    void cancel(TimerId timer);

    base::Monotonic now() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace services::lambda
