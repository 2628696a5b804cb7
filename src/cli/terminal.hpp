// What the output goes to, and what may be sent there: colour, glyphs, width. Data goes to stdout,
// everything else to stderr; escapes go to terminals only.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

enum class ColourMode { automatic, always, never };
enum class Colour { none, bold, dim, red, green, yellow, blue, cyan };

struct Terminal {
    bool is_terminal = false;
    bool has_colour = false;
    bool has_utf8 = false;  ///< The locale's encoding; else ASCII stands for glyphs.
    bool is_live = false;   ///< May be redrawn: a terminal, and not in a CI job.
    std::size_t width = 100;
    std::size_t height = 24;

    std::string paint(Colour colour, std::string_view text) const;
    std::string_view glyph(std::string_view utf8, std::string_view ascii) const {
        return has_utf8 ? utf8 : ascii;
    }
};

/// `descriptor` is 1 or 2. Reads NO_COLOR, CLICOLOR_FORCE, TERM, CI and the locale's variables.
Terminal look_at_terminal(int descriptor, ColourMode mode);

/// Writes all of it to stdout; false if nobody reads it any more.
bool write_out(std::string_view text);
void write_error(std::string_view text);

/// "0.41 s", "820 ms", "2m 3s".
std::string duration_text(double seconds);
/// "1.1 MB".
std::string size_text(double bytes);

/// How many columns a text takes: wide characters count two, escapes none.
std::size_t display_width(std::string_view text);
/// The text on lines of at most `columns`, broken between words where that is possible; lines after
/// the first begin with `indent` blanks.
std::vector<std::string> wrap_to_width(std::string_view text, std::size_t columns,
                                       std::size_t indent);
/// The text cut to `columns`, with an ellipsis where it was cut; escapes are kept.
std::string cut_to_width(std::string_view text, std::size_t columns, bool has_utf8);

}  // namespace cli
