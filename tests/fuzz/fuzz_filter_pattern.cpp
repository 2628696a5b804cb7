// Filter patterns of CloudWatch Logs: the first line is a pattern, the rest a message. Whatever
// they are, compiling and matching end, and a pattern decides twice the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "services/logs/filter_pattern.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = input.find('\n');
    const auto pattern = services::logs::FilterPattern::compile(input.substr(0, line));
    if (!pattern || line == std::string_view::npos) return 0;
    const std::string_view message = input.substr(line + 1);
    if (pattern->matches(message) != pattern->matches(message)) std::abort();
    return 0;
}
