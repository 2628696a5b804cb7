// From stored events to the history that AWS shows.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
#pragma once
#include <optional>

#include "asl/program.hpp"
#include "engine/event.hpp"
#include "engine/execution.hpp"
#include "json/value.hpp"

namespace engine::history {

struct ProjectionContext {
    const asl::Program& program;  ///< Of the execution's revision.
    const ExecutionInfo& info;
    bool include_execution_data = true;
};

/// The HistoryEvent as it goes over the wire: `timestamp` in epoch seconds with milliseconds, ids,
/// type, and the details object of its type. Nothing for an internal event.
std::optional<json::Value> project(const Event& event, const ProjectionContext& context);

/// "TaskStateEntered", "LambdaFunctionScheduled"; empty for an internal event.
std::string type_name(const Event& event, const asl::Program& program);

}  // namespace engine::history
