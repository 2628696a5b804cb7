// Commits into a deque; positions are (1, index, length).
#include "store/memory/memory_store.hpp"

#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace store {

void MemoryStore::commit(Batch batch, std::function<void(std::vector<Position>)> durable) {
    std::vector<Part> parts;
    {
        const std::lock_guard lock(mutex_);
        QS_ASSERT(replayed_);
        QS_ASSERT(batch.epoch == epoch_);
        for (const Record& record : batch.records) {
            QS_ASSERT(record.kind >= kFirstRecordKind);
            QS_ASSERT(record.payload.size() <= base::limits::kRecordBytesMax);
        }
        pending_.push_back({std::move(batch), std::move(durable)});
        if (durability_ == Durability::at_once) parts = std::exchange(pending_, {});
    }
    if (!parts.empty()) make_durable(std::move(parts));
}

void MemoryStore::make_durable(std::vector<Part> parts) {
    std::vector<std::vector<Position>> positions;
    {
        const std::lock_guard lock(mutex_);
        for (Part& part : parts) {
            auto& of_part = positions.emplace_back();
            for (Record& record : part.batch.records) {
                of_part.push_back({1, static_cast<std::uint32_t>(records_.size()),
                                   static_cast<std::uint32_t>(record.payload.size())});
                records_.push_back({part.batch.shard, std::move(record)});
            }
        }
        ++syncs_;
    }
    // Without the lock: a callback may commit and read.
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].durable) parts[i].durable(std::move(positions[i]));
    }
}

std::size_t MemoryStore::finish() {
    std::vector<Part> parts;
    {
        const std::lock_guard lock(mutex_);
        parts = std::exchange(pending_, {});
    }
    const std::size_t count = parts.size();
    if (count > 0) make_durable(std::move(parts));
    return count;
}

void MemoryStore::restart() {
    const std::lock_guard lock(mutex_);
    pending_.clear();
    replayed_ = false;
    ++epoch_;
}

base::Result<std::string> MemoryStore::read(Position position) const {
    const std::lock_guard lock(mutex_);
    if (position.segment != 1 || position.offset >= records_.size()) {
        return base::fail(base::not_found("there is no record at this position"));
    }
    return records_[position.offset].record.payload;
}

base::Result<void> MemoryStore::replay(const Visitor& visit) {
    {
        const std::lock_guard lock(mutex_);
        QS_ASSERT(!replayed_);
        replayed_ = true;
    }
    for (std::size_t i = 0; i < records_.size(); ++i) {
        const auto& [shard, record] = records_[i];
        QS_CHECK(visit({record.kind,
                        record.schema,
                        shard,
                        i + 1,
                        record.payload,
                        {1, static_cast<std::uint32_t>(i),
                         static_cast<std::uint32_t>(record.payload.size())}}));
    }
    return {};
}

StoreHealth MemoryStore::health() const {
    const std::lock_guard lock(mutex_);
    StoreHealth health;
    health.writable = writable_;
    if (!writable_) health.reason = "the store was set read-only";
    health.records = records_.size();
    health.batches = syncs_;
    health.queued = pending_.size();
    return health;
}

std::unique_ptr<Store> memory_store() {
    return std::make_unique<MemoryStore>();
}

}  // namespace store
