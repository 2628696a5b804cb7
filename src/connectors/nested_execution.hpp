// `states:startExecution.sync` and `.sync:2`: a child execution whose end is the task's outcome.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
#pragma once
#include <string>

#include "connectors/integration.hpp"
#include "json/value.hpp"

namespace connectors {

/// The ARN of the child that a task's parameters name; empty where they name none.
std::string child_arn(const json::Value& start_input);

/// Gives the task the child's description when it has ended.
void follow_child(const Tools& tools, runtime::TaskRequest request, const std::string& child,
                  Outcome outcome);

}  // namespace connectors
