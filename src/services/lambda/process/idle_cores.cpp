#include "services/lambda/process/idle_cores.hpp"

#include <fcntl.h>

#include <array>
#include <charconv>
#include <string_view>

#include "services/lambda/process/descriptor.hpp"

namespace services::lambda {

double IdleCores::share_from(std::string_view text) {
    // "cpu  user nice system idle iowait irq softirq steal ..." (proc(5)); guest time is in user
    // already.
    constexpr int kFields = 8;
    if (!text.starts_with("cpu ")) return 0;
    text.remove_prefix(4);
    std::uint64_t all = 0;
    std::uint64_t idle = 0;
    for (int field = 0; field < kFields; ++field) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc()) return 0;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        all += value;
        if (field == 3 || field == 4) idle += value;
    }
    const std::uint64_t all_since = all - all_;
    const std::uint64_t idle_since = idle - idle_;
    all_ = all;
    idle_ = idle;
    return all_since == 0 ? 0 : static_cast<double>(idle_since) / static_cast<double>(all_since);
}

double IdleCores::share() {
    const Descriptor file(::open("/proc/stat", O_RDONLY | O_CLOEXEC));
    std::array<char, 512> text{};
    const ssize_t got = file ? ::read(file.get(), text.data(), text.size()) : -1;
    return got <= 0 ? 0 : share_from({text.data(), static_cast<std::size_t>(got)});
}

}  // namespace services::lambda
