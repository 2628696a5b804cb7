// IP addresses and ranges of them, as the cidr operator of event patterns takes them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace services::events {

/// The 4 or 16 bytes of an IPv4 or IPv6 address, or nothing for any other text.
std::optional<std::string> address_bytes(std::string_view text);

/// All addresses that begin with the same bits.
class AddressRange {
public:
    /// Reads "10.0.0.0/8" or "2001:db8::/32". Errors: `invalid` in AWS's words.
    static base::Result<AddressRange> parse(std::string_view text);
    bool contains(std::string_view address) const;

private:
    std::string low_;
    std::string high_;
};

}  // namespace services::events
