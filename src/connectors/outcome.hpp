// The parts of a task's outcome that AWS's SDKs add: metadata of the answer, and texts of errors.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/error.hpp"
#include "connectors/integration.hpp"
#include "json/value.hpp"

namespace connectors {

/// A call that carries the task's effect id, so that a repeated task gets the first answer again.
aws::Call call_of(const runtime::TaskRequest& request, json::Value input);

/// A header of an answer. The SDK for Java gives some names as they came and some in lower case.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// `result` with `SdkHttpMetadata` and `SdkResponseMetadata` behind its members.
json::Value with_sdk_metadata(const json::Value& result, const HeaderList& headers,
                              const std::string& request_id, int http_status = 200);

/// `<message> (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: X; Request ID: R; Proxy:
/// null)`, the form of the SDK for Java, version 1, which optimised integrations show.
std::string optimised_cause(const aws::Error& error, std::string_view service,
                            const std::string& request_id);
/// `<message> (Service: DynamoDb, Status Code: 400, Request ID: R)`: version 2, which `aws-sdk`
/// shows. S3 has an extended request id too.
std::string sdk_cause(const aws::Error& error, std::string_view service,
                      const std::string& request_id, const std::string& extended_id = {});

}  // namespace connectors
