#include "runtime/evaluation_watch.hpp"

namespace runtime {
namespace {

/// An expression is ended at most two looks after its time.
constexpr base::Milliseconds kLookEvery{15};
/// So many looks at nothing, and the watch goes to sleep.
constexpr int kQuietLooks = 20;

}  // namespace

EvaluationWatch::Place::Place(runtime::EvaluationWatch& watch, base::Milliseconds limit)
    : watch_(watch), usual_limit_(limit) {
    const std::lock_guard lock(watch_.mutex_);
    watch_.places_.push_back(this);
}

EvaluationWatch::Place::~Place() {
    const std::lock_guard lock(watch_.mutex_);
    std::erase(watch_.places_, this);
}

const std::atomic<bool>* EvaluationWatch::Place::begin() {
    return begin(usual_limit_);
}

const std::atomic<bool>* EvaluationWatch::Place::begin(base::Milliseconds limit) {
    {
        const std::lock_guard lock(mutex_);
        ++round_;
        is_running_ = true;
        limit_ = limit;
        thread_ = base::ThreadTime::of_this_thread();
        is_over_.store(false, std::memory_order_relaxed);
    }
    // The watch says that it sleeps before it looks a last time: either it sees this, or is woken.
    if (watch_.is_asleep_) watch_.wake();
    return &is_over_;
}

void EvaluationWatch::Place::end() {
    const std::lock_guard lock(mutex_);
    is_running_ = false;
}

bool EvaluationWatch::Place::look() {
    const std::lock_guard lock(mutex_);
    const bool is_new = round_ != round_seen_;
    round_seen_ = round_;
    if (!is_running_) return is_new;
    const auto used = thread_->used();
    if (!used) return is_new;
    if (is_new) used_when_seen_ = *used;
    if (*used - used_when_seen_ >= limit_) is_over_.store(true, std::memory_order_relaxed);
    return true;
}

EvaluationWatch::EvaluationWatch() : thread_([this] { run(); }) {}

EvaluationWatch::~EvaluationWatch() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

bool EvaluationWatch::look_at_all() {
    bool is_busy = false;
    for (Place* const place : places_) is_busy = place->look() || is_busy;
    return is_busy;
}

void EvaluationWatch::run() {
    std::unique_lock lock(mutex_);
    int quiet = 0;
    while (!is_ending_) {
        quiet = look_at_all() ? 0 : quiet + 1;
        if (quiet < kQuietLooks) {
            changed_.wait_for(lock, kLookEvery, [this] { return is_ending_; });
            continue;
        }
        is_asleep_ = true;
        if (!look_at_all()) changed_.wait(lock, [this] { return is_ending_ || !is_asleep_; });
        is_asleep_ = false;
        quiet = 0;
    }
}

void EvaluationWatch::wake() {
    {
        const std::lock_guard lock(mutex_);
        is_asleep_ = false;
    }
    changed_.notify_one();
}

}  // namespace runtime
