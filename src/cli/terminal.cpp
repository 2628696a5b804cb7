#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "base/text.hpp"
#include "cli/environment.hpp"

namespace cli {
namespace {

bool has_utf8_locale() {
    for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const std::string value = base::lower(environment(name));
        if (value.empty()) continue;
        return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
    }
    return false;
}

std::string_view code_of(Colour colour) {
    switch (colour) {
        case Colour::none: return "";
        case Colour::bold: return "\x1b[1m";
        case Colour::dim: return "\x1b[2m";
        case Colour::red: return "\x1b[31m";
        case Colour::green: return "\x1b[32m";
        case Colour::yellow: return "\x1b[33m";
        case Colour::blue: return "\x1b[34m";
        case Colour::cyan: return "\x1b[36m";
    }
    return "";
}

/// One character, or one escape sequence: its bytes and its columns.
struct Cell {
    std::size_t bytes = 1;
    std::size_t columns = 1;
};

char32_t decode(std::string_view text, std::size_t& bytes) {
    const auto lead = static_cast<unsigned char>(text[0]);
    bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (bytes == 1 || bytes > text.size()) {
        bytes = 1;
        return lead;
    }
    char32_t point = lead & (0xffU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        point = (point << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    return point;
}

/// East Asian wide and emoji blocks, roughly as terminals take them.
bool is_wide(char32_t point) {
    return (point >= 0x1100 && point <= 0x115f) || (point >= 0x2e80 && point <= 0xa4cf) ||
           (point >= 0xac00 && point <= 0xd7a3) || (point >= 0xf900 && point <= 0xfaff) ||
           (point >= 0xfe30 && point <= 0xfe6f) || (point >= 0xff00 && point <= 0xff60) ||
           (point >= 0x1f300 && point <= 0x1faff) || (point >= 0x20000 && point <= 0x3fffd);
}

Cell next_cell(std::string_view text) {
    if (text.starts_with("\x1b[")) {
        std::size_t end = 2;
        while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
        return {std::min(end + 1, text.size()), 0};
    }
    Cell cell;
    const char32_t point = decode(text, cell.bytes);
    const bool combines = (point >= 0x300 && point <= 0x36f) || point == 0x200d ||
                          (point >= 0xfe00 && point <= 0xfe0f);
    cell.columns = combines ? 0 : is_wide(point) ? 2 : 1;
    return cell;
}

}  // namespace

std::string Terminal::paint(Colour colour, std::string_view text) const {
    if (!has_colour || colour == Colour::none) return std::string(text);
    return std::string(code_of(colour)) + std::string(text) + "\x1b[0m";
}

Terminal look_at_terminal(int descriptor, ColourMode mode) {
    Terminal terminal;
    terminal.is_terminal = ::isatty(descriptor) == 1;
    const std::string term = environment("TERM");
    const bool is_dumb = term == "dumb";
    const bool is_forced =
        environment("CLICOLOR_FORCE") != "" && environment("CLICOLOR_FORCE") != "0";
    terminal.has_colour = terminal.is_terminal && !is_dumb && environment("NO_COLOR").empty();
    if (is_forced || mode == ColourMode::always) terminal.has_colour = true;
    if (mode == ColourMode::never) terminal.has_colour = false;
    terminal.has_utf8 = has_utf8_locale();
    terminal.is_live = terminal.is_terminal && !is_dumb && environment("CI") != "true";
    winsize size{};
    if (terminal.is_terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.width = size.ws_col;
        if (size.ws_row > 0) terminal.height = size.ws_row;
    }
    return terminal;
}

bool write_out(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return std::fflush(stdout) == 0;
}

void write_error(std::string_view text) {
    std::fflush(stdout);
    std::fwrite(text.data(), 1, text.size(), stderr);
}

std::string duration_text(double seconds) {
    char text[32];
    if (seconds < 0) seconds = 0;
    if (seconds < 0.9995) {
        std::snprintf(text, sizeof text, "%.0f ms", seconds * 1000);
    } else if (seconds < 60) {
        std::snprintf(text, sizeof text, "%.2f s", seconds);
    } else {
        const auto whole = static_cast<long>(std::lround(seconds));
        std::snprintf(text, sizeof text, "%ldm %lds", whole / 60, whole % 60);
    }
    return text;
}

std::string size_text(double bytes) {
    char text[32];
    if (bytes < 1000) {
        std::snprintf(text, sizeof text, "%.0f B", bytes);
    } else if (bytes < 1e6) {
        std::snprintf(text, sizeof text, "%.0f kB", bytes / 1e3);
    } else if (bytes < 1e9) {
        std::snprintf(text, sizeof text, "%.1f MB", bytes / 1e6);
    } else {
        std::snprintf(text, sizeof text, "%.1f GB", bytes / 1e9);
    }
    return text;
}

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Cell cell = next_cell(text);
        columns += cell.columns;
        text.remove_prefix(cell.bytes);
    }
    return columns;
}

std::vector<std::string> wrap_to_width(std::string_view text, std::size_t columns,
                                       std::size_t indent) {
    // Below that an indented line would hold next to nothing.
    constexpr std::size_t kRoomMin = 16;
    columns = std::max(columns, indent + kRoomMin);
    std::vector<std::string> lines;
    std::string line;
    std::size_t used = 0;
    std::size_t blank = std::string::npos;  // Where in `line` it may be broken.
    while (!text.empty()) {
        const Cell cell = next_cell(text);
        while (used + cell.columns > columns) {
            std::string rest;
            if (blank != std::string::npos) rest = line.substr(blank + 1);
            lines.push_back(line.substr(0, blank));
            line = std::string(indent, ' ') + rest;
            used = display_width(line);
            blank = std::string::npos;
        }
        if (text[0] == ' ' && used > (lines.empty() ? 0 : indent)) blank = line.size();
        line += text.substr(0, cell.bytes);
        used += cell.columns;
        text.remove_prefix(cell.bytes);
    }
    lines.push_back(std::move(line));
    return lines;
}

std::string cut_to_width(std::string_view text, std::size_t columns, bool has_utf8) {
    if (display_width(text) <= columns) return std::string(text);
    const std::string_view ellipsis = has_utf8 ? "…" : "...";
    const std::size_t room = columns - std::min(columns, display_width(ellipsis));
    std::string out;
    std::size_t used = 0;
    bool is_full = false;
    while (!text.empty()) {
        const Cell cell = next_cell(text);
        if (!is_full && used + cell.columns > room) {
            is_full = true;
            out += ellipsis;
        }
        if (!is_full || cell.columns == 0) out += text.substr(0, cell.bytes);
        used += cell.columns;
        text.remove_prefix(cell.bytes);
    }
    return out;
}

}  // namespace cli
