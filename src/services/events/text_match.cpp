#include "services/events/text_match.hpp"

namespace services::events {
namespace {

/// Of a letter that UTF-8 writes in two bytes; others stay.
unsigned fold_letter(unsigned code) {
    if (code >= 0xC0 && code <= 0xDE && code != 0xD7) return code + 0x20;
    if (code >= 0x391 && code <= 0x3A9 && code != 0x3A2) return code + 0x20;
    if (code >= 0x410 && code <= 0x42F) return code + 0x20;
    if (code >= 0x400 && code <= 0x40F) return code + 0x50;
    return code;
}

std::vector<std::size_t> borders_of(std::string_view text) {
    std::vector<std::size_t> borders(text.size(), 0);
    for (std::size_t i = 1, length = 0; i < text.size(); ++i) {
        while (length > 0 && text[i] != text[length]) length = borders[length - 1];
        if (text[i] == text[length]) ++length;
        borders[i] = length;
    }
    return borders;
}

}  // namespace

std::string fold_case(std::string_view text) {
    std::string folded(text);
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const auto byte = static_cast<unsigned char>(folded[i]);
        if (byte >= 'A' && byte <= 'Z') folded[i] = static_cast<char>(byte + ('a' - 'A'));
        const bool is_pair = byte >= 0xC3 && byte <= 0xDF && i + 1 < folded.size();
        if (!is_pair) continue;
        const unsigned second = static_cast<unsigned char>(folded[i + 1]) & 0x3FU;
        const unsigned code = fold_letter(((byte & 0x1FU) << 6) | second);
        folded[i] = static_cast<char>(0xC0U | (code >> 6));
        folded[++i] = static_cast<char>(0x80U | (code & 0x3FU));
    }
    return folded;
}

base::Result<Wildcard> Wildcard::compile(std::string_view pattern) {
    std::vector<std::string> pieces(1);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
        // AWS counts positions with the quote before the text.
        if (c == '*') {
            if (next == '*') {
                return base::fail(base::invalid("Consecutive wildcard characters at pos " +
                                                std::to_string(i + 1)));
            }
            pieces.emplace_back();
        } else if (c == '\\') {
            if (next != '*' && next != '\\') {
                return base::fail(
                    base::invalid("Invalid escape character at pos " + std::to_string(i + 1)));
            }
            pieces.back() += next;
            ++i;
        } else {
            pieces.back() += c;
        }
    }
    Wildcard result;
    result.has_star_ = pieces.size() > 1;
    result.head_ = pieces.front();
    if (result.has_star_) result.tail_ = pieces.back();
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
        result.middle_.push_back({pieces[i], borders_of(pieces[i])});
    }
    return result;
}

std::size_t Wildcard::find(const Piece& piece, std::string_view text, std::size_t from) {
    std::size_t length = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
        while (length > 0 && text[i] != piece.text[length]) length = piece.borders[length - 1];
        if (text[i] == piece.text[length]) ++length;
        if (length == piece.text.size()) return i + 1;
    }
    return std::string_view::npos;
}

bool Wildcard::matches(std::string_view text) const {
    if (!has_star_) return text == head_;
    if (text.size() < head_.size() + tail_.size()) return false;
    if (!text.starts_with(head_) || !text.ends_with(tail_)) return false;
    text.remove_suffix(tail_.size());
    // The first place of each piece leaves the most room for the next ones.
    std::size_t at = head_.size();
    for (const Piece& piece : middle_) {
        at = find(piece, text, at);
        if (at == std::string_view::npos) return false;
    }
    return true;
}

}  // namespace services::events
