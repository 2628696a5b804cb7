// The DynamoDB API: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/
#pragma once
#include "aws/operation.hpp"
#include "services/dynamodb/tables.hpp"

namespace services::dynamodb {

/// The operations, as rows. `tables` must outlive the result.
aws::Service make_service(Tables& tables);

}  // namespace services::dynamodb
