// Which seeds a random test runs, and how to run one again.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace crash {

/// The one seed that QS_SEED names, if it is set.
inline bool has_chosen_seed() {
    return std::getenv("QS_SEED") != nullptr;
}

/// Seeds that once found a bug run for ever.
///   150464570395345794: two unsynced renames in a row left a segment with two names.
inline constexpr std::uint64_t kSeedsThatFailed[] = {150464570395345794ULL};

/// Those that failed, fixed seeds from 1, then fresh ones: as many as QS_FRESH_SEEDS says, else
/// `fresh`.
inline std::vector<std::uint64_t> seeds(std::size_t fixed, std::size_t fresh) {
    if (const char* given = std::getenv("QS_SEED")) return {std::strtoull(given, nullptr, 10)};
    std::vector<std::uint64_t> all(std::begin(kSeedsThatFailed), std::end(kSeedsThatFailed));
    for (std::size_t i = 1; i <= fixed; ++i) all.push_back(i);
    const char* wanted = std::getenv("QS_FRESH_SEEDS");
    const std::size_t count = wanted ? std::strtoull(wanted, nullptr, 10) : fresh;
    for (std::size_t i = 0; i < count; ++i) all.push_back(base::random_seed());
    return all;
}

inline std::string how_to_repeat(std::uint64_t seed) {
    return "seed " + std::to_string(seed) + "; again: QS_SEED=" + std::to_string(seed) +
           " build/release/test_crash_log";
}

}  // namespace crash
