#include "cli/eval_watch.hpp"

#include <algorithm>

namespace cli {

namespace {

/// Longer than anybody waits, and far from overflow.
constexpr std::int64_t kLongestMs = 24 * 3'600 * 1'000;

}  // namespace

EvalWatch::EvalWatch() : thread_([this] { run(); }) {}

EvalWatch::~EvalWatch() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

const std::atomic<bool>* EvalWatch::start(std::int64_t limit_ms) {
    {
        const std::lock_guard lock(mutex_);
        is_over_ = false;
        limit_ = std::chrono::milliseconds(std::clamp<std::int64_t>(limit_ms, 0, kLongestMs));
        is_watching_ = true;
        ++round_;
    }
    changed_.notify_one();
    return &is_over_;
}

void EvalWatch::stop() {
    const std::lock_guard lock(mutex_);
    is_watching_ = false;
    ++round_;
    // The thread may sleep on: it looks at the round before it sets the flag.
}

void EvalWatch::run() {
    std::unique_lock lock(mutex_);
    while (!is_ending_) {
        if (!is_watching_) {
            changed_.wait(lock, [this] { return is_ending_ || is_watching_; });
            continue;
        }
        const std::uint64_t round = round_;
        const bool is_changed =
            changed_.wait_for(lock, limit_, [&] { return is_ending_ || round_ != round; });
        if (is_changed) continue;
        is_over_ = true;
        is_watching_ = false;
    }
}

}  // namespace cli
