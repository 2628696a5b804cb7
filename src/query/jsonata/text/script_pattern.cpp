// One pass over the pattern that checks it and spells it anew. Nothing of the pattern is copied as
// it is, so that nothing that only PCRE2 knows can come through.
#include "query/jsonata/text/script_pattern.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "base/limits.hpp"
#include "query/jsonata/text/code_points.hpp"
#include "query/jsonata/text/script_class.hpp"

namespace query::jsonata::text {
namespace {

constexpr std::string_view kNotLineEnd = "[^\\n\\r\\x{2028}\\x{2029}]";
/// PCRE2's largest count; more is taken as endless where it is an upper bound.
constexpr std::uint32_t kRepeatMax = 65'535;
/// PCRE2's own default.
constexpr std::size_t kGroupsDeepMax = 250;

tl::unexpected<std::string> wrong(std::string_view why) {
    return tl::unexpected<std::string>(std::string(why));
}

bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

bool is_name_character(char32_t c, bool is_first) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_' || c == U'$' ||
           c >= 0x80 || (!is_first && is_digit(c));
}

struct Repeat {
    std::uint32_t least = 0;
    std::uint32_t most = 0;  ///< The largest number: without end.
    static constexpr std::uint32_t kEndless = std::numeric_limits<std::uint32_t>::max();
};

/// A decimal number, which may be too large for any use.
std::optional<std::uint32_t> read_number(PatternCursor& cursor) {
    if (!is_digit(cursor.peek())) return std::nullopt;
    std::uint64_t value = 0;
    for (; is_digit(cursor.peek()); ++cursor.at) {
        value = std::min<std::uint64_t>(value * 10 + (cursor.peek() - U'0'), Repeat::kEndless - 1);
    }
    return static_cast<std::uint32_t>(value);
}

/// `{2}`, `{2,}` or `{2,3}`; other braces are no repetition, and nothing is taken.
std::optional<Repeat> read_braces(PatternCursor& cursor) {
    PatternCursor ahead = cursor;
    if (!ahead.take(U'{')) return std::nullopt;
    const auto least = read_number(ahead);
    if (!least) return std::nullopt;
    Repeat out{*least, *least};
    if (ahead.take(U',')) out.most = read_number(ahead).value_or(Repeat::kEndless);
    if (!ahead.take(U'}')) return std::nullopt;
    cursor = ahead;
    return out;
}

std::optional<Repeat> read_repeat(PatternCursor& cursor) {
    if (cursor.take(U'*')) return Repeat{0, Repeat::kEndless};
    if (cursor.take(U'+')) return Repeat{1, Repeat::kEndless};
    if (cursor.take(U'?')) return Repeat{0, 1};
    return read_braces(cursor);
}

std::string spell_repeat(const Repeat& repeat) {
    if (repeat.least == 0 && repeat.most == 1) return "?";
    if (repeat.most == Repeat::kEndless && repeat.least <= 1) return repeat.least == 0 ? "*" : "+";
    std::string out = "{" + std::to_string(repeat.least);
    if (repeat.most != repeat.least) out += ",";
    if (repeat.most != repeat.least && repeat.most <= kRepeatMax) {
        out += std::to_string(repeat.most);
    }
    return out + "}";
}

/// Reads `name>`.
std::optional<std::u32string> read_group_name(PatternCursor& cursor) {
    const std::size_t begin = cursor.at;
    while (is_name_character(cursor.peek(), cursor.at == begin)) ++cursor.at;
    const std::u32string_view name = cursor.pattern.substr(begin, cursor.at - begin);
    if (name.empty() || !cursor.take(U'>')) return std::nullopt;
    return std::u32string(name);
}

/// The capturing groups of a pattern: references may stand before them.
struct Groups {
    std::uint32_t count = 0;
    /// Name and number.
    std::vector<std::pair<std::u32string, std::uint32_t>> names;

