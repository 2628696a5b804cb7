// The errors of CloudWatch Logs in AWS's words.
#pragma once
#include <string>
#include <utility>

#include "aws/error.hpp"

namespace services::logs {

inline aws::Error invalid_parameter(std::string message) {
    return aws::error("InvalidParameterException", std::move(message));
}
inline aws::Error no_group() {
    return aws::error("ResourceNotFoundException", "The specified log group does not exist.");
}
inline aws::Error no_stream() {
    return aws::error("ResourceNotFoundException", "The specified log stream does not exist.");
}
inline aws::Error group_exists() {
    return aws::error("ResourceAlreadyExistsException", "The specified log group already exists");
}
inline aws::Error stream_exists() {
    return aws::error("ResourceAlreadyExistsException", "The specified log stream already exists");
}

}  // namespace services::logs
