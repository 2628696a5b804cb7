// States.Format and States.StringSplit.
#include "base/limits.hpp"
#include "json/print.hpp"
#include "query/intrinsics/call.hpp"

namespace query::intrinsics {
namespace {

constexpr std::string_view kFormat = "States.Format";

/// Appends a value as States.Format shows it: texts as they are, anything else as JSON.
bool append_value(std::string& out, const json::Value& value) {
    const std::size_t room = base::limits::kQueryResultBytesMax - out.size();
    if (json::printed_bytes(value, room) > room) return false;
    if (value.is_string()) {
        out += value.as_string();
    } else {
        json::print_to(out, value);
    }
    return true;
}

std::size_t character_bytes(std::string_view text) {
    std::size_t bytes = 1;
    while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) {
        ++bytes;
    }
    return bytes;
}

}  // namespace

Answer format(const Arguments& arguments) {
    if (!arguments[0].is_string()) {
        return invalid_arguments(kFormat, "the first one must be a string");
    }
    const auto& raw = arguments.expressions[0].raw_text;
    const std::string_view pattern = raw ? std::string_view(*raw) : arguments[0].as_string();
    if (!arguments.budget.spend(pattern.size())) return too_many_steps();
    std::string out;
    std::size_t next = 1;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\' && raw && i + 1 < pattern.size()) {
            out += pattern[++i];
        } else if (pattern[i] == '{' && i + 1 < pattern.size() && pattern[i + 1] == '}') {
            ++i;
            if (next < arguments.size() && !append_value(out, arguments[next])) {
                return invalid_arguments(kFormat, "the text would be too long");
            }
            ++next;
        } else {
            out += pattern[i];
        }
    }
    if (next != arguments.size()) {
        return invalid_arguments(kFormat, "number of arguments do not match the occurrences of {}");
    }
    return json::Value::string(out);
}

Answer string_split(const Arguments& arguments) {
    if (!arguments[0].is_string() || !arguments[1].is_string()) {
        return invalid_arguments("States.StringSplit", "both must be strings");
    }
    const std::string_view text = arguments[0].as_string();
    const std::string_view splitters = arguments[1].as_string();
    if (!arguments.budget.spend(text.size() * (splitters.size() / 16 + 1))) {
        return too_many_steps();
    }
    // Every character of the second text splits; pieces without a character are left out.
    std::vector<json::Value> out;
    std::size_t start = 0;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t bytes = at < text.size() ? character_bytes(text.substr(at)) : 1;
        const bool is_split =
            at == text.size() || splitters.find(text.substr(at, bytes)) != std::string_view::npos;
        if (is_split) {
            if (at > start) out.push_back(json::Value::string(text.substr(start, at - start)));
            start = at + bytes;
        }
        at += bytes;
    }
    return json::Value::take_array(std::move(out));
}

}  // namespace query::intrinsics
