#include "connectors/nested_execution.hpp"

#include <cmath>

#include "aws/arn.hpp"
#include "base/text.hpp"
#include "connectors/casing.hpp"
#include "connectors/outcome.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace connectors {
namespace {

/// Epoch seconds of the API as the epoch milliseconds that a task shows.
json::Value milliseconds(const json::Value& seconds) {
    return json::Value::integer(std::llround(seconds.as_double() * 1000.0));
}

bool is_text_of_json(std::string_view member) {
    return member == "input" || member == "output";
}

/// DescribeExecution's answer as a task shows it; `parsed`: data as JSON instead of text.
json::Value shown(const json::Value& description, bool parsed) {
    json::ObjectBuilder made;
    for (const json::Member& member : description.members()) {
        const std::string_view name = member.key();
        // As last recorded of each: `.sync` in 2023, `.sync:2` in 2025.
        if (!parsed && name.starts_with("redrive")) continue;
        json::Value value = member.value;
        if (name.ends_with("Date")) value = milliseconds(value);
        if (name == "inputDetails" || name == "outputDetails") value = with_upper_names(value);
        if (parsed && is_text_of_json(name)) {
            if (auto data = json::parse(value.as_string())) value = *std::move(data);
        }
        made.set(upper_first(name), std::move(value));
    }
    return std::move(made).build();
}

}  // namespace

std::string child_arn(const json::Value& start_input) {
    const auto machine = aws::parse_arn(start_input.find_string("stateMachineArn").value_or(""));
    const auto name = start_input.find_string("name");
    if (!machine || !name) return {};
    const auto parts = base::split(machine->resource, ':');
    if (parts.size() < 2) return {};
    return aws::execution_arn(machine->region, machine->account, parts[1], *name);
}

void follow_child(const Tools& tools, runtime::TaskRequest request, const std::string& child,
                  Outcome outcome) {
    const bool parsed = request.target.pattern == asl::TaskTarget::Pattern::sync2;
    tools.executions->when_ended(
        child, [&tools, request = std::move(request), child, parsed, outcome = std::move(outcome)] {
            aws::Call call =
                call_of(request, json::object({{"executionArn", json::Value::string(child)}}));
            // A question changes nothing, so it needs no effect of its own.
            call.effect = {};
            tools.caller.call(
                "states", "DescribeExecution", std::move(call),
                [&tools, request, child, parsed,
                 outcome](base::Result<json::Value, aws::Error> answer) {
                    if (!answer) {
                        return outcome(
                            engine::failure(engine::errors::kTaskFailed, answer.error().message));
                    }
                    const json::Value result = shown(*answer, parsed);
                    if (result.find_string("Status") == "RUNNING") {
                        // It was redriven between its end and this look at it.
                        return follow_child(tools, request, child, outcome);
                    }
                    if (result.find_string("Status") == "SUCCEEDED") {
                        return outcome(result);
                    }
                    outcome(engine::failure(engine::errors::kTaskFailed, json::print(result)));
                });
        });
}

}  // namespace connectors
