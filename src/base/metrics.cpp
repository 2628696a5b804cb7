#include "base/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/assert.hpp"

namespace base {
namespace {

std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        if (c == '"' || c == '\\') text += '\\';
        text += c == '\n' ? ' ' : c;
    }
    return text;
}

std::string number_text(double value) {
    std::array<char, 32> text{};
    const bool is_whole = std::abs(value) < 1e15 && value == std::floor(value);
    const int count = std::snprintf(text.data(), text.size(), is_whole ? "%.0f" : "%.9g", value);
    return {text.data(), static_cast<std::size_t>(count)};
}

}  // namespace

void Histogram::observe(double value) {
    const auto at = std::ranges::lower_bound(bounds_, value);
    const auto bucket = static_cast<std::size_t>(at - bounds_.begin());
    QS_ASSERT(bucket <= kBoundsMax);
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_millionths_.fetch_add(static_cast<std::uint64_t>(std::max(value, 0.0) * 1e6),
                              std::memory_order_relaxed);
}

std::string text_of(const Labels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) {
        if (!text.empty()) text += ',';
        text += std::string(name) + "=\"" + escaped(value) + "\"";
    }
    return text;
}

void MetricsText::metric(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += "# HELP " + name_ + " " + std::string(help) + "\n";
    text_ += "# TYPE " + name_ + " " + std::string(type) + "\n";
}

void MetricsText::line(std::string_view suffix, std::string_view labels, double value) {
    text_ += name_ + std::string(suffix);
    if (!labels.empty()) text_ += "{" + std::string(labels) + "}";
    text_ += " " + number_text(value) + "\n";
}

void MetricsText::sample(std::string_view labels, double value) {
    line("", labels, value);
}

void MetricsText::histogram(std::string_view labels, const Histogram& values) {
    const std::string before = labels.empty() ? "" : std::string(labels) + ",";
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < values.bounds().size(); ++i) {
        count += values.in_bucket(i);
        line("_bucket", before + "le=\"" + number_text(values.bounds()[i]) + "\"",
             static_cast<double>(count));
    }
    count += values.in_bucket(values.bounds().size());
    line("_bucket", before + "le=\"+Inf\"", static_cast<double>(count));
    line("_sum", labels, values.sum());
    line("_count", labels, static_cast<double>(count));
}

void MetricsText::counters(std::string_view name, std::string_view help,
                           const Family<Counter>& family) {
    metric(name, "counter", help);
    family.each([this](const std::string& labels, const Counter& counter) {
        sample(labels, static_cast<double>(counter.value()));
    });
}

void MetricsText::histograms(std::string_view name, std::string_view help,
                             const Family<Histogram>& family) {
    metric(name, "histogram", help);
    family.each(
        [this](const std::string& labels, const Histogram& values) { histogram(labels, values); });
}

}  // namespace base