    std::optional<std::uint32_t> number_of(std::u32string_view name) const {
        const auto found =
            std::ranges::find_if(names, [&](const auto& n) { return n.first == name; });
        return found == names.end() ? std::nullopt : std::optional(found->second);
    }
};

PatternResult<Groups> find_groups(std::u32string_view pattern) {
    Groups out;
    PatternCursor cursor{pattern};
    bool in_class = false;
    while (!cursor.at_end()) {
        const char32_t c = cursor.pattern[cursor.at++];
        if (c == U'\\') {
            ++cursor.at;
        } else if (c == U'[') {
            in_class = true;
        } else if (c == U']') {
            in_class = false;
        } else if (c == U'(' && !in_class) {
            if (!cursor.take(U'?')) {
                ++out.count;
                continue;
            }
            if (!cursor.take(U'<') || cursor.peek() == U'=' || cursor.peek() == U'!') continue;
            auto name = read_group_name(cursor);
            if (!name) return wrong("Invalid capture group name");
            if (out.number_of(*name)) return wrong("Duplicate capture group name");
            out.names.emplace_back(*std::move(name), ++out.count);
        }
    }
    return out;
}

/// Where a match begins with a letter in any case PCRE2 looks for both letters to the end of the
/// text in every search, even if one is near. With a third way to begin it looks for the nearest.
constexpr std::string_view kNeverMatches = "|\\x{1}(?!)";

bool begins_with_pair(std::string_view pattern) {
    while (pattern.starts_with('(')) pattern.remove_prefix(pattern.starts_with("(?:") ? 3 : 1);
    return pattern.size() > 3 && pattern[0] == '[' && pattern[3] == ']';
}

class Translator {
public:
    Translator(std::u32string_view pattern, ScriptFlags flags, Groups groups)
        : cursor_{pattern}, flags_(flags), groups_(std::move(groups)) {}

    PatternResult<TranslatedPattern> run() {
        while (!cursor_.at_end()) QS_CHECK(term());
        if (!open_.empty()) return wrong("Unterminated group");
        if (begins_with_pair(out_)) out_ += kNeverMatches;
        // PCRE2 10.42 draws a wrong conclusion from `(?=a)e*a`: that a match has two `a`.
        if (has_lookahead_) out_.insert(0, "(*NO_START_OPT)");
        return TranslatedPattern{std::move(out_), groups_.count};
    }

private:
    struct OpenGroup {
        std::size_t begin = 0;  ///< Of its inside, in `out_`.
        bool can_repeat = true;
        bool is_assertion = false;
    };
    struct Atom {
        bool can_repeat = true;
        bool is_group = false;
        std::size_t begin = 0;  ///< Of a group's inside.
    };
    using Done = PatternResult<void>;

    Done term() {
        if (const auto repeat = read_repeat(cursor_)) return add_repeat(*repeat);
        const char32_t c = cursor_.pattern[cursor_.at++];
        switch (c) {
            case U'|':
                // Another way of a group inside a row of groups multiplies the work.
                out_ += open_.empty() ? "|" : "|(?C)";
                atom_.reset();
                return {};
            case U'^':
                add_assertion(flags_.multi_line ? "(?<!" + std::string(kNotLineEnd) + ")" : "^");
                return {};
            case U'$':
                add_assertion(flags_.multi_line ? "(?!" + std::string(kNotLineEnd) + ")" : "\\z");
                return {};
            case U'.': add_atom(kNotLineEnd); return {};
            case U'(': return open_group();
            case U')': return close_group();
            case U'[': {
                QS_TRY(const auto given, read_class(cursor_));
                add_atom(spell_class(given, flags_.ignore_case));
                return {};
            }
            case U'\\': return escape();
            default: add_atom(spell_character(c, flags_.ignore_case)); return {};
        }
    }

    Done add_repeat(Repeat repeat) {
        if (!atom_ || !atom_->can_repeat) return wrong("Nothing to repeat");
        if (repeat.least > repeat.most) return wrong("numbers out of order in {} quantifier");
        if (repeat.least > kRepeatMax) return wrong("Too large a number in {} quantifier");
        const bool is_lazy = cursor_.take(U'?');
        const bool has_choice = repeat.least != repeat.most;
        // Counted once a round, and once each time that the rounds end elsewhere.
        if (has_choice && atom_->is_group) out_.insert(atom_->begin, "(?C)");
        out_ += spell_repeat(repeat);
        if (is_lazy) out_ += "?";
        if (has_choice) out_ += "(?C)";
        atom_.reset();
        return {};
    }

