// Event patterns: the first line is a pattern, the rest an event. Whatever they are, compiling and
// matching end, and a pattern decides the same about an event that was printed and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/parse.hpp"
#include "json/print.hpp"
#include "services/events/pattern.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = input.find('\n');
    const auto pattern = services::events::Pattern::compile(input.substr(0, line));
    if (!pattern || line == std::string_view::npos) return 0;
    const auto event = json::parse(input.substr(line + 1));
    if (!event) return 0;
    const auto again = json::parse(json::print(*event));
    if (!again || pattern->matches(*event) != pattern->matches(*again)) std::abort();
    return 0;
}
