// Retriers: first match counts, delays grow by BackoffRate up to MaxDelaySeconds.
#include "engine/retry.hpp"

#include <algorithm>
#include <cmath>

#include "base/limits.hpp"

namespace engine {

base::Milliseconds retry_delay(const asl::Retrier& retrier, std::int64_t tries) {
    constexpr auto kMost = static_cast<double>(base::limits::kRetryIntervalSecondsMax);
    const double grown = static_cast<double>(retrier.interval_seconds) *
                         std::pow(retrier.backoff_rate, static_cast<double>(tries));
    // A power can be infinite; the comparison is false for NaN, which 0 times infinity gives.
    double seconds = grown < kMost ? grown : (retrier.interval_seconds == 0 ? 0.0 : kMost);
    if (retrier.max_delay_seconds) {
        seconds = std::min(seconds, static_cast<double>(*retrier.max_delay_seconds));
    }
    return base::Milliseconds{std::llround(seconds * 1000.0)};
}

std::optional<std::uint32_t> retrier_of(const asl::State& state, const Problem& problem) {
    for (std::uint32_t i = 0; i < state.retry.size(); ++i) {
        if (matches(state.retry[i].error_equals, problem)) return i;
    }
    return {};
}

std::optional<Retry> retry_for(const asl::State& state, const Scope& scope, const Problem& problem,
                               base::SeededRandom& random) {
    const auto found = retrier_of(state, problem);
    if (!found) return {};
    const asl::Retrier& retrier = state.retry[*found];
    const std::int64_t tries = *found < scope.retries.size() ? scope.retries[*found] : 0;
    if (tries >= retrier.max_attempts) return {};
    base::Milliseconds delay = retry_delay(retrier, tries);
    if (retrier.full_jitter) {
        delay =
            base::Milliseconds{std::llround(random.unit() * static_cast<double>(delay.count()))};
    }
    return Retry{.retrier = *found, .delay = delay};
}

}  // namespace engine
