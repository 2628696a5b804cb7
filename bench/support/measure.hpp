// How the benchmarks of the lower floors measure: processor time of this process, so that a
// neighbour on the same machine does not count.
#pragma once
#include <time.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace bench {

/// Seconds of processor time that this process has used so far.
inline double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Keeps the compiler from leaving out what made `value`.
template <class T>
void keep(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

/// Calls `work` again and again for about `seconds` of processor time; calls a second.
template <class Work>
double rate(double seconds, Work work) {
    const double start = cpu_seconds();
    double elapsed = 0;
    double calls = 0;
    for (long batch = 1; elapsed < seconds;) {
        for (long i = 0; i < batch; ++i) work();
        calls += static_cast<double>(batch);
        elapsed = cpu_seconds() - start;
        if (elapsed < seconds / 20) batch *= 2;
    }
    return calls / elapsed;
}

/// Precondition: not empty.
inline double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace bench
