// Bodies that could not be read, in AWS's words.
#include "aws/protocol/exchange.hpp"

namespace aws::protocol {

Error body_error(const base::Error& error, const Operation& operation) {
    if (error.kind == base::ErrorKind::limit) {
        return aws::error("RequestEntityTooLargeException",
                          "Request must be smaller than " +
                              std::to_string(operation.body_bytes_max) + " bytes for the " +
                              std::string(operation.name) + " operation",
                          413);
    }
    return aws::error("SerializationException", "The body could not be read: " + error.message);
}

Error malformed_json(const base::Error& error) {
    return aws::error("SerializationException", "The body is no JSON: " + error.message);
}

}  // namespace aws::protocol
