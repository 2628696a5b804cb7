// Rot in a closed log: it is named, or it is the end that nobody can tell from a torn one; what is
// served is what was written (I3, I4).
#include <doctest/doctest.h>

#include <algorithm>

#include "crash/log/log_world.hpp"
#include "crash/log/seeds.hpp"

using namespace crash;

namespace {

std::string last_segment(const LogWorld& world) {
    std::string last;
    for (const std::string& path : world.disk.paths()) {
        if (path.ends_with(".log")) last = std::max(last, path);
    }
    return last;
}

/// Does one random evil thing to one random segment. Gives the path.
std::string damage_something(LogWorld& world) {
    std::vector<std::string> segments;
    for (const std::string& path : world.disk.paths()) {
        if (path.ends_with(".log")) segments.push_back(path);
    }
    const std::string path = segments[world.random(segments.size())];
    std::string bytes = world.disk.stored(path);
    const std::size_t at = world.random(bytes.size());
    const std::size_t count = std::min<std::size_t>(1 + world.random(9000), bytes.size() - at);
    switch (world.random(7)) {
        case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << world.random(8))); break;
        case 1: bytes.replace(at, count, count, '\0'); break;
        case 2: bytes.resize(at); break;
        case 3:
            bytes.replace(at, count, bytes.substr(world.random(bytes.size() - count + 1), count));
            break;
        case 4: bytes.insert(at, bytes.substr(at, count)); break;
        case 5: {
            // A block of another segment, written to the wrong place.
            const std::string other = world.disk.stored(segments[world.random(segments.size())]);
            const std::size_t block = at / 4096 * 4096;
            bytes.replace(block, std::min<std::size_t>(4096, bytes.size() - block),
                          other.substr(std::min(block, other.size() - 1), 4096));
            break;
        }
        default: world.disk.vanish(path); return path;
    }
    world.disk.damage(path, std::move(bytes));
    return path;
}

/// A log of several lives and segments, closed with a mark.
void fill(LogWorld& world) {
    for (int life = 0; life < 3; ++life) {
        const auto seen = world.start();
        REQUIRE_MESSAGE(seen, seen.error().message);
        for (int i = 0; i < 30; ++i) world.step();
        while (world.log().write_pending().value() != store::WriteOutcome::nothing) {
        }
        REQUIRE(world.log().write_mark());
    }
}

bool names_the_place(const base::Error& error) {
    const std::string& text = error.message;
    return text.find("/data/log/0000") != std::string::npos &&
           (text.find("offset") != std::string::npos || text.find("missing") != std::string::npos ||
            text.find("is in truth segment") != std::string::npos) &&
           text.find("backup") != std::string::npos;
}

}  // namespace

TEST_CASE("random damage is named with its place and the way out, or leaves a prefix") {
    std::uint64_t named = 0;
    std::uint64_t harmless = 0;
    std::uint64_t shortened = 0;
    for (const std::uint64_t seed : seeds(1'500, 500)) {
        LogWorld world(seed);
        fill(world);
        world.die();
        world.disk.restart_after_kill();
        const std::string tail = last_segment(world);
        const std::string path = damage_something(world);
        const auto seen = world.start();
        if (!seen) {
            ++named;
            CHECK_EQ(seen.error().kind, base::ErrorKind::corrupt);
            CHECK_MESSAGE(names_the_place(seen.error()), seen.error().message, how_to_repeat(seed));
            continue;
        }
        // Losing the end of the last segment together with its mark cannot be told from a power
        // cut.
        if (path == tail) world.acknowledged = std::min(world.acknowledged, seen->size());
        (seen->size() < world.handed.size() ? shortened : harmless) += 1;
        CHECK_MESSAGE(world.judge(*seen).empty(), world.judge(*seen), "; ", how_to_repeat(seed));
    }
    MESSAGE(named, " named, ", harmless, " hit nothing, ", shortened, " shortened the tail");
    CHECK_GT(named, 10 * shortened);
}

TEST_CASE("a record whose bits flipped is refused by read, and never served") {
    for (const std::uint64_t seed : seeds(100, 50)) {
        LogWorld world(seed);
        fill(world);
        std::uint64_t refused = 0;
        for (std::size_t i = 0; i < world.positions.size(); ++i) {
            const store::Position position = world.positions[i];
            const std::string path = "/data/log/" + store::segment_name(position.segment);
            const std::string before = world.disk.stored(path);
            std::string bytes = before;
            // Anywhere in the record, its header included.
            const std::size_t at = position.offset - store::kRecordHeaderBytes +
                                   world.random(store::kRecordHeaderBytes + position.length);
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << world.random(8)));
            world.disk.damage(path, std::move(bytes));
            const auto read = world.log().read(position);
            if (!read) ++refused;
            CHECK_MESSAGE(!read, "flip at ", at, " was served; ", how_to_repeat(seed));
            world.disk.damage(path, before);
            CHECK_EQ(world.log().read(position).value(), world.handed[i]);
        }
        CHECK_EQ(refused, world.positions.size());
    }
}

TEST_CASE("damage in the middle of the last segment is corruption, at its very end a torn tail") {
    for (const bool is_marked : {false, true}) {
        for (const std::size_t flipped : {1U, 2U}) {
            CAPTURE(is_marked);
            CAPTURE(flipped);
            LogWorld world(5);
            world.small_segment_bytes = 64 << 10;  // All in one segment.
            REQUIRE(world.start());
            for (const char* text : {"first", "second", "third"}) {
                world.commit({text});
                REQUIRE(world.log().write_pending());
            }
            if (is_marked) REQUIRE(world.log().write_mark());
            world.die();
            world.disk.restart_after_kill();
            const std::string path = last_segment(world);
            std::string bytes = world.disk.stored(path);
            const std::size_t at = world.positions[flipped].offset;
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
            world.disk.damage(path, std::move(bytes));

            const auto seen = world.start();
            if (flipped == 2 && !is_marked) {
                REQUIRE_MESSAGE(seen, seen.error().message);
                CHECK_EQ(seen->size(), 2);
                continue;
            }
            REQUIRE_FALSE(seen);
            CHECK_EQ(seen.error().kind, base::ErrorKind::corrupt);
            // Two records start the epoch, and each batch has a start and a record.
            const std::string place = path + " is damaged at offset " +
                                      std::to_string(at - store::kRecordHeaderBytes) + " (record " +
                                      std::to_string(4 + 2 * flipped) + ")";
            CHECK_MESSAGE(seen.error().message.starts_with(place), seen.error().message);
            CHECK_NE(seen.error().message.find("had been synced"), std::string::npos);
        }
    }
}
