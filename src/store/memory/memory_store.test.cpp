#include "store/memory/memory_store.hpp"

#include <doctest/doctest.h>

using namespace store;

namespace {

Batch batch_of(const Store& store, std::vector<std::string> payloads) {
    Batch batch{.shard = 3, .epoch = store.epoch(), .records = {}};
    for (std::string& payload : payloads) {
        batch.records.push_back({kFirstRecordKind, 1, std::move(payload)});
    }
    return batch;
}

std::vector<std::string> replayed(Store& store) {
    std::vector<std::string> payloads;
    REQUIRE(store.replay([&](const RecordView& record) {
        payloads.emplace_back(record.payload);
        return base::Result<void>{};
    }));
    return payloads;
}

}  // namespace

TEST_CASE("a held-back commit is durable only after finish, and gone after a restart before it") {
    MemoryStore store(Durability::on_finish);
    CHECK(replayed(store).empty());
    std::vector<Position> positions;
    store.commit(batch_of(store, {"a", "b"}), [&](auto given) { positions = std::move(given); });
    CHECK(positions.empty());
    CHECK_EQ(store.finish(), 1);
    REQUIRE_EQ(positions.size(), 2);
    CHECK_EQ(store.read(positions[1]).value(), "b");

    bool called = false;
    store.commit(batch_of(store, {"lost"}), [&](auto) { called = true; });
    store.restart();
    CHECK_EQ(replayed(store), std::vector<std::string>{"a", "b"});
    CHECK_EQ(store.finish(), 0);
    CHECK_FALSE(called);
    CHECK_EQ(store.epoch(), 2);
}

TEST_CASE("commits of an older epoch are refused") {
    MemoryStore store;
    CHECK(replayed(store).empty());
    Batch old = batch_of(store, {"x"});
    store.restart();
    CHECK(replayed(store).empty());
#ifndef QS_SANITIZED
    CHECK_THROWS(store.commit(std::move(old), nullptr));
#endif
    CHECK_FALSE(store.read({1, 0, 1}));
}
