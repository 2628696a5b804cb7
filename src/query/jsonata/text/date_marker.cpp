// Reads date pictures.
#include "query/jsonata/text/date_marker.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/limits.hpp"
#include "query/jsonata/text/code_points.hpp"
#include "query/jsonata/text/script_class.hpp"

namespace query::jsonata::text {
namespace {

constexpr std::size_t kNone = std::u32string_view::npos;

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};

template <std::size_t kSize>
std::optional<std::string_view> name(const std::array<std::string_view, kSize>& names,
                                     double number) {
    if (!(number >= 1 && number <= static_cast<double>(kSize))) return std::nullopt;
    return names[static_cast<std::size_t>(number) - 1];
}

/// What is meant where a marker has nothing behind its letter; empty for unknown letters.
std::u32string_view default_presentation(char32_t component) {
    switch (component) {
        case U'm':
        case U's': return U"01";
        case U'Z':
        case U'z': return U"01:01";
        case U'F':
        case U'P':
        case U'C':
        case U'E': return U"n";
        default: return kIntegerComponents.find(component) == kNone ? U"" : U"1";
    }
}

struct Width {
    std::optional<double> min;
    std::optional<double> max;
};

Width read_width(std::u32string_view text) {
    const auto read = [](std::u32string_view number) {
        return number == U"*" ? std::nullopt : std::optional(parse_leading_integer(number));
    };
    const std::size_t dash = text.find(U'-');
    if (dash == kNone) return {read(text), std::nullopt};
    return {read(text.substr(0, dash)), read(text.substr(dash + 1))};
}

/// Numbers of digits beyond any use are all the same.
std::size_t digit_count(double number) {
    return number >= 1 ? static_cast<std::size_t>(std::min(number, 1e6)) : 0;
}

void apply_width(DateMarker& marker, const Width& width) {
    IntegerPicture& integer = *marker.integer;
    const bool is_decimal = integer.form == IntegerForm::decimal;
    if (width.min && is_decimal) {
        integer.digits_min = std::max(integer.digits_min, digit_count(*width.min));
    }
    if (std::u32string_view(U"YMD").find(marker.component) == kNone) return;
    if (width.max) {
        marker.digits = *width.max;
        integer.digits_min = digit_count(*width.max);
    } else if (is_decimal && integer.digits_min + integer.optional_digits >= 2) {
        marker.digits = static_cast<double>(integer.digits_min + integer.optional_digits);
    }
}

LetterCase name_case(std::u32string_view presentation) {
    if (presentation[0] == U'n') return LetterCase::lower;
    return presentation.substr(1).starts_with(U'n') ? LetterCase::title : LetterCase::upper;
}

/// `inside` is what stands between the brackets.
Result<DateMarker> read_marker(std::u32string inside) {
    static const CodePointSet blanks = escaped_set(U's');
    std::erase_if(inside, [&](char32_t c) { return blanks.contains(c); });
    DateMarker out;
    std::u32string_view rest = inside;
    if (!rest.empty()) out.component = rest[0];
    const std::size_t comma = rest.rfind(U',');
    Width width;
    if (comma != kNone) {
        width = read_width(rest.substr(comma + 1));
        rest = rest.substr(0, comma);
    }
    out.width_max = width.max;
    std::u32string_view presentation = rest.substr(std::min<std::size_t>(rest.size(), 1));
    if (presentation.size() > 1 &&
        std::u32string_view(U"atco").find(presentation.back()) != kNone) {
        out.second_modifier = presentation.back();
        presentation.remove_suffix(1);
    }
    if (presentation.empty()) presentation = default_presentation(out.component);
    if (presentation.empty()) {
        std::string letter;
        if (out.component != U'\0') append_code_point(letter, out.component);
        const json::Value given = json::Value::string(letter);
        return fail("D3132", {.value = &given});
    }
    const bool is_zone = out.component == U'Z' || out.component == U'z';
    if (presentation[0] == U'n' || presentation[0] == U'N') {
        out.names = name_case(presentation);
    } else if (kIntegerComponents.find(out.component) != kNone) {
        std::u32string pattern(presentation);
        if (out.second_modifier != U'\0') pattern += {U';', out.second_modifier};
        QS_TRY(out.integer, read_integer_picture(pattern));
        apply_width(out, width);
    }
    if (is_zone) {
        QS_TRY(out.integer, read_integer_picture(presentation));
    }
    return out;
}

void add_literal(std::vector<DatePart>& parts, std::u32string_view text) {
    if (text.empty()) return;
    std::u32string literal;
    for (std::size_t at = 0; at < text.size(); ++at) {
        literal.push_back(text[at]);
        // A bracket is doubled to be one.
        if (text[at] == U']' && text.substr(at + 1).starts_with(U']')) ++at;
    }
    parts.push_back({std::move(literal), std::nullopt});
}

}  // namespace

std::optional<std::string_view> month_name(double number) {
    return name(kMonths, number);
}

std::optional<std::string_view> day_name(double number) {
    return name(kDays, number);
}

Result<std::vector<DatePart>> read_date_picture(std::string_view picture) {
    if (picture.size() > base::limits::kJsonataPictureBytesMax) {
        return fail("U1001", {.message = "the date picture is too long"});
    }
    const std::u32string characters = code_points(picture);
    std::u32string_view rest = characters;
    std::vector<DatePart> out;
    while (true) {
        const std::size_t open = rest.find(U'[');
        add_literal(out, rest.substr(0, open));
        if (open == kNone) return out;
        rest.remove_prefix(open + 1);
        if (rest.starts_with(U'[')) {
            out.push_back({U"[", std::nullopt});
            rest.remove_prefix(1);
            continue;
        }
        const std::size_t close = rest.find(U']');
        if (close == kNone) return fail("D3135");
        QS_TRY(auto marker, read_marker(std::u32string(rest.substr(0, close))));
        out.push_back({{}, std::move(marker)});
        rest.remove_prefix(close + 1);
    }
}

}  // namespace query::jsonata::text
