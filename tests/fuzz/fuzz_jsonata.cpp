// JSONata: the text up to the last line is an expression, the last line a document. Whatever they
// are, compiling and evaluating end within small limits with a value, nothing, or a known code, and
// the same again the second time.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/jsonata/expression.hpp"

namespace {

std::string answer(const query::jsonata::Expression& expression, const json::Value* input) {
    base::SeededRandom random(1);
    const auto value = expression.evaluate({.input = input,
                                            .random = random,
                                            .now_ms = 1'700'000'000'000,
                                            .steps_max = 30'000,
                                            .depth_max = 100,
                                            .memory_bytes_max = 4 * 1024 * 1024});
    if (!value) {
        // What $error and $assert throw is known too.
        if (value.error().code.empty() || value.error().message.empty()) std::abort();
        return value.error().code;
    }
    if (!*value) return "undefined";
    const std::string text = json::print(**value);
    if (!json::parse(text, {.depth_max = 100'000})) std::abort();
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = std::min(input.rfind('\n'), input.size());
    const std::string_view text = input.substr(0, line);
    const auto expression = query::jsonata::Expression::compile(text);
    if (!expression) {
        const auto& error = expression.error();
        if (error.code.empty() || error.message.empty()) std::abort();
        if (error.position != query::jsonata::kNoPosition && error.position > text.size()) {
            std::abort();
        }
        return 0;
    }
    const auto document = json::parse(line == input.size() ? "{}" : input.substr(line + 1));
    const json::Value* const value = document ? &*document : nullptr;
    if (answer(*expression, value) != answer(*expression, value)) std::abort();
    return 0;
}
