#include "services/durable_map.hpp"

#include <doctest/doctest.h>

#include <string>

#include "runtime/record_kinds.hpp"
#include "runtime/shards.hpp"
#include "store/memory/memory_store.hpp"

namespace {

using Map = services::DurableMap<std::string, int>;
constexpr store::ShardId kShard = 3;

struct Fixture {
    Fixture() { REQUIRE(shards.start()); }
    /// Sets a value together with a record, as services do; null erases it.
    void set(const std::string& key, Map::Pointer value) {
        CHECK(shards.post(kShard, [&](runtime::ShardContext& context) {
            context.record(runtime::record_kinds::kItem, 1, "x");
            map.set(context, key, value, [this] { ++seen; });
        }));
    }
    void sync() {
        store.finish();
        shards.run_due();
    }
    std::string keys(const std::string& behind, std::size_t most) const {
        std::string text;
        for (const auto& value :
             map.list(behind, most, [](const std::string& key) { return key.starts_with("a"); })) {
            text += std::to_string(*value) + " ";
        }
        return text;
    }

    base::VirtualClock clock{base::from_epoch_ms(1'764'000'000'000)};
    store::MemoryStore store{store::Durability::on_finish};
    runtime::InlineShards shards{store, clock};
    Map map;
    int seen = 0;
};

Map::Pointer value(int number) {
    return std::make_shared<const int>(number);
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a change counts on its shard at once and for others when durable") {
    set("a", value(1));
    CHECK_EQ(*map.newest(kShard, "a"), 1);
    CHECK_EQ(map.count(kShard), 1);
    CHECK_EQ(map.find("a"), nullptr);
    CHECK_EQ(map.size(), 0);
    sync();
    CHECK_EQ(*map.find("a"), 1);
    CHECK_EQ(seen, 1);

    set("a", nullptr);
    CHECK_EQ(map.newest(kShard, "a"), nullptr);
    CHECK_EQ(*map.find("a"), 1);
    sync();
    CHECK_EQ(map.find("a"), nullptr);
    CHECK_EQ(map.size(), 0);
}

TEST_CASE_FIXTURE(Fixture, "a list goes in order, from behind a key, to the end of what belongs") {
    for (int i = 0; i < 3; ++i) map.restore(kShard, "a" + std::to_string(i), value(i));
    map.restore(kShard, "b", value(9));
    CHECK_EQ(keys("", 9), "0 1 2 ");
    CHECK_EQ(keys("a0", 1), "1 ");
    CHECK_EQ(keys("a2", 9), "");
    map.restore(kShard, "a1", nullptr);
    CHECK_EQ(keys("", 9), "0 2 ");
    CHECK(map.any([](int number) { return number == 9; }));
    CHECK_FALSE(map.any([](int number) { return number == 1; }));
    CHECK_EQ(map.newest(kShard, "a1"), nullptr);
}
