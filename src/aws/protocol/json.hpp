// awsJson1_0 and awsJson1_1: the operation is named in X-Amz-Target, input and output are JSON
// bodies. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
#pragma once
#include <string_view>

#include "aws/protocol/exchange.hpp"

namespace aws::protocol {

/// Reads the body up to the operation's limit, parses it, runs the operation and writes its answer.
/// Times in answers are numbers: seconds since 1970 with milliseconds (`base::epoch_seconds_text`).
/// An empty body is an empty input.
void serve_json(const Service& service, std::string_view operation, Exchange exchange);

}  // namespace aws::protocol
