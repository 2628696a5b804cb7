// Widths of characters by class, after DejaVu Sans, the widest of the usual fonts.
#include "asl/graph/text_width.hpp"

#include "base/text.hpp"

namespace asl::graph {

namespace {

constexpr std::string_view kEllipsis = "…";

/// The length in bytes of the character that begins here.
std::size_t character_bytes(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
        ++length;
    return length;
}

/// In parts of the font size.
double character_width(std::string_view character) {
    if (character.size() >= 3) return 1.0;  // Chinese, Japanese, Korean, emoji: as wide as high.
    if (character.size() == 2) return 0.62;
    const char c = character.front();
    if (std::string_view("il.,:;|!'").find(c) != std::string_view::npos) return 0.32;
    if (std::string_view(" jftrI()[]/\\-").find(c) != std::string_view::npos) return 0.40;
    if (std::string_view("mMW@%").find(c) != std::string_view::npos) return 0.95;
    if (c == 'w' || c == '<' || c == '>' || c == '=' || c == '+') return 0.80;
    if (c >= 'A' && c <= 'Z') return 0.70;
    return 0.61;
}

}  // namespace

double text_width(std::string_view text, double font_pixels) {
    double width = 0;
    while (!text.empty()) {
        const std::size_t length = character_bytes(text);
        width += character_width(text.substr(0, length));
        text.remove_prefix(length);
    }
    return width * font_pixels;
}

std::string fit_text(std::string_view text, double font_pixels, double width) {
    const double ellipsis = font_pixels * 0.9;
    double used = 0;
    std::size_t end = 0;  // Of what fits with an ellipsis behind it.
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = character_bytes(text.substr(at));
        used += character_width(text.substr(at, length)) * font_pixels;
        // A text that was measured for this width fits, whatever the last bit says.
        if (used > width + 0.5)
            return std::string(base::trim(text.substr(0, end))) + std::string(kEllipsis);
        at += length;
        if (used + ellipsis <= width) end = at;
    }
    return std::string(text);
}

std::vector<std::string> wrap_text(std::string_view text, double font_pixels, double width,
                                   std::size_t lines_max) {
    std::vector<std::string> lines;
    std::string line;
    for (const std::string_view word : base::split(text, ' ')) {
        const std::string longer =
            line.empty() ? std::string(word) : line + " " + std::string(word);
        if (line.empty() || text_width(longer, font_pixels) <= width) {
            line = longer;
            continue;
        }
        // The last line that is allowed takes all the rest, and is cut below.
        if (lines.size() + 1 == lines_max) {
            line = longer;
            break;
        }
        lines.push_back(fit_text(line, font_pixels, width));
        line = word;
    }
    if (!line.empty()) lines.push_back(fit_text(line, font_pixels, width));
    return lines;
}

}  // namespace asl::graph
