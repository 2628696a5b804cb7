// Events as EventBridge shapes them, made from the entries of PutEvents.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "aws/operation.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "json/value.hpp"

namespace services::events {

/// The event of an entry. Errors are those that PutEvents reports for the entry alone.
base::Result<json::Value, aws::Error> event_of_entry(const json::Value& entry,
                                                     const aws::Call& call, std::string_view id,
                                                     base::TimePoint now);

/// The event with an id in AWS's place, behind the version.
json::Value with_id(const json::Value& event, std::string_view id);

/// What an entry counts towards the limit of a request.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
std::size_t entry_bytes(const json::Value& entry);

}  // namespace services::events
