// Names of rules, targets and buses as the API checks them.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "aws/operation.hpp"
#include "base/result.hpp"

namespace services::events {

/// Letters, digits, `.`, `-` and `_`. Error: ValidationException in AWS's words, with `member` as
/// the place.
base::Result<void, aws::Error> check_name(std::string_view name, std::string_view member);

/// Only the default bus is there. Error: ResourceNotFoundException.
base::Result<void, aws::Error> check_bus(const std::optional<std::string_view>& bus,
                                         const aws::Call& call);

/// arn:aws:events:REGION:ACCOUNT:event-bus/default
std::string bus_arn(const aws::Call& call);

/// The ARN of the rule that a request names in `member`, on the default bus. Errors: those of
/// `check_name` and `check_bus`.
base::Result<std::string, aws::Error> requested_rule(const aws::Call& call,
                                                     std::string_view member);

/// A page of a list: how many, and behind which ARN. Error: ValidationException for a token that is
/// none.
struct PageRequest {
    std::size_t most = 0;
    std::string behind;
};
base::Result<PageRequest, aws::Error> requested_page(const json::Value& input);
std::string page_token(std::string_view place);

}  // namespace services::events
