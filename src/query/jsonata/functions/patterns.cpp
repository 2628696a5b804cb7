// Functions that search texts: for a text, for a regular expression, or with a function that acts
// as one. https://docs.jsonata.org/string-functions
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/text/code_points.hpp"

namespace query::jsonata {
namespace {

using Match = Evaluator::Match;

/// A limit on the number of matches; infinite where there is none.
double limit_at(Arguments arguments, std::size_t index) {
    const Item value = argument(arguments, index);
    return value.is_number() ? value.as_number() : std::numeric_limits<double>::infinity();
}

Item contains(Evaluator& evaluator, Arguments arguments) {
    const Item text = argument(arguments, 0);
    const Item pattern = argument(arguments, 1);
    if (!text.is_string() || pattern.is_undefined()) return {};
    if (pattern.is_string()) {
        if (!evaluator.spend(text.as_string().size() / 64)) return Evaluator::failure();
        return Item::boolean(text.as_string().find(pattern.as_string()) != std::string_view::npos);
    }
    Match match;
    if (!evaluator.first_match(pattern, text, match)) return Evaluator::failure();
    return Item::boolean(match.found);
}

/// Places in a text as JavaScript counts them, for bytes that mostly come in ascending order.
class Places {
public:
    explicit Places(std::string_view text) : text_(text) {}
    /// The UTF-16 units before this byte.
    std::size_t before(std::size_t byte) {
        if (byte < passed_) passed_ = units_ = 0;
        units_ += text::utf16_length(text_.substr(passed_, byte - passed_));
        passed_ = byte;
        return units_;
    }

private:
    std::string_view text_;
    std::size_t passed_ = 0;
    std::size_t units_ = 0;
};

Item match(Evaluator& evaluator, Arguments arguments) {
    const Item text = argument(arguments, 0);
    const Item pattern = argument(arguments, 1);
    if (!text.is_string()) return {};
    const double limit = limit_at(arguments, 2);
    if (limit < 0) return evaluator.fail("D3040");
    Array* const result = evaluator.sequence();
    if (limit <= 0) return Item::of(result);
    Match found;
    if (!evaluator.first_match(pattern, text, found)) return Evaluator::failure();
    Places places(text.as_string());
    for (double count = 0; found.found && count < limit; ++count) {
        const auto index = static_cast<double>(places.before(found.start));
        auto* const object = evaluator.arena().make<Object>();
        object->append(evaluator.arena(), "match", Item::of(found.matched));
        object->append(evaluator.arena(), "index", Item::of(index));
        object->append(evaluator.arena(), "groups", found.groups);
        result->push(evaluator.arena(), Item::of(object));
        if (!evaluator.next_match(pattern, text, found)) return Evaluator::failure();
    }
    return Item::of(result);
}

/// What `$1` and its like in a replacement stand for.
void append_replacement(std::string& out, std::string_view pattern, const Match& match) {
    const Items groups(match.groups);
    std::size_t at = 0;
    while (at < pattern.size()) {
        const std::size_t dollar = std::min(pattern.find('$', at), pattern.size());
        out += pattern.substr(at, dollar - at);
        at = dollar;
        if (at == pattern.size()) return;
        ++at;
        if (at < pattern.size() && pattern[at] == '$') {
            out += '$';
            ++at;
            continue;
        }
        if (at < pattern.size() && pattern[at] == '0') {
            out += match.matched;
            ++at;
            continue;
        }
        // As many digits as the number of groups has, or one less where that names no group.
        const std::size_t most = std::to_string(std::max<std::size_t>(groups.size(), 1)).size();
        const auto read = [&](std::size_t digits) {
            std::size_t value = 0;
            std::size_t count = 0;
            while (count < digits && at + count < pattern.size() && pattern[at + count] >= '0' &&
                   pattern[at + count] <= '9') {
                value = value * 10 + static_cast<std::size_t>(pattern[at + count] - '0');
                ++count;
            }
            return std::pair(value, count);
        };
        auto [group, digits] = read(most);
        if (most > 1 && group > groups.size()) std::tie(group, digits) = read(most - 1);
        if (digits == 0) {
            out += '$';
            continue;
        }
        if (group >= 1 && group <= groups.size()) {
            const Item text = groups[group - 1];
            if (text.is_string()) out += text.as_string();
        }
        at += std::to_string(group).size();
    }
}

Item replace(Evaluator& evaluator, Arguments arguments) {
    const Item text = argument(arguments, 0);
    const Item pattern = argument(arguments, 1);
    const Item replacement = argument(arguments, 2);
    if (!text.is_string()) return {};
    const std::string_view from = text.as_string();
    const double limit = limit_at(arguments, 3);
    if (pattern.is_string() && pattern.as_string().empty()) return evaluator.fail("D3010");
    if (limit < 0) return evaluator.fail("D3011");
    if (pattern.is_undefined()) return {};
    if (limit <= 0) return text;
    std::string out;
    std::size_t at = 0;
    if (pattern.is_string()) {
        const std::string_view wanted = pattern.as_string();
        // A replacement that is undefined is JavaScript's text for it in the reference.
        const std::string_view by = replacement.is_string()      ? replacement.as_string()
                                    : replacement.is_undefined() ? "undefined"
                                                                 : "";
        std::size_t found = from.find(wanted);
        for (double count = 0; found != std::string_view::npos && count < limit; ++count) {
            out += from.substr(at, found - at);
            out += by;
            at = found + wanted.size();
            found = from.find(wanted, at);
            if (!evaluator.spend(1 + by.size() / 64) ||
                out.size() > evaluator.arena().bytes_max()) {
                return evaluator.fail_limit("The text is too long");
            }
        }
        out += from.substr(at);
        return evaluator.text(out);
    }
    Match found;
    if (!evaluator.first_match(pattern, text, found)) return Evaluator::failure();
    if (!found.found) return text;
    Places places(from);
    for (double count = 0; found.found && count < limit; ++count) {
        if (found.start > at) out += from.substr(at, found.start - at);
        if (replacement.is_undefined()) return evaluator.fail("D3012");
        if (replacement.is_string()) {
            append_replacement(out, replacement.as_string(), found);
        } else {
            auto* const shown = evaluator.arena().make<Object>();
            const auto start = static_cast<double>(places.before(found.start));
            const auto size = static_cast<double>(text::utf16_length(found.matched));
            shown->append(evaluator.arena(), "match", Item::of(found.matched));
            shown->append(evaluator.arena(), "start", Item::of(start));
            shown->append(evaluator.arena(), "end", Item::of(start + size));
            shown->append(evaluator.arena(), "groups", found.groups);
            const Item object = Item::of(shown);
            const Item made = evaluator.call(replacement, {&object, 1});
            if (made.is_failure()) return made;
            if (!made.is_string()) return evaluator.fail("D3012");
            out += made.as_string();
        }
        if (out.size() > evaluator.arena().bytes_max() || !evaluator.spend(1)) {
            return evaluator.fail_limit("The text is too long");
        }
        at = found.start + found.matched.size();
        if (!evaluator.next_match(pattern, text, found)) return Evaluator::failure();
    }
    if (at < from.size()) out += from.substr(at);
    return evaluator.text(out);
}

/// The characters of a text, as splitting by nothing gives them.
void split_characters(Evaluator& evaluator, std::string_view text, double limit, Array& out) {
    std::size_t at = 0;
    for (double count = 0; at < text.size() && count < limit; ++count) {
        const std::size_t start = at;
        text::next_code_point(text, at);
        out.push(evaluator.arena(), Item::of(text.substr(start, at - start)));
    }
}

Item split(Evaluator& evaluator, Arguments arguments) {
    const Item text = argument(arguments, 0);
    const Item separator = argument(arguments, 1);
    if (!text.is_string() || separator.is_undefined()) return {};
    const double limit = std::floor(limit_at(arguments, 2));
    if (limit_at(arguments, 2) < 0) return evaluator.fail("D3020");
    const std::string_view from = text.as_string();
    Array* const result = evaluator.array();
    if (limit <= 0) return Item::of(result);
    if (!evaluator.spend(from.size() / 8)) return Evaluator::failure();
    std::size_t at = 0;
    double count = 0;
    if (separator.is_string()) {
        const std::string_view by = separator.as_string();
        if (by.empty()) {
            split_characters(evaluator, from, limit, *result);
            return Item::of(result);
        }
        while (count < limit) {
            const std::size_t found = std::min(from.find(by, at), from.size() + 1);
            const bool is_last = found > from.size();
            result->push(evaluator.arena(),
                         Item::of(from.substr(at, (is_last ? from.size() : found) - at)));
            if (is_last) break;
            at = found + by.size();
            ++count;
        }
        return Item::of(result);
    }
    Match found;
    if (!evaluator.first_match(separator, text, found)) return Evaluator::failure();
    if (!found.found) {
        result->push(evaluator.arena(), text);
        return Item::of(result);
    }
    for (; found.found && count < limit; ++count) {
        result->push(evaluator.arena(), Item::of(from.substr(at, found.start - at)));
        at = found.end;
        if (!evaluator.next_match(separator, text, found)) return Evaluator::failure();
    }
    if (count < limit) result->push(evaluator.arena(), Item::of(from.substr(at)));
    return Item::of(result);
}

constexpr std::array kRows = std::to_array<NativeRow>({
    {"contains", "<s-(sf):b>", 2, contains},
    {"match", "<s-f<s:o>n?:a<o>>", 3, match},
    {"replace", "<s-(sf)(sf)n?:s>", 4, replace},
    {"split", "<s-(sf)n?:a<s>>", 3, split},
});

}  // namespace

std::span<const NativeRow> text_pattern_functions() {
    return kRows;
}

}  // namespace query::jsonata
