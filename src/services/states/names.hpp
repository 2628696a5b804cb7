// Names, ARNs and pages as the Step Functions API checks them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/arn.hpp"
#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "json/value.hpp"
#include "services/states/service.hpp"

namespace services::states {

/// 1 to 80 characters without white space, brackets, wildcards, special and control characters.
/// Error: InvalidName, "Invalid Name: '...'".
base::Result<void, aws::Error> check_name(std::string_view name);

/// An ARN of Step Functions whose resource begins with `kind` ("stateMachine", "execution",
/// "express"). Error: InvalidArn, as AWS words it.
base::Result<aws::Arn, aws::Error> check_arn(std::string_view text, std::string_view kind);

/// The machine of an ARN. Errors: InvalidArn, StateMachineDoesNotExist.
base::Result<MachinePtr, aws::Error> find_machine(const States& states, std::string_view arn);

/// The page size of a request: 0 and absent mean the default.
std::size_t page_size(const json::Value& input);
/// A page token: a place in the list of this name; no other list takes it.
std::string encode_token(std::string_view list, std::string_view place);
/// Empty where the request has no token. Error: InvalidToken.
base::Result<std::string, aws::Error> decode_token(const json::Value& input, std::string_view list);
/// The same for a place that is a number; nothing where the request has no token.
base::Result<std::optional<std::int64_t>, aws::Error> decode_number_token(const json::Value& input,
                                                                          std::string_view list);

aws::Error execution_does_not_exist(std::string_view arn);
/// Epoch seconds, as awsJson carries time stamps, in the form in which Step Functions prints them:
/// 1.764000000123E9.
json::Value timestamp(base::TimePoint time);
/// A string member of the input, or nothing.
std::optional<std::string> text_of(const json::Value& input, std::string_view member);
bool is_true(const json::Value& input, std::string_view member, bool fallback);
/// The execution input of a request, with its text; `{}` where there is none. Error:
/// InvalidExecutionInput.
base::Result<json::Value, aws::Error> requested_input(const json::Value& input);

/// ResourceNotFound with the resource's name.
aws::Error resource_not_found(const std::string& arn);
/// A Map Run's ARN: `...:mapRun:MACHINE/LABEL:ID`. Error: InvalidArn.
base::Result<void, aws::Error> check_map_run_arn(std::string_view arn);
/// AWS's sentence why the execution cannot be redriven now; nothing if it can.
std::optional<std::string> why_not_redrivable(const States& states,
                                              const runtime::ExecutionSummary& summary);

}  // namespace services::states
