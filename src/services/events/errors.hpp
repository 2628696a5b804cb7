// The errors of EventBridge in AWS's words.
#pragma once
#include <string>
#include <utility>

#include "aws/error.hpp"

namespace services::events {

inline aws::Error validation(std::string message) {
    return aws::error("ValidationException", std::move(message));
}
inline aws::Error rule_not_found(const std::string& name) {
    return aws::error("ResourceNotFoundException",
                      "Rule " + name + " does not exist on EventBus default.");
}
inline aws::Error invalid_pattern(const std::string& reason) {
    return aws::error("InvalidEventPatternException",
                      "Event pattern is not valid. Reason: " + reason);
}

}  // namespace services::events
