#include "services/states/status_events.hpp"

#include "base/limits.hpp"
#include "json/print.hpp"

namespace services::states {
namespace {

constexpr std::string_view kSource = "aws.states";

/// What an event brings about: the status that AWS tells, or nothing.
std::optional<engine::Status> status_after(const engine::EventBody& body) {
    if (std::holds_alternative<engine::ExecutionStarted>(body) ||
        std::holds_alternative<engine::ExecutionRedriven>(body)) {
        return engine::Status::running;
    }
    if (std::holds_alternative<engine::ExecutionSucceeded>(body)) return engine::Status::succeeded;
    if (std::holds_alternative<engine::ExecutionFailed>(body)) return engine::Status::failed;
    if (std::holds_alternative<engine::ExecutionTimedOut>(body)) return engine::Status::timed_out;
    if (std::holds_alternative<engine::ExecutionAborted>(body)) return engine::Status::aborted;
    return std::nullopt;
}

/// A text's length within the event, where it stands as a JSON string.
std::size_t escaped_bytes(std::string_view text) {
    std::string escaped;
    json::print_string_to(escaped, text);
    return escaped.size();
}

/// An input or output, with the member that says whether it is there.
struct Data {
    std::optional<std::string> text;
    std::size_t bytes = 0;

    explicit Data(const std::optional<json::Value>& value) {
        if (!value) return;
        text = json::print_as_written(*value);
        bytes = escaped_bytes(*text);
    }
    json::Value shown(bool is_included) const {
        return text && is_included ? json::Value::string(*text) : json::Value();
    }
    json::Value details(bool is_included) const {
        if (!text) return {};
        return json::object({{"included", json::Value::boolean(is_included)}});
    }
};

json::Value text_or_null(const std::optional<std::string>& text) {
    return text ? json::Value::string(*text) : json::Value();
}

void set_redrive(json::ObjectBuilder& detail, const engine::Execution& execution,
                 engine::Status status) {
    detail.set_integer("redriveCount", execution.info.redrive_count);
    detail.set("redriveDate", execution.redrive_time
                                  ? json::Value::integer(base::epoch_ms(*execution.redrive_time))
                                  : json::Value());
    const bool can_be_redriven =
        status != engine::Status::running && status != engine::Status::succeeded;
    detail.set("redriveStatus", can_be_redriven ? "REDRIVABLE" : "NOT_REDRIVABLE");
    detail.set("redriveStatusReason",
               can_be_redriven ? json::Value()
                               : json::Value::string("Execution is " +
                                                     std::string(engine::status_text(status)) +
                                                     " and cannot be redriven"));
}

json::Value detail_of(const engine::Execution& execution, engine::Status status) {
    const engine::ExecutionInfo& info = execution.info;
    const bool has_ended = status != engine::Status::running;
    const Data input(execution.input);
    const Data output(has_ended ? execution.output() : std::nullopt);
    constexpr std::size_t kMost = base::limits::kStatusEventDataBytesMax;
    const bool has_input = input.bytes + output.bytes <= kMost;
    const bool has_output = output.bytes <= kMost;
    const auto stop = has_ended ? execution.stop_time() : std::nullopt;
    const engine::Failure failure = has_ended ? execution.failure() : engine::Failure{};

    json::ObjectBuilder detail;
    detail.set("executionArn", info.arn);
    detail.set("stateMachineArn", info.state_machine_arn);
    detail.set("name", info.name);
    detail.set("status", engine::status_text(status));
    detail.set_integer("startDate", base::epoch_ms(info.start_time));
    detail.set("stopDate", stop ? json::Value::integer(base::epoch_ms(*stop)) : json::Value());
    detail.set("input", input.shown(has_input));
    detail.set("output", output.shown(has_output));
    detail.set("stateMachineVersionArn", text_or_null(info.version_arn));
    detail.set("stateMachineAliasArn", text_or_null(info.alias_arn));
    set_redrive(detail, execution, status);
    detail.set("inputDetails", input.details(has_input));
    detail.set("outputDetails", output.details(has_output));
    detail.set("error", text_or_null(failure.error));
    detail.set("cause", text_or_null(failure.cause));
    return std::move(detail).build();
}

}  // namespace

json::Value status_event(const engine::Execution& execution, engine::Status status,
                         base::TimePoint at) {
    const engine::ExecutionInfo& info = execution.info;
    json::ObjectBuilder event;
    event.set("version", "0");
    event.set("detail-type", "Step Functions Execution Status Change");
    event.set("source", kSource);
    event.set("account", info.account);
    event.set("time", std::string_view(base::iso8601_seconds(at)));
    event.set("region", info.region);
    event.set("resources", json::array({json::Value::string(info.arn)}));
    event.set("detail", detail_of(execution, status));
    return std::move(event).build();
}

void StatusEvents::decided(runtime::ShardContext& context, const runtime::Decided& decided) {
    if (decided.execution.info.type != asl::MachineType::standard) return;
    if (!rules_.may_want(kSource)) return;
    for (const engine::Event& event : decided.events) {
        const auto status = status_after(event.body);
        if (status) sink_(context, status_event(decided.execution, *status, event.at));
    }
}

}  // namespace services::states
