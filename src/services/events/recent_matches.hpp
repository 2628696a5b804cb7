// The last matches of each rule, for people who want to know why nothing happened. In memory only.
#pragma once
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"

namespace services::events {

/// One event that went to one target.
struct RecentMatch {
    enum class Status { pending, delivered, failed };
    std::string delivery_id;
    std::string event_id;
    std::string target_arn;
    base::TimePoint time{};
    Status status = Status::pending;
    std::size_t attempts = 0;
    std::string error;  ///< Of the last attempt that failed.
};

/// Keeps `kRecentMatchesMax` a rule and as many rules as there may be. Any thread.
class RecentMatches {
public:
    void add(const std::string& rule_arn, RecentMatch match);
    void update(const std::string& rule_arn, const std::string& delivery_id,
                RecentMatch::Status status, std::size_t attempts, std::string error);
    /// Newest first.
    std::vector<RecentMatch> list(const std::string& rule_arn) const;

private:
    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::deque<RecentMatch>> by_rule_;
};

}  // namespace services::events
