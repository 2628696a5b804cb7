// What a function process prints, between the lines that Lambda adds:
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>

#include "base/log.hpp"
#include "base/text.hpp"
#include "services/lambda/process/connection.hpp"

namespace services::lambda {
namespace {

/// Read at one time before others get their turn: 256 KiB.
constexpr int kReadsAtOnce = 4;
constexpr std::chrono::seconds kPeakEvery{1};

double in_ms(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

void Environment::read_output() {
    static thread_local std::array<char, 64 * 1024> buffer;
    const auto line = [this](std::string_view text) { log(text); };
    for (int i = 0; i < kReadsAtOnce && child_.output; ++i) {
        const ssize_t got = ::read(child_.output.get(), buffer.data(), buffer.size());
        if (got > 0) {
            lines_.feed({buffer.data(), static_cast<std::size_t>(got)}, line);
        } else if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        } else {
            lines_.end(line);
            loop_.unwatch(std::exchange(output_watch_, 0));
            child_.output.reset();
        }
    }
}

void Environment::log(std::string_view line) {
    const base::TimePoint at = clock_.now();
    spec_.log->add(at, line);
    if (spec_.print_line) spec_.print_line(at, line);
    if (invocation_ && invocation_->wants_log_tail) {
        tail_ += line;
        tail_ += '\n';
        const std::size_t keep = base::limits::kLambdaLogTailBytesMax;
        if (tail_.size() > 4 * keep) tail_.erase(0, tail_.size() - keep);
    }
    if (base::log::is_on(base::log::Level::debug)) {
        base::log::debug("function log",
                         {{"function", spec_.function->name}, {"line", base::printable(line)}});
    }
}

void Environment::log_report() {
    const base::Monotonic now = loop_.now();
    // Reading it costs more than a short call, so not at each.
    if (peak_mib_ == 0 || now - peak_read_ > kPeakEvery) {
        const std::uint64_t peak = peak_memory_mib(child_.pid);
        if (peak != 0) peak_mib_ = peak;
        peak_read_ = now;
    }
    const double duration = in_ms(now - began_);
    log("END RequestId: " + invocation_->request_id);
    std::array<char, 256> text{};
    int count = std::snprintf(text.data(), text.size(),
                              "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\t"
                              "Memory Size: %lld MB\tMax Memory Used: %llu MB\t",
                              invocation_->request_id.c_str(), duration, std::ceil(duration),
                              static_cast<long long>(spec_.function->memory_mb),
                              static_cast<unsigned long long>(peak_mib_));
    if (init_duration_) {
        count += std::snprintf(text.data() + count, text.size() - static_cast<std::size_t>(count),
                               "Init Duration: %.2f ms\t", in_ms(*init_duration_));
        init_duration_.reset();
    }
    log({text.data(), static_cast<std::size_t>(count)});
}

}  // namespace services::lambda
