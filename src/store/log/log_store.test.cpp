// The log on a real disk, with its threads.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <future>
#include <thread>

#include "store/store.hpp"
#include "support/temporary_folder.hpp"

using namespace store;

namespace {

OpenOptions small_options() {
    OpenOptions options;
    options.segment_bytes = 64 << 10;
    options.reserve_bytes = 64 << 10;
    options.cluster_id = "a-cluster";
    return options;
}

std::unique_ptr<Store> open_store(const std::string& folder, std::vector<std::string>& payloads,
                                  OpenOptions options = small_options()) {
    auto store = open_log(folder, options);
    REQUIRE_MESSAGE(store, store.error().message);
    const auto replayed = (*store)->replay([&](const RecordView& record) {
        payloads.emplace_back(record.payload);
        return base::Result<void>{};
    });
    REQUIRE_MESSAGE(replayed, replayed.error().message);
    return *std::move(store);
}

/// Commits one record and waits until it is durable.
Position commit(Store& store, std::string payload, ShardId shard = 0) {
    std::promise<Position> durable;
    store.commit({shard, store.epoch(), {{kFirstRecordKind, 7, std::move(payload)}}},
                 [&](std::vector<Position> positions) { durable.set_value(positions.at(0)); });
    return durable.get_future().get();
}

}  // namespace

TEST_CASE("what was committed is there after a restart, in order, with kind, schema and shard") {
    const support::TemporaryFolder folder;
    std::vector<std::string> payloads;
    Position position;
    {
        const auto store = open_store(folder.path(), payloads);
        CHECK_EQ(store->epoch(), 1);
        commit(*store, "one");
        position = commit(*store, std::string(100'000, 'x'), 63);
        commit(*store, "");
    }
    CHECK(payloads.empty());
    const auto store = open_log(folder.path(), small_options()).value();
    CHECK_EQ(store->epoch(), 2);
    std::vector<ShardId> shards;
    std::uint64_t before = 0;
    REQUIRE(store->replay([&](const RecordView& record) {
        CHECK(record.kind == kFirstRecordKind);
        CHECK_EQ(record.schema, 7);
        CHECK_GT(record.sequence, before);
        before = record.sequence;
        shards.push_back(record.shard);
        payloads.emplace_back(record.payload);
        if (record.shard == 63) CHECK(record.position == position);
        return base::Result<void>{};
    }));
    CHECK_EQ(payloads, std::vector<std::string>{"one", std::string(100'000, 'x'), ""});
    CHECK_EQ(shards, std::vector<ShardId>{0, 63, 0});
    CHECK_EQ(store->read(position).value(), std::string(100'000, 'x'));
}

TEST_CASE("many threads commit at once, and each sees its own records in its own order") {
    constexpr int kThreads = 8;
    constexpr int kEach = 100;
    const support::TemporaryFolder folder;
    std::vector<std::string> payloads;
    {
        const auto store = open_store(folder.path(), payloads);
        std::vector<std::thread> threads;
        for (int thread = 0; thread < kThreads; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < kEach; ++i) {
                    const std::string text = std::to_string(thread) + " " + std::to_string(i);
                    const Position position = commit(*store, text, static_cast<ShardId>(thread));
                    CHECK_EQ(store->read(position).value(), text);
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        CHECK_EQ(store->health().records, kThreads * kEach);
        CHECK(store->health().writable);
    }
    open_store(folder.path(), payloads);
    CHECK_EQ(payloads.size(), kThreads * kEach);
    std::vector<int> next(kThreads, 0);
    for (const std::string& text : payloads) {
        const int thread = text[0] - '0';
        CHECK_EQ(text, std::to_string(thread) + " " +
                           std::to_string(next.at(static_cast<std::size_t>(thread))++));
    }
}

TEST_CASE("destruction writes what was still queued") {
    const support::TemporaryFolder folder;
    std::vector<std::string> payloads;
    int durable = 0;
    {
        const auto store = open_store(folder.path(), payloads);
        for (int i = 0; i < 50; ++i) {
            store->commit({0, store->epoch(), {{kFirstRecordKind, 1, "x"}}},
                          [&](std::vector<Position>) { ++durable; });
        }
    }
    CHECK_EQ(durable, 50);
    open_store(folder.path(), payloads);
    CHECK_EQ(payloads.size(), 50);
}

TEST_CASE("the first failed write is reported once, and nothing is acknowledged after it") {
    const support::TemporaryFolder folder;
    std::vector<std::string> payloads;
    std::promise<std::string> failure;
    OpenOptions options = small_options();
    options.on_failure = [&](const base::Error& error) { failure.set_value(error.message); };
    int acknowledged = 0;
    {
        const auto store = open_store(folder.path(), payloads, options);
        commit(*store, "kept");
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        rlimit tiny = before;
        tiny.rlim_cur = 4096;
        setrlimit(RLIMIT_FSIZE, &tiny);
        store->commit({0, store->epoch(), {{kFirstRecordKind, 1, "lost"}}},
                      [&](std::vector<Position>) { ++acknowledged; });
        const std::string message = failure.get_future().get();
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        CHECK_NE(message.find("cannot write " + folder.path()), std::string::npos);
        store->commit({0, store->epoch(), {{kFirstRecordKind, 1, "late"}}},
                      [&](std::vector<Position>) { ++acknowledged; });
    }
    CHECK_EQ(acknowledged, 0);
    open_store(folder.path(), payloads);
    CHECK_EQ(payloads, std::vector<std::string>{"kept"});
}

TEST_CASE("a log of another folder is refused by name") {
    const support::TemporaryFolder folder;
    std::vector<std::string> payloads;
    open_store(folder.path(), payloads);
    OpenOptions other = small_options();
    other.cluster_id = "another";
    const auto refused = open_log(folder.path(), other);
    REQUIRE_FALSE(refused);
    CHECK_EQ(refused.error().kind, base::ErrorKind::corrupt);
    CHECK_NE(refused.error().message.find("belongs to another data folder"), std::string::npos);
}

TEST_CASE("an error of the visitor ends the replay with it") {
    const support::TemporaryFolder folder;
    std::vector<std::string> payloads;
    commit(*open_store(folder.path(), payloads), "x");
    const auto store = open_log(folder.path(), small_options()).value();
    const auto replayed = store->replay([](const RecordView&) {
        return base::Result<void>(base::fail(base::invalid("not for me")));
    });
    REQUIRE_FALSE(replayed);
    CHECK_EQ(replayed.error(), base::invalid("not for me"));
}
