// Where a server listens: a host and a port, as they stand behind --listen.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace server {

/// A host (an address or a name, IPv6 without brackets) and a port; port 0 lets the system choose
/// one.
struct Address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 4566;

    /// "127.0.0.1:4566", "[::1]:4566".
    std::string text() const;
    bool operator==(const Address&) const = default;
};

/// Reads "HOST:PORT", "[IPV6]:PORT" or ":PORT" (loopback). Errors: `invalid`, with an example.
base::Result<Address> parse_address(std::string_view text);

/// Whether only this machine can reach it: 127.0.0.0/8, ::1, `localhost` and names below it.
bool is_loopback(const Address& address);

/// Refuses any other address than loopback while nobody has to prove who they are: an open port is
/// full control. Errors: `invalid`, with what to do.
base::Result<void> check_open_mode(const Address& address);

}  // namespace server