    Done open_group() {
        if (open_.size() >= kGroupsDeepMax) return wrong("Groups are nested too deeply");
        OpenGroup group;
        if (!cursor_.take(U'?')) {
            out_ += "(";
        } else if (cursor_.take(U':')) {
            out_ += "(?:";
        } else if (cursor_.peek() == U'=' || cursor_.peek() == U'!') {
            out_ += cursor_.peek() == U'=' ? "(?=" : "(?!";
            ++cursor_.at;
            group.is_assertion = true;
            has_lookahead_ = true;
        } else if (cursor_.take(U'<')) {
            QS_CHECK(open_after_less(group));
        } else {
            return wrong("Invalid group");
        }
        group.begin = out_.size();
        open_.push_back(group);
        atom_.reset();
        return {};
    }

    Done open_after_less(OpenGroup& group) {
        if (cursor_.peek() == U'=' || cursor_.peek() == U'!') {
            out_ += cursor_.peek() == U'=' ? "(?<=" : "(?<!";
            ++cursor_.at;
            group.can_repeat = false;
            group.is_assertion = true;
            return {};
        }
        if (!read_group_name(cursor_)) return wrong("Invalid capture group name");
        out_ += "(";
        return {};
    }

    Done close_group() {
        if (open_.empty()) return wrong("Unmatched ')'");
        const OpenGroup group = open_.back();
        open_.pop_back();
        out_ += ")";
        atom_ = Atom{group.can_repeat, !group.is_assertion, group.begin};
        return {};
    }

    Done escape() {
        if (cursor_.at_end()) return wrong("\\ at end of pattern");
        const char32_t letter = cursor_.peek();
        switch (letter) {
            case U'b':
            case U'B':
                ++cursor_.at;
                add_assertion(letter == U'b' ? "\\b" : "\\B");
                return {};
            case U'd':
            case U'D':
            case U'w':
            case U'W':
                // Without PCRE2_UCP they know ASCII only, as in JavaScript.
                ++cursor_.at;
                add_atom(std::string("\\") + static_cast<char>(letter));
                return {};
            case U's':
            case U'S':
                ++cursor_.at;
                add_atom(spell_class({letter == U'S', escaped_set(U's')}, false));
                return {};
            case U'k':
                if (!groups_.names.empty()) return named_reference();
                break;
            default: break;
        }
        if (letter >= U'1' && letter <= U'9') {
            PatternCursor ahead = cursor_;
            const std::uint32_t number = read_number(ahead).value_or(0);
            if (number <= groups_.count) {
                cursor_ = ahead;
                add_reference(number);
                return {};
            }
        }
        add_atom(spell_character(read_character_escape(cursor_, false), flags_.ignore_case));
        return {};
    }

    Done named_reference() {
        ++cursor_.at;
        if (!cursor_.take(U'<')) return wrong("Invalid named reference");
        const auto name = read_group_name(cursor_);
        if (!name) return wrong("Invalid named reference");
        const auto number = groups_.number_of(*name);
        if (!number) return wrong("Invalid named capture referenced");
        add_reference(*number);
        return {};
    }

    void add_reference(std::uint32_t number) {
        const std::string reference = "\\g{" + std::to_string(number) + "}";
        out_ += "(?C1)";
        add_atom(flags_.ignore_case ? "(?i:" + reference + ")" : reference);
    }
    void add_atom(std::string_view spelled) {
        out_ += spelled;
        atom_ = Atom{};
    }
    void add_assertion(std::string_view spelled) {
        out_ += spelled;
        atom_.reset();
    }

    PatternCursor cursor_;
    ScriptFlags flags_;
    Groups groups_;
    std::string out_;
    std::vector<OpenGroup> open_;
    bool has_lookahead_ = false;
    /// What a repetition that comes next would repeat.
    std::optional<Atom> atom_;
};

}  // namespace

base::Result<TranslatedPattern, std::string> translate_script_pattern(std::string_view pattern,
                                                                      ScriptFlags flags) {
    if (pattern.size() > base::limits::kJsonataPatternBytesMax) {
        return wrong("Regular expression too large");
    }
    const std::u32string characters = code_points(pattern);
    QS_TRY(auto groups, find_groups(characters));
    return Translator(characters, flags, std::move(groups)).run();
}

}  // namespace query::jsonata::text
