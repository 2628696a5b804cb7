// The errors of DynamoDB in AWS's words.
#pragma once
#include <string>
#include <utility>

#include "aws/error.hpp"

namespace services::dynamodb {

inline aws::Error validation(std::string message) {
    return aws::error("ValidationException", std::move(message));
}
inline aws::Error invalid_parameter(const std::string& why) {
    return validation("One or more parameter values were invalid: " + why);
}
/// A value of the wrong JSON type, where the row's shape does not look.
inline aws::Error serialization(std::string message) {
    return aws::error("SerializationException", std::move(message));
}
inline aws::Error table_not_found() {
    return aws::error("ResourceNotFoundException", "Requested resource not found");
}

}  // namespace services::dynamodb
