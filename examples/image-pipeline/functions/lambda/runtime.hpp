// The loop of a Lambda function: takes invocations from the Lambda Runtime API, version 2018-06-01,
// and hands back results. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
#pragma once
#include <functional>
#include <string>

#include "lambda/failure.hpp"

namespace lambda {

/// Does the work of one invocation: event in, answer out, both JSON.
using Handler = std::function<Result<std::string>(const std::string& payload)>;

/// Serves invocations one after the other, as Lambda does, at the address in
/// AWS_LAMBDA_RUNTIME_API. Returns the process's exit status, and only when the API cannot be
/// reached any more; the reason is on stderr.
int serve(const Handler& handler);

}  // namespace lambda
