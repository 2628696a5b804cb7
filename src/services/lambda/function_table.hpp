// Functions by account, region and name. Any thread.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "services/lambda/function.hpp"

namespace services::lambda {

class FunctionTable {
public:
    FunctionRef find(const FunctionKey& key) const {
        const std::lock_guard lock(mutex_);
        const auto found = functions_.find(key);
        return found == functions_.end() ? nullptr : found->second;
    }
    void put(FunctionRef function) {
        FunctionKey key{function->account, function->region, function->name};
        const std::lock_guard lock(mutex_);
        functions_[std::move(key)] = std::move(function);
    }
    void erase(const FunctionKey& key) {
        const std::lock_guard lock(mutex_);
        functions_.erase(key);
    }
    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return functions_.size();
    }
    /// Of one account and region by name, those behind `after`; at most `count`.
    std::vector<FunctionRef> list(const FunctionKey& after, std::size_t count) const {
        const std::lock_guard lock(mutex_);
        std::vector<FunctionRef> result;
        for (auto at = functions_.upper_bound(after);
             at != functions_.end() && result.size() < count; ++at) {
            if (at->first.account != after.account || at->first.region != after.region) break;
            result.push_back(at->second);
        }
        return result;
    }
    template <class Wanted>
    bool any(const Wanted& wanted) const {
        const std::lock_guard lock(mutex_);
        for (const auto& [key, function] : functions_) {
            if (wanted(*function)) return true;
        }
        return false;
    }

private:
    mutable std::mutex mutex_;
    std::map<FunctionKey, FunctionRef> functions_;
};

}  // namespace services::lambda
