// JSONPath: the first line is a path, the rest a document. Whatever they are, compiling and
// evaluating end with a value or a sentence, and a value can be printed.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/path/path.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = input.find('\n');
    const auto path = query::Path::compile(input.substr(0, line));
    if (!path) {
        if (path.error().message.empty()) std::abort();
        return 0;
    }
    const auto document =
        json::parse(line == std::string_view::npos ? "{}" : input.substr(line + 1));
    if (!document) return 0;
    query::Budget budget(100'000);
    const auto value = path->evaluate(*document, budget);
    if (value ? !json::parse(json::print(*value)) : value.error().message.empty()) std::abort();
    if (path->is_definite() || !value) {
        if (path->is_reference()) static_cast<void>(path->set(*document, json::Value::integer(1)));
        return 0;
    }
    if (!value->is_array() && !value->is_number()) std::abort();
    return 0;
}
