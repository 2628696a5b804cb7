// Counts what executions do, for the page of metrics.
#pragma once
#include <array>

#include "base/metrics.hpp"
#include "runtime/decision_observer.hpp"
#include "runtime/execution_index.hpp"

namespace runtime {

class ExecutionMeter final : public DecisionObserver {
public:
    void decided(ShardContext& context, const Decided& decided) override;
    /// `index` knows the Standard executions that are open.
    void write(base::MetricsText& text, const ExecutionIndex& index) const;

private:
    static constexpr std::size_t kTypes = 2;
    static constexpr std::size_t kStatuses = 5;
    static constexpr std::size_t kStateTypes = 8;
    /// Resources of tasks, with what became of them.
    static constexpr std::size_t kResourcesMax = 300;

    void count(const Decided& decided, const engine::Event& event);
    void count_end(const Decided& decided);
    void count_attempt(const Decided& decided, std::uint32_t state, const char* outcome);

    std::array<base::Counter, kTypes> started_;
    std::array<std::array<base::Counter, kStatuses>, kTypes> closed_;
    std::array<std::array<base::Histogram, kStatuses>, kTypes> durations_;
    std::array<base::Counter, kStateTypes> transitions_;
    base::Family<base::Counter> attempts_{kResourcesMax};
};

}  // namespace runtime
