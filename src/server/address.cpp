// Reading listen addresses, and who may be listened to without authentication.
#include "server/address.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace server {
namespace {

base::Error bad_address(std::string_view text, std::string_view why) {
    return base::invalid("'" + base::printable(text) +
                         "' is no listen address: " + std::string(why) +
                         "; write HOST:PORT, for example 127.0.0.1:4566 or [::1]:4566");
}

}  // namespace

std::string Address::text() const {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

base::Result<Address> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return base::fail(bad_address(text, "the port is missing"));
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) {
        return base::fail(bad_address(text, "the port must be a number from 0 to 65535"));
    }
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return base::fail(bad_address(text, "an IPv6 address needs brackets"));
    }
    return Address{host.empty() ? "127.0.0.1" : std::string(host), port};
}

bool is_loopback(const Address& address) {
    const std::string host = base::lower(address.host);
    if (host == "localhost" || host.ends_with(".localhost")) return true;
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) return bytes[0] == 127;
    if (inet_pton(AF_INET6, host.c_str(), bytes.data()) != 1) return false;
    const std::array<unsigned char, sizeof(in6_addr)> loopback{0, 0, 0, 0, 0, 0, 0, 0,
                                                               0, 0, 0, 0, 0, 0, 0, 1};
    return bytes == loopback;
}

base::Result<void> check_open_mode(const Address& address) {
    if (is_loopback(address)) return {};
    return base::fail(base::invalid("cannot listen on " + address.text() +
                                    ": without authentication only a loopback address may be "
                                    "bound, because whoever reaches the "
                                    "port controls the machine; use --listen 127.0.0.1:" +
                                    std::to_string(address.port) +
                                    ", or say who may sign: --access-key KEY --secret-key SECRET, "
                                    "or --auth sigv4 --credentials FILE"));
}

}  // namespace server
