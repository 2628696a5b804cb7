// A watchdog for evaluations: `query/` has no clock, so somebody outside must tell it to stop.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace cli {

/// Watches one evaluation at a time. `start` and `stop` are called by the thread that evaluates.
class EvalWatch {
public:
    EvalWatch();
    ~EvalWatch();
    EvalWatch(const EvalWatch&) = delete;
    EvalWatch& operator=(const EvalWatch&) = delete;

    /// Begins to watch; the flag it gives is set once `limit_ms` are over, unless `stop` comes
    /// first. It is good for as long as the watch lives.
    const std::atomic<bool>* start(std::int64_t limit_ms);
    void stop();

private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> is_over_ = false;
    std::uint64_t round_ = 0;  ///< Raised by each `start` and `stop`.
    std::chrono::milliseconds limit_{};
    bool is_watching_ = false;
    bool is_ending_ = false;
    std::thread thread_;
};

}  // namespace cli
