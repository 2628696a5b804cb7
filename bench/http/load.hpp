// A closed-loop HTTP client: each connection has one request outstanding.
#pragma once
#include <cstdint>
#include <string>

namespace bench {

struct Load {
    std::uint64_t exchanges = 0;
    double wall_seconds = 0;
    double server_cpu_seconds = 0;  ///< CPU of this process less that of the client's thread.
};

/// Sends `request` over `connections` connections to 127.0.0.1:`port` for `seconds`, in the calling
/// thread.
Load run_load(std::uint16_t port, const std::string& request, int connections, double seconds);

}  // namespace bench
