#include "services/events/recent_matches.hpp"

#include "base/limits.hpp"

namespace services::events {

void RecentMatches::add(const std::string& rule_arn, RecentMatch match) {
    const std::lock_guard lock(mutex_);
    // Names of deleted rules must not pile up; which one goes does not matter.
    const bool is_new = !by_rule_.contains(rule_arn);
    if (is_new && by_rule_.size() >= base::limits::kEventRulesMax) by_rule_.erase(by_rule_.begin());
    auto& matches = by_rule_[rule_arn];
    matches.push_front(std::move(match));
    if (matches.size() > base::limits::kEventRecentMatchesMax) matches.pop_back();
}

void RecentMatches::update(const std::string& rule_arn, const std::string& delivery_id,
                           RecentMatch::Status status, std::size_t attempts, std::string error) {
    const std::lock_guard lock(mutex_);
    const auto found = by_rule_.find(rule_arn);
    if (found == by_rule_.end()) return;
    for (RecentMatch& match : found->second) {
        if (match.delivery_id != delivery_id) continue;
        match.status = status;
        match.attempts = attempts;
        match.error = std::move(error);
        return;
    }
}

std::vector<RecentMatch> RecentMatches::list(const std::string& rule_arn) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_rule_.find(rule_arn);
    if (found == by_rule_.end()) return {};
    return {found->second.begin(), found->second.end()};
}

}  // namespace services::events
