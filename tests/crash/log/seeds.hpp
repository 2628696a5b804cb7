// Which seeds a random test runs, and how to run one again.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace crash {

/// The one seed that QS_SEED names, if it is set.
inline bool has_chosen_seed() {
    return std::getenv("QS_SEED") != nullptr;
}

/// Fixed seeds from 1, then fresh ones.
inline std::vector<std::uint64_t> seeds(std::size_t fixed, std::size_t fresh) {
    if (const char* given = std::getenv("QS_SEED")) return {std::strtoull(given, nullptr, 10)};
    std::vector<std::uint64_t> all;
    for (std::size_t i = 1; i <= fixed; ++i) all.push_back(i);
    for (std::size_t i = 0; i < fresh; ++i) all.push_back(base::random_seed());
    return all;
}

inline std::string how_to_repeat(std::uint64_t seed) {
    return "seed " + std::to_string(seed) + "; again: QS_SEED=" + std::to_string(seed) +
           " build/release/test_crash_log";
}

}  // namespace crash
