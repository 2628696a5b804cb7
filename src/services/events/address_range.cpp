#include "services/events/address_range.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace services::events {

std::optional<std::string> address_bytes(std::string_view text) {
    if (text.size() > INET6_ADDRSTRLEN) return std::nullopt;
    const bool is_v6 = text.find(':') != std::string_view::npos;
    std::array<char, 16> bytes{};
    const std::string terminated(text);
    if (inet_pton(is_v6 ? AF_INET6 : AF_INET, terminated.c_str(), bytes.data()) != 1) {
        return std::nullopt;
    }
    return std::string(bytes.data(), is_v6 ? 16 : 4);
}

base::Result<AddressRange> AddressRange::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || text.find('/', slash + 1) != std::string_view::npos) {
        return base::fail(base::invalid("Malformed CIDR, one '/' required"));
    }
    const std::string_view digits = text.substr(slash + 1);
    int bits = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
        return base::fail(base::invalid("Malformed CIDR, mask bits must be an integer"));
    }
    if (bits < 0) {
        return base::fail(base::invalid("Malformed CIDR, mask bits must not be negative"));
    }
    const auto address = address_bytes(text.substr(0, slash));
    if (!address) {
        return base::fail(
            base::invalid("Nonstandard IP address: " + std::string(text.substr(0, slash))));
    }
    const int bits_max = static_cast<int>(address->size()) * 8;
    if (bits > bits_max) {
        return base::fail(base::invalid(bits_max == 32 ? "IPv4 mask bits must be < 32"
                                                       : "IPv6 mask bits must be < 128"));
    }
    AddressRange range;
    range.low_ = range.high_ = *address;
    for (std::size_t i = 0; i < address->size(); ++i) {
        const int free_bits = std::clamp(static_cast<int>(i + 1) * 8 - bits, 0, 8);
        const unsigned mask = (1U << free_bits) - 1;
        const unsigned byte = static_cast<unsigned char>((*address)[i]);
        range.low_[i] = static_cast<char>(byte & ~mask);
        range.high_[i] = static_cast<char>(byte | mask);
    }
    return range;
}

bool AddressRange::contains(std::string_view address) const {
    const auto bytes = address_bytes(address);
    return bytes && bytes->size() == low_.size() && low_ <= *bytes && *bytes <= high_;
}

}  // namespace services::events
