// Who holds a port: for the message of a server that cannot start.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace server {

/// A process of this machine.
struct PortHolder {
    int process_id = 0;
    std::string program;
};

/// The process that listens on a TCP port, found through /proc. Nothing if no process of ours that
/// may be looked into does.
std::optional<PortHolder> find_port_holder(std::uint16_t port);

}  // namespace server
