// A store that notes how long its commits take and how large they are, for the page of metrics.
#pragma once
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "store/store.hpp"

namespace runtime {

class MeteredStore final : public store::Store {
public:
    /// Both must outlive it.
    MeteredStore(store::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}

    void commit(store::Batch batch,
                std::function<void(std::vector<store::Position>)> durable) override;
    base::Result<std::string> read(store::Position position) const override {
        return store_.read(position);
    }
    base::Result<void> replay(const Visitor& visit) override { return store_.replay(visit); }
    std::uint64_t epoch() const override { return store_.epoch(); }
    store::StoreHealth health() const override { return store_.health(); }

    void write(base::MetricsText& text) const;

private:
    store::Store& store_;
    const base::Clock& clock_;
    base::Histogram seconds_;
    base::Histogram records_{base::kSizeBounds};
};

}  // namespace runtime
