// An answer that says no, as AWS words it. Each protocol writes it in its own form.
#pragma once
#include <string>
#include <utility>

#include "json/value.hpp"

namespace aws {

struct Error {
    std::string code;     ///< "StateMachineDoesNotExist"
    std::string message;  ///< Names the member and the rule or the way out.
    int http_status = 400;
    json::Value extra;  ///< Further members of the error document (an object), or null.
};

inline Error error(std::string code, std::string message, int http_status = 400) {
    return {std::move(code), std::move(message), http_status, {}};
}
/// What a client gets when a queue is full: AWS's throttling answer.
inline Error throttled() {
    return error("ThrottlingException", "Rate exceeded");
}

}  // namespace aws
