// How a Task reaches a service: request in, reply or error out. Local services and real AWS are the
// same path.
#pragma once
#include <string>

#include "aws/operation.hpp"

namespace aws {

/// Implementations: the server's in-process route; later a signed call to a real endpoint. Any
/// thread.
class Caller {
public:
    virtual ~Caller() = default;
    /// `service` is an id such as "dynamodb"; `operation` is "PutItem". An unknown one answers an
    /// error that names both. Never blocks; `answer` comes once, from any thread.
    virtual void call(std::string_view service, std::string_view operation, Call call,
                      Answer answer) = 0;
};

}  // namespace aws
