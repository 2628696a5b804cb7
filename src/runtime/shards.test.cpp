#include "runtime/shards.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>

#include "runtime/record_kinds.hpp"
#include "store/memory/memory_store.hpp"

namespace {

const base::TimePoint kStart = base::from_epoch_ms(1'764'000'000'000);
constexpr store::RecordKind kKind = runtime::record_kinds::kItem;

}  // namespace

TEST_CASE("what a work releases runs after its records are durable, in order") {
    base::VirtualClock clock(kStart);
    auto store = store::memory_store();
    runtime::InlineShards shards(*store, clock);
    shards.on_replay(kKind, [](const auto&) { return base::Result<void>{}; });
    REQUIRE(shards.start());

    std::vector<std::string> seen;
    CHECK(shards.post(3, [&](runtime::ShardContext& context) {
        context.record(kKind, 1, "first", [&](runtime::RecordPosition position) {
            seen.push_back("placed " + *runtime::read_record(*store, position));
        });
        context.record(kKind, 1, "second", [&](runtime::RecordPosition position) {
            seen.push_back("placed " + *runtime::read_record(*store, position));
        });
        context.release([&] { seen.push_back("answered"); });
        seen.push_back("decided");
    }));

    CHECK_EQ(seen,
             std::vector<std::string>{"decided", "placed first", "placed second", "answered"});
    CHECK_EQ(store->health().records, 1);
}

TEST_CASE("an effect that comes again gets its first answer until it is forgotten") {
    base::VirtualClock clock(kStart);
    auto store = store::memory_store();
    runtime::InlineShards shards(*store, clock);
    REQUIRE(shards.start());
    const base::EffectId effect("execution/1/0");

    CHECK(shards.post(3, [&](runtime::ShardContext& context) {
        CHECK_EQ(context.answered(effect), nullptr);
        context.remember(effect, "{}");
    }));
    CHECK(shards.post(3, [&](runtime::ShardContext& context) {
        REQUIRE(context.answered(effect) != nullptr);
        CHECK_EQ(*context.answered(effect), "{}");
        context.forget(effect);
        CHECK_EQ(context.answered(effect), nullptr);
    }));
}

TEST_CASE("a full disk refuses new work and nothing that only reads") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    runtime::InlineShards in_line(store, clock);
    const auto threaded = runtime::make_shards(store, clock, 1);
    REQUIRE(in_line.start());
    store.set_writable(false);
    for (runtime::Shards* const shards :
         {static_cast<runtime::Shards*>(&in_line), threaded.get()}) {
        CHECK_FALSE(shards->post(3, [](runtime::ShardContext&) {}));
        CHECK(shards->post_read(3, [](runtime::ShardContext&) {}));
    }
    bool is_answered = false;
    CHECK(in_line.post_read(
        3, [&](runtime::ShardContext& context) { context.release([&] { is_answered = true; }); }));
    CHECK(is_answered);
}

TEST_CASE("a timer runs when its time has come and not before") {
    base::VirtualClock clock(kStart);
    auto store = store::memory_store();
    runtime::InlineShards shards(*store, clock);
    REQUIRE(shards.start());
    int fired = 0;
    shards.at(0, kStart + base::Milliseconds{100}, [&](runtime::ShardContext&) { ++fired; });

    clock.advance(base::Milliseconds{99});
    shards.run_due();
    CHECK_EQ(fired, 0);
    clock.advance(base::Milliseconds{1});
    shards.run_due();
    CHECK_EQ(fired, 1);
}

TEST_CASE("stamps never go back, whatever the wall clock does") {
    base::VirtualClock clock(kStart);
    auto store = store::memory_store();
    runtime::InlineShards shards(*store, clock);
    REQUIRE(shards.start());
    std::vector<base::TimePoint> stamps;
    for (const int jump : {0, 5'000, -3'600'000, 1}) {
        clock.jump(base::Milliseconds{jump});
        CHECK(shards.post(0, [&](runtime::ShardContext& c) { stamps.push_back(c.now()); }));
    }
    CHECK(std::ranges::is_sorted(stamps));
}

TEST_CASE("threads run every work once and finish what is queued before they stop") {
    auto store = store::memory_store();
    auto shards = runtime::make_shards(*store, base::system_clock(), 2);
    shards->on_replay(kKind, [](const auto&) { return base::Result<void>{}; });
    REQUIRE(shards->start());
    std::atomic<int> released = 0;
    for (int i = 0; i < 1'000; ++i) {
        shards->post_urgent(static_cast<store::ShardId>(i % runtime::kShards),
                            [&](runtime::ShardContext& context) {
                                context.record(kKind, 1, "x");
                                context.release([&] { ++released; });
                            });
    }
    shards->stop();
    CHECK_EQ(released, 1'000);
}
