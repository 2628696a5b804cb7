// The query protocol (SNS, STS, IAM, CloudFormation, old SQS clients): Action=... as a form, XML
// back. No service here speaks it yet, so a request gets the protocol's own answer for an action
// that is not there.
#pragma once
#include <string>

#include "aws/protocol/exchange.hpp"

namespace aws::protocol {

/// Answers `InvalidAction`, naming service and action. `service` and `action` are what the target
/// told; what they lack is looked for in the body.
void refuse_query(const std::string& service, const std::string& action, Exchange exchange);

}  // namespace aws::protocol
