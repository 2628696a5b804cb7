// Intrinsic functions: the first line is an expression, the rest a document. Whatever they are,
// compiling and evaluating end with a value or an error that has a name and a cause.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/query.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = input.find('\n');
    const auto compiled = query::Query::compile(input.substr(0, line));
    if (!compiled) return 0;
    const auto document =
        json::parse(line == std::string_view::npos ? "{}" : input.substr(line + 1));
    if (!document) return 0;
    base::SeededRandom random(1);
    const query::Environment environment{
        .input = *document, .context = &*document, .random = random, .steps_max = 100'000};
    const auto value = compiled->evaluate(environment, "x.$");
    if (value) {
        const auto again = json::parse(json::print(*value));
        if (!again || !(*again == *value)) std::abort();
    } else if (value.error().error.empty() || value.error().cause.empty()) {
        std::abort();
    }
    return 0;
}
