// Numbers for people who watch a server: counters and histograms that any thread may add to, and
// their text form for Prometheus.
// https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

/// Only goes up. Any thread; adding costs one relaxed atomic.
class Counter {
public:
    void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

/// Seconds from a tenth of a millisecond to five minutes.
inline constexpr std::array<double, 14> kSecondsBounds = {
    0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 3'600};
/// How many at once, from 1 to 1,000.
inline constexpr std::array<double, 10> kSizeBounds = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000};

/// How many values lie below each bound. Any thread; no locks.
class Histogram {
public:
    static constexpr std::size_t kBoundsMax = 16;
    /// `bounds` rise, are at most `kBoundsMax`, and live as long as the process.
    explicit Histogram(std::span<const double> bounds = kSecondsBounds) : bounds_(bounds) {}

    void observe(double value);
    void observe(std::chrono::nanoseconds time) {
        observe(std::chrono::duration<double>(time).count());
    }
    std::span<const double> bounds() const { return bounds_; }
    /// Values up to the bound of this number, and not in an earlier bucket; behind the last bound
    /// those above all.
    std::uint64_t in_bucket(std::size_t bucket) const {
        return buckets_[bucket].load(std::memory_order_relaxed);
    }
    double sum() const { return static_cast<double>(sum_millionths_.load()) / 1e6; }

private:
    std::span<const double> bounds_;
    std::array<std::atomic<std::uint64_t>, kBoundsMax + 1> buckets_{};
    std::atomic<std::uint64_t> sum_millionths_ = 0;
};

/// Names and values of labels, in the order in which they are shown.
using Labels = std::vector<std::pair<std::string_view, std::string>>;
/// name="value",...: a series within its metric.
std::string text_of(const Labels& labels);

/// The series of one metric by their labels. Never more than `most`: what comes later is counted
/// under the value "other" of every label. Any thread.
template <class Series>
class Family {
public:
    explicit Family(std::size_t most) : most_(most) {}

    Series& of(const Labels& labels) {
        const std::string key = text_of(labels);
        {
            const std::shared_lock lock(mutex_);
            const auto found = series_.find(key);
            if (found != series_.end()) return *found->second;
        }
        const std::unique_lock lock(mutex_);
        if (series_.size() >= most_ && !series_.contains(key)) {
            Labels others = labels;
            for (auto& [name, value] : others) value = "other";
            return made(text_of(others));
        }
        return made(key);
    }
    void each(const std::function<void(const std::string& labels, const Series&)>& show) const {
        const std::shared_lock lock(mutex_);
        for (const auto& [labels, series] : series_) show(labels, *series);
    }

private:
    Series& made(const std::string& key) {
        auto& series = series_[key];
        if (series == nullptr) series = std::make_unique<Series>();
        return *series;
    }

    std::size_t most_;
    mutable std::shared_mutex mutex_;
    std::map<std::string, std::unique_ptr<Series>> series_;
};

/// Writes a page of metrics.
class MetricsText {
public:
    /// Opens a metric; its samples follow. `type`: "counter", "gauge" or "histogram".
    void metric(std::string_view name, std::string_view type, std::string_view help);
    void sample(std::string_view labels, double value);
    void sample(const Labels& labels, double value) { sample(text_of(labels), value); }
    void histogram(std::string_view labels, const Histogram& values);
    /// A metric of counters.
    void counters(std::string_view name, std::string_view help, const Family<Counter>& family);
    void histograms(std::string_view name, std::string_view help, const Family<Histogram>& family);

    std::string take() && { return std::move(text_); }

private:
    void line(std::string_view suffix, std::string_view labels, double value);

    std::string text_;
    std::string name_;
};

}  // namespace base
