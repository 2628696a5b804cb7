#include "runtime/metered_store.hpp"

namespace runtime {

void MeteredStore::commit(store::Batch batch,
                          std::function<void(std::vector<store::Position>)> durable) {
    records_.observe(static_cast<double>(batch.records.size()));
    store_.commit(std::move(batch),
                  [this, begun = clock_.monotonic(),
                   durable = std::move(durable)](std::vector<store::Position> positions) {
                      seconds_.observe(clock_.monotonic() - begun);
                      durable(std::move(positions));
                  });
}

void MeteredStore::write(base::MetricsText& text) const {
    const store::StoreHealth health = store_.health();
    const auto seconds = [](std::chrono::nanoseconds time) {
        return std::chrono::duration<double>(time).count();
    };
    text.metric("quickstep_commit_seconds", "histogram",
                "From a shard's commit until it is durable.");
    text.histogram("", seconds_);
    text.metric("quickstep_commit_records", "histogram", "Records of one commit of a shard.");
    text.histogram("", records_);
    text.metric("quickstep_sync_last_seconds", "gauge", "How long the last sync took.");
    text.sample(base::Labels{}, seconds(health.last_sync));
    text.metric("quickstep_sync_longest_seconds", "gauge",
                "How long the longest sync since the start took.");
    text.sample(base::Labels{}, seconds(health.longest_sync));
    text.metric("quickstep_log_bytes_total", "counter", "Bytes of the log.");
    text.sample(base::Labels{}, static_cast<double>(health.log_bytes));
    text.metric("quickstep_log_batches_total", "counter", "Batches written, each with one sync.");
    text.sample(base::Labels{}, static_cast<double>(health.batches));
}

}  // namespace runtime
