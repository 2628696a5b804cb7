// Power cuts and kills of a log on a disk that keeps any part of what was not synced (I1, I3, I6).
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "crash/log/log_world.hpp"

using namespace crash;

namespace {

/// Fixed seeds, then fresh ones; QS_SEED replays one alone.
std::vector<std::uint64_t> seeds(std::size_t fixed, std::size_t fresh) {
    if (const char* given = std::getenv("QS_SEED")) return {std::strtoull(given, nullptr, 10)};
    std::vector<std::uint64_t> all;
    for (std::size_t i = 1; i <= fixed; ++i) all.push_back(i);
    for (std::size_t i = 0; i < fresh; ++i) all.push_back(base::random_seed());
    return all;
}

std::string replay_hint(std::uint64_t seed) {
    return "seed " + std::to_string(seed) + "; replay: QS_SEED=" + std::to_string(seed) +
           " build/release/test_crash_log";
}

}  // namespace

TEST_CASE("10,000 power cuts lose nothing that was acknowledged and bring back nothing else") {
    constexpr int kLives = 5;
    std::uint64_t cuts = 0;
    std::uint64_t records = 0;
    for (const std::uint64_t seed : seeds(1'500, 500)) {
        LogWorld world(seed);
        const CutResult result = live_and_die(world, kLives);
        CHECK_MESSAGE(result.wrong.empty(), result.wrong, "; ", replay_hint(seed));
        cuts += result.cuts;
        records += world.handed.size();
    }
    if (std::getenv("QS_SEED") == nullptr) CHECK_GE(cuts, 10'000);
    MESSAGE(cuts, " cuts, ", records, " records survive");
}

TEST_CASE("with syncs switched off the same test finds losses: it can see them") {
    for (const bool files : {true, false}) {
        std::uint64_t losses = 0;
        const auto all = seeds(200, 0);
        for (const std::uint64_t seed : all) {
            LogWorld world(seed);
            if (files) {
                world.disk.switch_file_syncs_off();
            } else {
                world.disk.switch_folder_syncs_off();
            }
            if (!live_and_die(world, 5).wrong.empty()) ++losses;
        }
        CHECK_GE(losses * 2, all.size());
        MESSAGE(losses, " of ", all.size(), " runs without syncs of ",
                std::string(files ? "files" : "folders"), " were found out");
    }
}
