// The log on the machine's own disk: killed at random moments, and on a disk that is really full.
#include <doctest/doctest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <future>
#include <string>

#include "base/random.hpp"
#include "crash/log/seeds.hpp"
#include "store/store.hpp"
#include "support/temporary_folder.hpp"

namespace {

std::unique_ptr<store::Store> start(const std::string& folder, std::vector<std::string>& seen) {
    store::OpenOptions options;
    options.segment_bytes = 256 << 10;
    options.reserve_bytes = 1 << 20;
    auto opened = store::open_log(folder, options);
    if (!opened) return nullptr;
    const auto replayed = (*opened)->replay([&](const store::RecordView& record) {
        seen.emplace_back(record.payload);
        return base::Result<void>{};
    });
    return replayed ? *std::move(opened) : nullptr;
}

void commit(store::Store& store, std::string text, std::function<void()> durable) {
    store::Batch batch{.shard = 0, .epoch = store.epoch(), .records = {}};
    batch.records.push_back({store::kFirstRecordKind, 1, std::move(text)});
    store.commit(std::move(batch), [durable = std::move(durable)](const auto&) { durable(); });
}

/// The child: commits numbered records in a closed loop of eight, and tells each answer to the
/// pipe.
[[noreturn]] void commit_until_killed(const std::string& folder, int pipe) {
    std::vector<std::string> seen;
    const auto store = start(folder, seen);
    if (!store) ::_exit(1);
    std::uint64_t next = seen.size();
    std::function<void()> answer = [&] {
        if (::write(pipe, "x", 1) != 1) ::_exit(1);
        commit(*store, std::to_string(next++), answer);
    };
    // From here on only the writer's thread touches `next`.
    commit(*store, std::to_string(next++), [&] {
        for (int i = 0; i < 8; ++i) commit(*store, std::to_string(next++), answer);
        answer();
    });
    for (;;) ::pause();
}

/// Fills a small disk until the log stalls, makes room, and waits for all answers. 0: all as
/// promised.
int fill_and_free(const std::string& folder) {
    std::vector<std::string> seen;
    auto store = start(folder, seen);
    if (!store) return 2;
    const auto write = [&](std::size_t count) {
        auto left = std::make_shared<std::atomic<std::size_t>>(count);
        auto all = std::make_shared<std::promise<void>>();
        for (std::size_t i = 0; i < count; ++i) {
            commit(*store, std::string(1000, 'x'), [left, all] {
                if (--*left == 0) all->set_value();
            });
        }
        return all->get_future();
    };
    using std::chrono::seconds;
    if (write(100).wait_for(seconds(10)) != std::future_status::ready) return 3;
    std::ofstream ballast(folder + "/ballast");
    const std::string piece(64 << 10, 'b');
    while (ballast.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {
    }
    auto stalled = write(20'000);
    // The log looks at a full disk again and again; it must say so before long.
    for (int look = 0; store->health().writable; ++look) {
        if (stalled.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready) return 4;
        if (look == 1000) return 5;
    }
    if (store->health().reason.empty()) return 5;
    ballast.close();
    if (::unlink((folder + "/ballast").c_str()) != 0) return 6;
    if (stalled.wait_for(seconds(20)) != std::future_status::ready) return 7;
    store.reset();
    store = start(folder, seen);
    return store && seen.size() == 20'100 ? 0 : 8;
}

}  // namespace

TEST_CASE("a process killed at any moment loses nothing that it answered") {
    const support::TemporaryFolder folder;
    const std::uint64_t seed = base::random_seed();
    base::SeededRandom random(seed);
    std::uint64_t answered = 0;
    for (int round = 0; round < 20; ++round) {
        int ends[2];
        REQUIRE_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) commit_until_killed(folder.path(), ends[1]);
        ::close(ends[1]);
        const std::uint64_t enough = 1 + random.next() % 200;
        std::uint64_t here = 0;
        char byte = 0;
        while (here < enough && ::read(ends[0], &byte, 1) == 1) ++here;
        ::kill(child, SIGKILL);
        while (::read(ends[0], &byte, 1) == 1) ++here;
        ::close(ends[0]);
        ::waitpid(child, nullptr, 0);
        answered += here;

        std::vector<std::string> seen;
        const auto store = start(folder.path(), seen);
        REQUIRE(store != nullptr);
        CHECK_MESSAGE(seen.size() >= answered, "round ", round, ", seed ", seed);
        for (std::size_t i = 0; i < seen.size(); ++i) REQUIRE_EQ(seen[i], std::to_string(i));
        answered = seen.size();
    }
    MESSAGE("20 kills, ", answered, " records");
}

TEST_CASE("on a disk that is really full work waits, and goes on when there is room") {
    const support::TemporaryFolder folder;
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr int kCannotMount = 77;
        // In a mount namespace of its own, so that nothing can stay behind.
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("none", folder.path().c_str(), "tmpfs", 0, "size=32m") != 0) {
            ::_exit(kCannotMount);
        }
        ::_exit(fill_and_free(folder.path()));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        std::puts("NOT RUN: a full disk needs the right to mount a small file system");
        return;
    }
    CHECK_EQ(WEXITSTATUS(status), 0);
}
