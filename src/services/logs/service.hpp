// The CloudWatch Logs API:
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
#pragma once
#include "aws/operation.hpp"
#include "services/logs/logs.hpp"

namespace services::logs {

/// The operations, as rows. `logs` must outlive the result.
aws::Service make_service(Logs& logs);

}  // namespace services::logs
