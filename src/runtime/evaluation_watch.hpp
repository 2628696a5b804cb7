// Ends expressions that take too long. One thread of its own looks at what the threads that
// evaluate are doing, and sets a flag where one has used up its time: the engine and the expression
// languages read no clock. Time is processor time of the evaluating thread, as AWS counts it.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "engine/decide.hpp"

namespace runtime {

class EvaluationWatch {
public:
    /// What is evaluated by one thread at a time. `begin` and `end` are called by that thread and
    /// cost some tens of nanoseconds.
    class Place final : public engine::EvaluationWatch {
    public:
        /// The watch must outlive it.
        Place(runtime::EvaluationWatch& watch, base::Milliseconds limit);
        ~Place() override;
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        const std::atomic<bool>* begin() override;
        /// The same with another limit.
        const std::atomic<bool>* begin(base::Milliseconds limit);
        void end() override;

    private:
        friend class runtime::EvaluationWatch;
        /// Sets the flag where time is up. True: something ran since the last look.
        bool look();

        runtime::EvaluationWatch& watch_;
        base::Milliseconds usual_limit_;
        std::atomic<bool> is_over_ = false;
        std::mutex mutex_;  // Guards what follows, and that a flag is set for what runs only.
        std::uint64_t round_ = 0;
        bool is_running_ = false;
        base::Milliseconds limit_{};
        std::optional<base::ThreadTime> thread_;
        std::uint64_t round_seen_ = 0;
        std::chrono::nanoseconds used_when_seen_{};
    };

    EvaluationWatch();
    ~EvaluationWatch();
    EvaluationWatch(const EvaluationWatch&) = delete;
    EvaluationWatch& operator=(const EvaluationWatch&) = delete;

private:
    void run();
    bool look_at_all();
    void wake();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Place*> places_;
    bool is_ending_ = false;
    /// Nothing is evaluated: the thread sleeps until `begin` wakes it.
    std::atomic<bool> is_asleep_ = false;
    std::thread thread_;
};

}  // namespace runtime
