// The durable view of all executions: what lists and descriptions are answered from. Shards write
// to it when a decision is durable, so no reader ever sees what a crash could take back. Any
// thread.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/execution.hpp"
#include "runtime/codec/decision.hpp"
#include "runtime/runtime.hpp"

namespace runtime {

/// What is known of an execution without reading its events.
struct ExecutionSummary {
    engine::ExecutionInfo info;
    std::string revision;  ///< Of the state machine, at the start.
    engine::Status status = engine::Status::running;
    std::optional<base::TimePoint> stop_time;
    std::optional<base::TimePoint> redrive_time;  ///< Of the last redrive.
    std::int64_t last_event_id = 0;
    store::ShardId shard = 0;
    std::uint64_t number = 0;             ///< On its shard.
    std::string quarantine;               ///< Why it was set aside, or empty.
    std::vector<RecordPosition> records;  ///< Its decisions, in order.
};

/// A redrive as it is stored, before the decision that it led to.
struct Redriven {
    std::string arn;
    std::int64_t count = 0;
    base::TimePoint at{};
    std::string token;  ///< The client's, or empty.

    static constexpr auto fields() {
        using R = Redriven;
        return std::tuple{&R::arn, &R::count, &R::at, &R::token};
    }
};

/// Which executions a list holds.
struct ExecutionFilter {
    /// Of a machine, a version or an alias: what was started through it. Empty: of all machines.
    std::string machine_arn;
    std::optional<engine::Status> status;
    std::optional<bool> redriven;
};

/// One page of a list; `next` goes on where it ended, empty at the end.
struct ExecutionPage {
    std::vector<ExecutionSummary> executions;  ///< Without `records`.
    std::string next;
};

class ExecutionIndex {
public:
    static constexpr std::size_t kStatuses = 5;

    /// A first decision.
    void add(store::ShardId shard, const codec::DecisionHeader& header,
             const engine::ExecutionInfo& info, RecordPosition position);
    /// A later one. The execution must be there.
    void update(store::ShardId shard, const codec::DecisionHeader& header, RecordPosition position);
    /// An execution that has ended runs again; its next decision comes as an update. It must be
    /// there.
    void redrive(const Redriven& redriven);
    void quarantine(const std::string& arn, std::string cause);

    std::optional<ExecutionSummary> find(const std::string& arn) const;
    bool contains(const std::string& arn) const;
    /// When the execution was redriven with this client token, if that is remembered: the last ten,
    /// for 15 minutes.
    std::optional<base::TimePoint> redriven_with(const std::string& arn, const std::string& token,
                                                 base::TimePoint now) const;
    std::size_t open_count() const;
    /// Open executions of one shard, without order.
    std::vector<ExecutionSummary> open(store::ShardId shard) const;
    /// The next free number of a shard.
    std::uint64_t next_number(store::ShardId shard) const;

    /// Newest first by start time, or by the time of the last redrive. Stable while executions
    /// start: a page goes on behind the last one shown. Error: `invalid` for a token that is none.
    base::Result<ExecutionPage> list(const ExecutionFilter& filter, std::size_t most,
                                     const std::string& token) const;

    struct Counts {
        std::array<std::size_t, kStatuses> by_status{};
        std::size_t quarantined = 0;
    };
    Counts counts(const std::string& machine_arn = {}) const;

private:
    /// Newest first.
    struct Key {
        std::int64_t ms = 0;
        std::string arn;
        bool operator<(const Key& other) const {
            return ms != other.ms ? ms > other.ms : arn > other.arn;
        }
    };
    /// Those that were never redriven, by status; behind them those that were.
    using ByStatus = std::array<std::set<Key>, 2 * kStatuses>;

    static Key key_of(const ExecutionSummary& summary);
    static std::size_t place_of(const ExecutionSummary& summary);
    void enlist(const ExecutionSummary& summary);
    void delist(const ExecutionSummary& summary);
    /// The lists that an execution stands in: its machine's, its version's, its alias's.
    std::vector<ByStatus*> lists_of(const engine::ExecutionInfo& info);
    std::vector<const ByStatus*> wanted_lists(const std::string& arn) const;
    void apply(ExecutionSummary& summary, const codec::DecisionHeader& header,
               RecordPosition position);

    mutable std::mutex mutex_;
    std::unordered_map<std::string, ExecutionSummary> by_arn_;
    std::array<std::unordered_map<std::uint64_t, std::string>, kShards> open_;  ///< Number to ARN.
    std::array<std::uint64_t, kShards> next_number_{};
    std::map<std::string, ByStatus> by_machine_;
    std::map<std::string, ByStatus> by_qualifier_;  ///< By version's or alias's ARN.
    struct UsedToken {
        std::string token;
        base::TimePoint at{};
    };
    std::unordered_map<std::string, std::deque<UsedToken>> tokens_;  ///< Of redrives, by ARN.
    std::size_t quarantined_ = 0;
};

}  // namespace runtime
