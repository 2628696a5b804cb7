#include "services/states/execution_logs.hpp"

#include <algorithm>
#include <array>

#include "engine/history/project.hpp"
#include "json/print.hpp"
#include "services/logs/names.hpp"

namespace services::states {
namespace {

/// Beyond the ends of their names that all failures share.
constexpr std::array<std::string_view, 5> kFailureEnds = {"Failed", "TimedOut", "Aborted",
                                                          "ScheduleFailed", "StartFailed"};
constexpr std::array<std::string_view, 3> kFatal = {"ExecutionAborted", "ExecutionFailed",
                                                    "ExecutionTimedOut"};

/// Escaped, more than this is left out of a line, as AWS does.
constexpr std::size_t kDataBytesMax = base::limits::kStatusEventDataBytesMax;

constexpr std::string_view kTrialStream =
    "log_stream_created_by_aws_to_validate_log_delivery_subscriptions";
constexpr std::string_view kTrialLine =
    "Permissions are set correctly to allow AWS CloudWatch Logs to write into your logs while "
    "creating a subscription.";

/// states/MACHINE/2026-11-24-20/00000000: a stream an hour, as AWS names them.
std::string stream_of(const engine::ExecutionInfo& info, base::TimePoint at) {
    std::string hour = base::iso8601_seconds(at).substr(0, 13);
    hour[10] = '-';
    return "states/" + info.state_machine_name + "/" + hour + "/00000000";
}

/// An input or output that is too large goes, and its `...Details` say so.
void limit_data(json::ObjectBuilder& details, const json::Value& whole) {
    for (const std::string_view name : {"input", "output", "parameters"}) {
        const auto text = whole.find_string(name);
        if (!text) continue;
        std::string escaped;
        json::print_string_to(escaped, *text);
        // Without execution data the history has an empty text here; a log has nothing.
        if (!text->empty() && escaped.size() <= kDataBytesMax) continue;
        details.remove(name);
        if (text->empty()) continue;
        details.set(std::string(name) + "Details",
                    json::object({{"truncated", json::Value::boolean(true)}}));
    }
}

/// The member of a HistoryEvent that holds its details; an empty object where there is none.
json::Value details_of(const json::Value& event) {
    for (const json::Member& member : event.members()) {
        if (!member.key().ends_with("EventDetails")) continue;
        json::ObjectBuilder details(member.value);
        limit_data(details, member.value);
        return std::move(details).build();
    }
    return json::Value::empty_object();
}

}  // namespace

std::optional<std::string> log_group_of(const json::Value& logging) {
    const json::Value* const destinations = logging.find("destinations");
    if (destinations == nullptr || !destinations->is_array() || destinations->size() == 0) {
        return std::nullopt;
    }
    const json::Value* const group = destinations->items()[0].find("cloudWatchLogsLogGroup");
    if (group == nullptr) return std::nullopt;
    const auto arn = group->find_string("logGroupArn");
    if (!arn) return std::nullopt;
    return logs::without_star(*arn);
}

std::optional<LogSettings> log_settings(const json::Value& logging) {
    if (!logging.is_object()) return std::nullopt;
    LogSettings settings;
    const std::string_view level = logging.find_string("level").value_or("OFF");
    if (level == "OFF") return std::nullopt;
    if (level == "ERROR") settings.level = LogSettings::Level::error;
    if (level == "FATAL") settings.level = LogSettings::Level::fatal;
    const json::Value* const data = logging.find("includeExecutionData");
    settings.has_data = data != nullptr && data->is_boolean() && data->as_boolean();
    auto group = log_group_of(logging);
    if (!group) return std::nullopt;
    settings.group = *std::move(group);
    return settings;
}

bool is_logged(LogSettings::Level level, std::string_view event_type) {
    if (level == LogSettings::Level::all) return true;
    if (level == LogSettings::Level::fatal) {
        return std::ranges::find(kFatal, event_type) != kFatal.end();
    }
    return event_type == "FailStateEntered" ||
           std::ranges::any_of(kFailureEnds,
                               [&](std::string_view end) { return event_type.ends_with(end); });
}

std::string log_record(const engine::Event& event, const runtime::Decided& decided, bool has_data) {
    const engine::ExecutionInfo& info = decided.execution.info;
    const auto shown = engine::history::project(event, {decided.program, info, has_data});
    json::ObjectBuilder record;
    record.set("id", std::to_string(event.id));
    record.set("type", engine::history::type_name(event, decided.program));
    record.set("details", shown ? details_of(*shown) : json::Value::empty_object());
    record.set("previous_event_id", std::to_string(event.previous));
    record.set("event_timestamp", std::to_string(base::epoch_ms(event.at)));
    record.set("execution_arn", info.arn);
    record.set("redrive_count", std::to_string(info.redrive_count));
    return json::print(std::move(record).build());
}

void ExecutionLogs::decided(runtime::ShardContext& context, const runtime::Decided& decided) {
    if (!machines_.may_log()) return;
    const MachinePtr machine = machines_.revision(decided.revision);
    if (machine == nullptr) return;
    auto settings = log_settings(machine->logging);
    if (!settings) return;
    std::vector<logs::LogEvent> lines;
    for (const engine::Event& event : decided.events) {
        if (event.id == 0) continue;
        const std::string type = engine::history::type_name(event, decided.program);
        if (!is_logged(settings->level, type)) continue;
        lines.push_back({base::epoch_ms(event.at), log_record(event, decided, settings->has_data)});
    }
    if (lines.empty()) return;
    context.release(
        [this, group = std::move(settings->group),
         stream = stream_of(decided.execution.info, decided.events.front().at),
         lines = std::move(lines)]() mutable { writer_.write(group, stream, std::move(lines)); });
}

base::Result<void, aws::Error> LogDestinations::check(const json::Value& logging) const {
    const auto group = log_group_of(logging);
    if (!group || logs_.find(*group) != nullptr) return {};
    return base::fail(aws::error("InvalidLoggingConfiguration",
                                 "Invalid Logging Configuration: Log Destination not found."));
}

void LogDestinations::try_out(const json::Value& logging) const {
    const auto settings = log_settings(logging);
    if (!settings) return;
    const std::string stream(kTrialStream);
    if (logs_.find(logs::StreamKey{settings->group, stream}) != nullptr) return;
    writer_.write(settings->group, stream,
                  {{base::epoch_ms(logs_.shards().clock().now()), std::string(kTrialLine)}});
}

}  // namespace services::states
