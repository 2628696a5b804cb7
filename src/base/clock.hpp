// Where time comes from. Held by `runtime`, `server` and `cli`; the engine gets `now` with each
// command.
#pragma once
#include <ctime>
#include <optional>

#include "base/time.hpp"

namespace base {

/// System or virtual time. Implementations are safe to call from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    /// The wall clock.
    virtual TimePoint now() const = 0;
    /// The clock that never jumps.
    virtual Monotonic monotonic() const = 0;
};

/// The machine's clock.
const Clock& system_clock();

/// How much processor time one thread has used, for other threads to look at: work that waits for a
/// processor on a busy machine is not older for it.
class ThreadTime {
public:
    /// That of the thread that calls. Cheap: nothing is read.
    static ThreadTime of_this_thread();
    /// Nothing once the thread has ended.
    std::optional<std::chrono::nanoseconds> used() const;

private:
    explicit ThreadTime(clockid_t id) : id_(id) {}
    clockid_t id_;
};

/// A clock that stands still until a test moves it. Wall and monotonic time move together in
/// `advance`; `jump` moves the wall clock alone.
class VirtualClock final : public Clock {
public:
    explicit VirtualClock(TimePoint start) : wall_(start) {}
    TimePoint now() const override { return wall_; }
    Monotonic monotonic() const override { return monotonic_; }
    void advance(Milliseconds by) {
        wall_ += by;
        monotonic_ += by;
    }
    void jump(Milliseconds by) { wall_ += by; }

private:
    TimePoint wall_;
    Monotonic monotonic_{};
};

}  // namespace base
