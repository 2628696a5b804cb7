// A place in the text of a path, with the look-ahead that Jayway's compiler is written in. Its
// quirks (only blanks count as space, a text may be cut short at its end) decide which texts are
// paths.
#pragma once
#include <cstddef>
#include <string_view>

namespace query::path {

class Cursor {
public:
    explicit Cursor(std::string_view text)
        : text_(text), end_(static_cast<std::ptrdiff_t>(text.size()) - 1) {}

    using Place = std::ptrdiff_t;
    static constexpr Place kNone = -1;

    Place position() const { return at_; }
    void set_position(Place place) { at_ = place; }
    void advance(Place by) { at_ += by; }
    Place length() const { return end_ + 1; }
    bool in_bounds(Place place) const { return place >= 0 && place <= end_; }
    bool in_bounds() const { return in_bounds(at_); }
    /// Whether nothing but the current character is left.
    bool is_tail() const { return at_ >= end_; }
    /// Whether somebody looked at a character that is not there: then the text is no path.
    bool has_overrun() const { return has_overrun_; }

    /// The character, also behind a shortened end; NUL, and an overrun, outside of the text.
    char at(Place place) const {
        if (place < 0 || place >= static_cast<Place>(text_.size())) {
            has_overrun_ = true;
            return '\0';
        }
        return text_[static_cast<std::size_t>(place)];
    }
    char current() const { return at(at_); }
    char last() const { return at(end_); }
    bool next_is(char c) const { return in_bounds(at_ + 1) && at(at_ + 1) == c; }
    std::string_view slice(Place begin, Place end) const {
        if (begin < 0 || end < begin || end > static_cast<Place>(text_.size())) {
            has_overrun_ = true;
            return {};
        }
        return text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    }

    void skip_blanks() {
        while (in_bounds() && at_ < end_ && current() == ' ') ++at_;
    }
    void trim() {
        skip_blanks();
        while (in_bounds() && at_ < end_ && last() == ' ') --end_;
    }
    void shorten(Place by) { end_ -= by; }

    /// The place of the first character behind `start` that is no blank; may be out of bounds.
    Place next_significant(Place start) const {
        Place place = start + 1;
        while (in_bounds(place) && at(place) == ' ') ++place;
        return place;
    }
    char next_significant_char(Place start) const {
        const Place place = next_significant(start);
        return in_bounds(place) ? at(place) : ' ';
    }
    bool next_significant_is(Place start, char c) const {
        const Place place = next_significant(start);
        return in_bounds(place) && at(place) == c;
    }
    /// The place of `c` if it is the next significant character, else kNone.
    Place place_of_next_significant(Place start, char c) const {
        const Place place = next_significant(start);
        return at(place) == c ? place : kNone;
    }
    char previous_significant_char() const {
        Place place = at_ - 1;
        while (in_bounds(place) && at(place) == ' ') --place;
        return in_bounds(place) ? at(place) : ' ';
    }
    Place find(Place start, char c) const {
        for (Place place = start; in_bounds(place); ++place) {
            if (at(place) == c) return place;
        }
        return kNone;
    }
    /// The next `c` behind `start` that no backslash escapes.
    Place find_unescaped(Place start, char c) const {
        bool in_escape = false;
        for (Place place = start + 1; in_bounds(place); ++place) {
            if (in_escape) {
                in_escape = false;
            } else if (at(place) == '\\') {
                in_escape = true;
            } else if (at(place) == c) {
                return place;
            }
        }
        return kNone;
    }
    /// The bracket that closes the one at `start`; quoted texts, and patterns if wanted, are
    /// skipped.
    Place find_closing(Place start, char open, char close, bool skip_patterns) const {
        int opened = 1;
        for (Place place = start + 1; in_bounds(place); ++place) {
            if (at(place) == '\'' || at(place) == '"') {
                place = find_unescaped(place, at(place));
                if (place == kNone) return kNone;
                ++place;
            }
            if (skip_patterns && in_bounds(place) && at(place) == '/') {
                place = find_unescaped(place, '/');
                if (place == kNone) return kNone;
                ++place;
            }
            if (!in_bounds(place)) return kNone;
            if (at(place) == open) ++opened;
            if (at(place) == close && --opened == 0) return place;
        }
        return kNone;
    }
    /// Skips blanks and, if they follow, the characters of `word`.
    bool take(std::string_view word) {
        skip_blanks();
        const Place size = static_cast<Place>(word.size());
        if (!in_bounds(at_ + size - 1) || slice(at_, at_ + size) != word) return false;
        at_ += size;
        return true;
    }

private:
    std::string_view text_;
    Place at_ = 0;
    Place end_;
    mutable bool has_overrun_ = false;
};

}  // namespace query::path
