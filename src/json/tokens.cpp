// Runs the first stage of simdjson, which is all that is used of it: the second stage, which would
// build simdjson's own document, is ours (parse.cpp).
#include "json/tokens.hpp"

#include <simdjson.h>

#include <memory>

namespace json {
namespace {

using Tokenizer = std::unique_ptr<simdjson::internal::dom_parser_implementation>;

constexpr std::size_t kCapacityMin = 4096;
/// A tokenizer keeps 4 bytes for each byte of text; above this it is not kept for the next text.
constexpr std::size_t kCapacityKept = 1024 * 1024;

bool reserve(Tokenizer& tokenizer, std::size_t bytes) {
    if (tokenizer && tokenizer->capacity() >= bytes && tokenizer->capacity() <= kCapacityKept) {
        return true;
    }
    std::size_t capacity = kCapacityMin;
    while (capacity < bytes && capacity < kCapacityKept) capacity *= 2;
    if (capacity < bytes) capacity = bytes;
    if (tokenizer) return tokenizer->allocate(capacity, 1) == simdjson::SUCCESS;
    return simdjson::get_active_implementation()->create_dom_parser_implementation(
               capacity, 1, tokenizer) == simdjson::SUCCESS;
}

TokenFault fault_of(simdjson::error_code code) {
    switch (code) {
        case simdjson::SUCCESS: return TokenFault::none;
        case simdjson::EMPTY: return TokenFault::empty;
        case simdjson::UTF8_ERROR: return TokenFault::bad_utf8;
        case simdjson::UNESCAPED_CHARS: return TokenFault::bad_control_character;
        case simdjson::UNCLOSED_STRING: return TokenFault::open_string;
        default: return TokenFault::no_memory;
    }
}

}  // namespace

Tokens find_tokens(std::string_view text) {
    thread_local Tokenizer tokenizer;
    if (text.empty()) return {TokenFault::empty, {}};
    if (!reserve(tokenizer, text.size() + 1)) return {TokenFault::no_memory, {}};
    const auto code = tokenizer->stage1(reinterpret_cast<const std::uint8_t*>(text.data()),
                                        text.size(), simdjson::stage1_mode::regular);
    if (code != simdjson::SUCCESS) return {fault_of(code), {}};
    tokenizer->structural_indexes[tokenizer->n_structural_indexes] =
        static_cast<std::uint32_t>(text.size());
    return {TokenFault::none,
            {tokenizer->structural_indexes.get(), tokenizer->n_structural_indexes}};
}

}  // namespace json
