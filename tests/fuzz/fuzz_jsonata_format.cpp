// JSONata's pictures: the first line is a picture, the second a number, the third a text or
// options. Whatever they are, formatting and parsing end with a text, a number or a code.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "json/number.hpp"
#include "json/parse.hpp"
#include "query/jsonata/text/date_picture.hpp"
#include "query/jsonata/text/integer_format.hpp"
#include "query/jsonata/text/number_format.hpp"

namespace text = query::jsonata::text;

namespace {

std::string_view take_line(std::string_view& input) {
    const std::size_t line = input.find('\n');
    const std::string_view out = input.substr(0, line);
    input.remove_prefix(line == std::string_view::npos ? input.size() : line + 1);
    return out;
}

void expect_text(const query::jsonata::Result<std::string>& result) {
    if (result ? !base::is_utf8(*result) : result.error().code.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    if (!base::is_utf8(input)) return 0;
    const std::string_view picture = take_line(input);
    const std::string_view number = take_line(input);
    double value = static_cast<double>(number.size());
    if (json::is_number_text(number)) value = json::read_double(number);
    if (!std::isfinite(value)) return 0;
    const auto options = json::parse(input);
    const bool has_options = options && options->is_object();
    expect_text(text::format_number(value, picture, has_options ? &*options : nullptr));
    expect_text(text::format_integer(value, picture));
    expect_text(text::format_date_time(value, &picture, nullptr));
    expect_text(text::format_date_time(value, &picture, &input));
    static_cast<void>(text::parse_integer(input, picture));
    static_cast<void>(text::parse_date_time(input, &picture, 1511907063123));
    static_cast<void>(text::parse_date_time(input, nullptr, 1511907063123));
    // What was written and read again is written alike.
    const std::string printed = text::number_to_string(value);
    const auto again = text::parse_number(printed);
    if (again && text::number_to_string(*again) != printed) std::abort();
    return 0;
}
