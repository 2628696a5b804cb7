// How much of the machine's processors was idle lately. With it the pool tells functions that
// compute, where more processes would only use more memory, from functions that wait, where more
// are welcome.
#pragma once
#include <cstdint>
#include <string_view>

namespace services::lambda {

class IdleCores {
public:
    /// The idle share of all cores since the last call, 0 to 1; 0 where it cannot be told.
    double share();
    /// The same from the text of /proc/stat.
    double share_from(std::string_view proc_stat);

private:
    std::uint64_t idle_ = 0;
    std::uint64_t all_ = 0;
};

}  // namespace services::lambda
