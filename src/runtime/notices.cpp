#include "runtime/notices.hpp"

#include <vector>

namespace runtime {

std::uint64_t Notices::watch(std::string execution_arn, Watcher watcher) {
    const std::lock_guard lock(mutex_);
    is_empty_ = false;
    entries_.emplace(next_id_, Entry{std::move(execution_arn), std::move(watcher)});
    return next_id_++;
}

void Notices::unwatch(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    entries_.erase(id);
    is_empty_ = entries_.empty() && ends_.empty();
}

std::uint64_t Notices::when_ended(std::string execution_arn, std::function<void()> then) {
    const std::lock_guard lock(mutex_);
    is_empty_ = false;
    ends_.emplace(std::move(execution_arn), End{next_id_, std::move(then)});
    return next_id_++;
}

bool Notices::take_back(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto taken = std::erase_if(ends_, [&](const auto& end) { return end.second.id == id; });
    is_empty_ = entries_.empty() && ends_.empty();
    return taken > 0;
}

void Notices::publish(const Notice& notice) {
    if (is_empty_) return;
    std::vector<std::function<void()>> ended;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, entry] : entries_) {
            if (entry.execution_arn.empty() || entry.execution_arn == notice.execution_arn) {
                entry.watcher(notice);
            }
        }
        if (notice.status != engine::Status::running) {
            const auto [first, last] = ends_.equal_range(notice.execution_arn);
            for (auto at = first; at != last; ++at) ended.push_back(std::move(at->second.then));
            ends_.erase(first, last);
            is_empty_ = entries_.empty() && ends_.empty();
        }
    }
    for (const auto& then : ended) then();
}

}  // namespace runtime
