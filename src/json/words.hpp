// Texts eight bytes at a time, as words. For this floor only.
#pragma once
#include <cstdint>
#include <cstring>

#include "json/block.hpp"

namespace json {

inline std::uint64_t word_at(const char* bytes) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    return word;
}

inline constexpr std::uint64_t kOnes = 0x0101010101010101;

/// A mask of the bytes of `word` that equal `byte`: the top bit of each, and exact for the lowest.
constexpr std::uint64_t bytes_equal(std::uint64_t word, unsigned char byte) noexcept {
    const std::uint64_t zero_where_equal = word ^ (kOnes * byte);
    return (zero_where_equal - kOnes) & ~zero_where_equal & (kOnes * 0x80);
}

/// The same for the bytes that a string must escape: quotes, backslashes, and all below a blank.
constexpr std::uint64_t bytes_to_escape(std::uint64_t word) noexcept {
    const std::uint64_t control = (word - kOnes * 0x20) & ~word & (kOnes * 0x80);
    return control | bytes_equal(word, '"') | bytes_equal(word, '\\');
}

/// Which bytes of a value's words belong to a text of so many bytes; a table, because lengths are
/// not to be foreseen.
struct TextMasks {
    std::uint64_t words[kInlineBytesMax + 1][2];
    constexpr const std::uint64_t* operator[](std::size_t size) const { return words[size]; }
};
inline constexpr TextMasks kTextMasks = [] {
    TextMasks out{};
    for (std::size_t size = 0; size <= kInlineBytesMax; ++size) {
        for (std::size_t byte = 0; byte < size; ++byte) {
            const std::size_t place = byte + 2;
            out.words[size][place / 8] |= std::uint64_t{0xFF} << (place % 8 * 8);
        }
    }
    return out;
}();

}  // namespace json
