// One connection of a function process to its Runtime API, and the answers that go over it.
#pragma once
#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "services/lambda/invocation.hpp"
#include "services/lambda/process/environment.hpp"

namespace services::lambda {

struct Environment::Connection {
    Descriptor socket;
    EventLoop::WatchId watch = 0;
    RequestReader reader;
    std::string outbox;    ///< What the socket has not taken yet.
    std::size_t sent = 0;  ///< Bytes of `outbox` that are gone.
    bool is_writable_wanted = false;
    bool close_after = false;
    bool told_to_continue = false;
};

/// The answer to /invocation/next.
std::string next_reply(const Invocation& invocation, const Function& function,
                       base::TimePoint deadline);
/// A short JSON answer.
std::string json_reply(int status, std::string_view body);

}  // namespace services::lambda
