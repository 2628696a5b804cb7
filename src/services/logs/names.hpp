// Names, ARNs and page tokens of log groups and streams as CloudWatch Logs checks them.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "aws/operation.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace services::logs {

/// arn:aws:logs:REGION:ACCOUNT:log-group: and a name.
std::string group_arn(std::string_view region, std::string_view account, std::string_view name);
/// The ARN without the `:*` that some answers and most requests of others have behind it.
std::string without_star(std::string_view arn);

/// The ARN of the group that a request names: by `logGroupName`, or by `logGroupIdentifier` (a name
/// or an ARN) where it may have that. Errors: InvalidParameterException.
base::Result<std::string, aws::Error> requested_group(const aws::Call& call);
/// The same of the ARN in `resourceArn`.
base::Result<std::string, aws::Error> requested_resource(const aws::Call& call);
/// The member `logStreamName`. Errors: InvalidParameterException.
base::Result<std::string, aws::Error> requested_stream(const json::Value& input);

/// The number in a member, or nothing.
std::optional<std::int64_t> number_of(const json::Value& input, std::string_view member);
bool is_true(const json::Value& input, std::string_view member);

/// What stands in a list's `nextToken`: a place in the list. Errors: InvalidParameterException.
std::string encode_token(std::string_view place);
base::Result<std::string, aws::Error> decode_token(const json::Value& input);

}  // namespace services::logs
