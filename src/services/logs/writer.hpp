// How other services hand in log lines: gathered for a moment, then stored together. What was
// handed in less than that moment before a crash is lost, as on AWS, which promises no more.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "services/logs/logs.hpp"

namespace services::logs {

class Writer {
public:
    /// `logs` must outlive it, and its shards must be stopped before it dies.
    explicit Writer(Logs& logs) : logs_(logs) {}

    /// Whether a group that is not there is made, as Lambda's are; else its lines are dropped.
    enum class Missing { make_group, drop };
    /// Never blocks; any thread. The stream is made where it is missing. Above
    /// `limits::kLogPendingBytesMax` a group the lines are counted instead, and one line says how
    /// many.
    void write(const std::string& group, const std::string& stream, std::vector<LogEvent> events,
               Missing missing = Missing::drop);
    /// Stores what was handed in. Before the shards stop.
    void flush();

private:
    /// What one group waits with.
    struct Pending {
        std::map<std::string, std::vector<LogEvent>> streams;
        std::size_t bytes = 0;
        std::uint64_t dropped = 0;
        Missing missing = Missing::drop;
    };

    void store(runtime::ShardContext& context, const std::string& group);
    void store_stream(runtime::ShardContext& context, const StreamKey& key,
                      std::vector<LogEvent> events);

    Logs& logs_;
    std::mutex mutex_;
    std::map<std::string, Pending> pending_;
};

}  // namespace services::logs
