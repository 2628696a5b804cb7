// The one place that reads the machine's clocks.
#include "base/clock.hpp"

#include <pthread.h>

namespace base {
namespace {

class SystemClock final : public Clock {
public:
    TimePoint now() const override {
        return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    }
    Monotonic monotonic() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

ThreadTime ThreadTime::of_this_thread() {
    clockid_t id = CLOCK_THREAD_CPUTIME_ID;
    // Where it failed, other threads would read their own time under this name.
    if (pthread_getcpuclockid(pthread_self(), &id) != 0) id = static_cast<clockid_t>(-1);
    return ThreadTime(id);
}

std::optional<std::chrono::nanoseconds> ThreadTime::used() const {
    timespec time{};
    if (clock_gettime(id_, &time) != 0) return std::nullopt;
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace base
