// How much one evaluation may still do. Every loop over data spends from it, so that no expression
// can run for ever, whatever it is.
#pragma once
#include <atomic>
#include <cstdint>

#include "base/limits.hpp"

namespace query {

class Budget {
public:
    explicit Budget(std::uint64_t steps_max = base::limits::kQueryStepsMax,
                    const std::atomic<bool>* abort = nullptr)
        : left_(steps_max), abort_(abort) {}

    /// Takes `steps`; false when there are not that many, or the abort flag is set. Once false it
    /// stays so.
    bool spend(std::uint64_t steps = 1) {
        if (left_ < steps) {
            left_ = 0;
            return false;
        }
        left_ -= steps;
        if (abort_ != nullptr && (left_ & 0x3FF) < steps &&
            abort_->load(std::memory_order_relaxed)) {
            left_ = 0;
            return false;
        }
        return true;
    }
    bool is_spent() const { return left_ == 0; }

private:
    std::uint64_t left_;
    const std::atomic<bool>* abort_;
};

}  // namespace query
