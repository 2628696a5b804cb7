// Counts invocations and how long they take, for the page of metrics. Any thread.
#pragma once
#include <chrono>

#include "base/metrics.hpp"

namespace services::lambda {

class InvocationMeter {
public:
    /// An invocation has ended; `is_cold`: its process was started for it.
    void note(std::chrono::nanoseconds time, bool is_error, bool is_cold) {
        (is_error ? failed_ : succeeded_).add();
        if (is_cold) cold_starts_.add();
        seconds_.observe(time);
    }
    void write(base::MetricsText& text) const;

private:
    base::Counter succeeded_;
    base::Counter failed_;
    base::Counter cold_starts_;
    base::Histogram seconds_;
};

}  // namespace services::lambda
