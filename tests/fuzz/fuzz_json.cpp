// JSON: what parses prints to a text that parses to the same value, and prints the same again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/parse.hpp"
#include "json/print.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto value = json::parse({reinterpret_cast<const char*>(data), size});
    if (!value) return 0;
    const std::string text = json::print(*value);
    if (json::printed_bytes(*value) != text.size()) std::abort();
    const auto again = json::parse(text);
    if (!again || !(*again == *value) || json::print(*again) != text) std::abort();
    return 0;
}
