// Each write, sync and rename of a log failing once, and disks that are full (I1, I3, I7).
#include <doctest/doctest.h>

#include <cerrno>

#include "crash/log/log_world.hpp"
#include "crash/log/seeds.hpp"

using namespace crash;

namespace {

/// A fixed piece of work with rolls, spares, marks and a reserve. False when the log reported a
/// failure.
bool work(LogWorld& world) {
    for (int i = 0; i < 25; ++i) {
        world.commit({std::string(2000, 'a'), "short"});
        if (!world.log().write_pending()) return false;
        if (i % 5 == 0 && !world.log().write_mark()) return false;
        for (int piece = 0; piece < 3; ++piece) {
            if (!world.log().tend()) return false;
        }
    }
    return true;
}

std::uint64_t operations_of_work() {
    LogWorld world(1);
    REQUIRE(world.start());
    REQUIRE(work(world));
    return world.disk.operations();
}

/// After a failure nothing more may be acknowledged, although the disk works again.
void expect_silence(LogWorld& world) {
    const std::size_t acknowledged = world.acknowledged;
    for (int i = 0; i < 3; ++i) {
        world.commit({"after the failure"});
        static_cast<void>(world.log().write_pending());
    }
    CHECK_EQ(world.acknowledged, acknowledged);
}

}  // namespace

TEST_CASE(
    "whichever write, sync or rename fails, nothing is acknowledged after it and nothing lost") {
    const std::uint64_t count = operations_of_work();
    REQUIRE_GT(count, 100);
    std::uint64_t failed_batches = 0;
    for (std::uint64_t k = 1; k <= count; ++k) {
        for (const bool for_ever : {false, true}) {
            for (const bool power_cut : {false, true}) {
                CAPTURE(k);
                CAPTURE(for_ever);
                CAPTURE(power_cut);
                LogWorld world(k);
                world.disk.fail_at(k, EIO, for_ever);
                const auto started = world.start();
                if (started && !work(world) && !world.log().write_pending()) {
                    ++failed_batches;
                    expect_silence(world);
                }
                world.die();
                if (power_cut) {
                    world.disk.restart_after_cut(0.5);
                } else {
                    world.disk.restart_after_kill();
                }
                // Once more with a power cut: what the first start gave must have been stored.
                for (int again = 0; again < 2; ++again) {
                    const auto seen = world.start();
                    REQUIRE_MESSAGE(seen, seen.error().message);
                    CHECK_MESSAGE(world.judge(*seen).empty(), world.judge(*seen));
                    world.accept(*seen);
                    world.die();
                    world.disk.restart_after_cut(0.0);
                }
            }
        }
    }
    CHECK_GT(failed_batches, count);
    MESSAGE(count, " operations failed in four ways each");
}

TEST_CASE("a kill at any step and a power cut at any step of the start after it lose nothing") {
    const std::uint64_t count = operations_of_work();
    for (std::uint64_t k = 1; k <= count; ++k) {
        for (std::uint64_t m = 1; m <= 14; ++m) {
            CAPTURE(k);
            CAPTURE(m);
            LogWorld world(k * 100 + m);
            world.disk.cut_at(k);
            if (world.start()) static_cast<void>(work(world));
            world.die();
            world.disk.restart_after_kill();
            world.disk.cut_at(m);
            if (const auto seen = world.start()) {
                CHECK_EQ(world.judge(*seen), "");
                world.accept(*seen);
            }
            world.die();
            world.disk.restart_after_cut(0.5);
            const auto seen = world.start();
            REQUIRE_MESSAGE(seen, seen.error().message);
            CHECK_EQ(world.judge(*seen), "");
        }
    }
}

TEST_CASE("bytes that a failed sync left in the page cache are not taken for stored ones") {
    LogWorld world(7);
    world.small_segment_bytes = 64 << 10;
    REQUIRE(world.start());
    world.commit({"kept"});
    REQUIRE(world.log().write_pending());
    world.commit({"never stored"});
    world.disk.fail_at(world.disk.operations() + 2, EIO);
    REQUIRE_FALSE(world.log().write_pending());
    world.die();
    world.disk.restart_after_kill();
    const auto seen = world.start();
    REQUIRE_MESSAGE(seen, seen.error().message);
    REQUIRE_EQ(seen->size(), 1);
    CHECK_EQ(seen->front().payload, "kept");
}

TEST_CASE("whichever write finds the disk full, nothing that was acknowledged is lost") {
    const std::uint64_t count = operations_of_work();
    for (std::uint64_t k = 1; k <= count; ++k) {
        for (const bool for_ever : {false, true}) {
            CAPTURE(k);
            LogWorld world(k);
            world.disk.fail_at(k, ENOSPC, for_ever);
            if (world.start()) static_cast<void>(work(world));
            world.die();
            world.disk.restart_after_cut(0.5);
            const auto seen = world.start();
            REQUIRE_MESSAGE(seen, seen.error().message);
            CHECK_MESSAGE(world.judge(*seen).empty(), world.judge(*seen));
        }
    }
}

TEST_CASE("a full disk stops new work, the reserve carries running work, room lets all go on") {
    LogWorld world(3);
    world.segment_bytes = 64 << 10;
    world.reserve_bytes = 80 << 10;
    REQUIRE(world.start());
    const auto tend = [&] {
        for (int i = 0; i < 100; ++i) {
            const auto more = world.log().tend();
            REQUIRE_MESSAGE(more, more.error().message);
            if (!*more) return;
        }
    };
    tend();
    CHECK(world.log().health().writable);
    world.disk.limit_bytes(world.disk.used_bytes() + (20 << 10));

    std::size_t acknowledged_while_full = 0;
    auto outcome = store::WriteOutcome::written;
    for (int i = 0; i < 1000 && outcome == store::WriteOutcome::written; ++i) {
        world.commit({std::string(3000, 'x')});
        const auto written = world.log().write_pending();
        REQUIRE_MESSAGE(written, written.error().message);
        outcome = *written;
        tend();
        if (!world.log().health().writable) ++acknowledged_while_full;
    }
    CHECK(outcome == store::WriteOutcome::stalled);
    CHECK_GT(acknowledged_while_full, 10);
    CHECK_FALSE(world.log().health().writable);
    CHECK_NE(world.log().health().reason.find("make room"), std::string::npos);
    CHECK_LT(world.acknowledged, world.handed.size());
    CHECK_EQ(world.log().read(world.positions.front()).value(), world.handed.front());

    SUBCASE("when there is room again the waiting work is written and new work is welcome") {
        world.disk.limit_bytes(UINT64_MAX);
        REQUIRE(world.log().write_pending().value() == store::WriteOutcome::written);
        CHECK_EQ(world.acknowledged, world.handed.size());
        tend();
        CHECK(world.log().health().writable);
        CHECK(world.disk.exists("/data/RESERVE"));
    }
    SUBCASE("a start on the full disk says so, or comes up with everything") {
        world.die();
        world.disk.restart_after_kill();
        const auto seen = world.start();
        if (seen) {
            CHECK_EQ(world.judge(*seen), "");
        } else {
            CHECK(store::is_full(seen.error()));
        }
        world.disk.limit_bytes(UINT64_MAX);
        const auto again = world.start();
        REQUIRE_MESSAGE(again, again.error().message);
        CHECK_EQ(world.judge(*again), "");
    }
}
