// What the protocols share: a request on its way to an operation, and how its body is read.
#pragma once
#include <functional>
#include <string>

#include "aws/http.hpp"
#include "aws/operation.hpp"

namespace aws::protocol {

using Reply = std::function<void(HttpReply)>;

/// A request, who calls (everything of `call` but its input is set), and where the answer goes.
struct Exchange {
    HttpRequest request;
    Call call;
    Reply reply;
};

/// What a client is told about a body that could not be read.
Error body_error(const base::Error& error, const Operation& operation);

/// The error for a body that is no JSON.
Error malformed_json(const base::Error& error);

}  // namespace aws::protocol
