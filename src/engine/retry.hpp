// Which retrier takes a failure, and how long it waits.
// https://states-language.net/spec.html#retrying-after-error
#pragma once
#include <cstdint>
#include <optional>

#include "asl/program.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "engine/problem.hpp"

namespace engine {

struct Retry {
    std::uint32_t retrier = 0;
    base::Milliseconds delay{};
};

/// The first retrier that matches counts, even if it is used up. Attempts are counted per retrier.
/// `random` is drawn from only for JitterStrategy FULL.
std::optional<Retry> retry_for(const asl::State& state, const Scope& scope, const Problem& problem,
                               base::SeededRandom& random);

/// The delay before the try that follows `tries` earlier ones of this retrier, before jitter.
base::Milliseconds retry_delay(const asl::Retrier& retrier, std::int64_t tries);

/// The retrier that matches, whether it has tries left or not.
std::optional<std::uint32_t> retrier_of(const asl::State& state, const Problem& problem);

}  // namespace engine
