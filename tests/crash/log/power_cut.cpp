// Power cuts and kills of a log on a disk that keeps any part of what was not synced (I1, I3, I6).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "crash/log/log_world.hpp"
#include "crash/log/seeds.hpp"

using namespace crash;

TEST_CASE("10,000 power cuts lose nothing that was acknowledged and bring back nothing else") {
    constexpr int kLives = 5;
    std::uint64_t cuts = 0;
    std::uint64_t records = 0;
    for (const std::uint64_t seed : seeds(1'500, 500)) {
        LogWorld world(seed);
        const CutResult result = live_and_die(world, kLives);
        CHECK_MESSAGE(result.wrong.empty(), result.wrong, "; ", how_to_repeat(seed));
        cuts += result.cuts;
        records += world.handed.size();
    }
    if (!has_chosen_seed()) CHECK_GE(cuts, 10'000);
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

TEST_CASE("a power cut at any step of a recovery changes nothing that the recovery gives") {
    for (const std::uint64_t seed : seeds(40, 10)) {
        std::vector<Seen> expected;
        for (std::uint64_t cut = 0;; ++cut) {
            // The same history each time, ended by the same torn batch.
            LogWorld world(seed);
            REQUIRE(world.start());
            for (int i = 0; i < 60; ++i) world.step();
            for (int i = 0; i < 5; ++i) world.commit();
            world.disk.cut_at(world.disk.operations() + 2);
            while (world.log().write_pending()) {
            }
            world.disk.restart_after_cut(0.5);
            if (cut > 0) {
                world.disk.cut_at(cut);
                if (world.start()) break;
                world.die();
                world.disk.restart_after_cut(world.random(3) == 0 ? 0.0 : 0.7);
            }
            const auto seen = world.start();
            REQUIRE_MESSAGE(seen, seen.error().message, "; ", how_to_repeat(seed));
            CHECK_MESSAGE(world.judge(*seen).empty(), world.judge(*seen), how_to_repeat(seed));
            if (cut == 0) expected = *seen;
            CHECK_MESSAGE(*seen == expected, "cut at ", cut, "; ", how_to_repeat(seed));
            const auto again = world.start();
            REQUIRE_MESSAGE(again, again.error().message, "; ", how_to_repeat(seed));
            CHECK_MESSAGE(*again == expected, "again; ", how_to_repeat(seed));
        }
    }
}
