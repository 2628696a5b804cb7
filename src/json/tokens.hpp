// The tokenizer: where in a text the tokens begin. The door to simdjson, which finds them with
// vector instructions and checks UTF-8 on the way.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace json {

enum class TokenFault { none, empty, bad_utf8, bad_control_character, open_string, no_memory };

struct Tokens {
    TokenFault fault = TokenFault::none;
    /// Offsets of brackets, colons, commas, opening quotes and the first byte of anything else that
    /// is no white space. Behind the last one stands the text's size. Valid until this thread asks
    /// for the next tokens.
    std::span<const std::uint32_t> starts;
};

/// Any thread. The text is only read, up to its end.
Tokens find_tokens(std::string_view text);

}  // namespace json
