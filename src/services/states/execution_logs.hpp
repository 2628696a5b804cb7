// Writes what executions do to CloudWatch Logs, as a state machine's loggingConfiguration says.
// https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "runtime/decision_observer.hpp"
#include "services/logs/writer.hpp"
#include "services/states/machines.hpp"

namespace services::states {

/// What a loggingConfiguration asks for.
struct LogSettings {
    enum class Level : std::uint8_t { all, error, fatal };
    Level level = Level::all;
    bool has_data = false;
    std::string group;  ///< The ARN without `:*`.
};
/// Nothing where nothing shall be logged.
std::optional<LogSettings> log_settings(const json::Value& logging);
/// The ARN of the group that a configuration names, without `:*`; nothing if it names none.
std::optional<std::string> log_group_of(const json::Value& logging);

/// Whether a level covers events of this type, by AWS's table.
bool is_logged(LogSettings::Level level, std::string_view event_type);

/// One line: the event in AWS's form for CloudWatch Logs.
std::string log_record(const engine::Event& event, const runtime::Decided& decided, bool has_data);

class ExecutionLogs final : public runtime::DecisionObserver {
public:
    ExecutionLogs(const Machines& machines, logs::Writer& writer)
        : machines_(machines), writer_(writer) {}

    /// The lines are handed over when the decision is durable.
    void decided(runtime::ShardContext& context, const runtime::Decided& decided) override;

private:
    const Machines& machines_;
    logs::Writer& writer_;
};

/// Where a machine's logs could go: says whether there is such a group, and tries it out.
class LogDestinations {
public:
    LogDestinations(const logs::Logs& logs, logs::Writer& writer) : logs_(logs), writer_(writer) {}
    /// Error: InvalidLoggingConfiguration, "Log Destination not found.".
    base::Result<void, aws::Error> check(const json::Value& logging) const;
    /// As AWS does when logging is switched on: writes one line to a stream of its own.
    void try_out(const json::Value& logging) const;

private:
    const logs::Logs& logs_;
    logs::Writer& writer_;
};

}  // namespace services::states
