#include "runtime/notices.hpp"

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
    is_empty_ = entries_.empty();
}

void Notices::publish(const Notice& notice) {
    if (is_empty_) return;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) {
        if (entry.execution_arn.empty() || entry.execution_arn == notice.execution_arn) {
            entry.watcher(notice);
        }
    }
}

}  // namespace runtime
