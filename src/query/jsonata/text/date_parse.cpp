// $toMillis: texts to instants.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "json/number.hpp"
#include "query/jsonata/text/calendar.hpp"
#include "query/jsonata/text/code_points.hpp"
#include "query/jsonata/text/date_marker.hpp"
#include "query/jsonata/text/date_picture.hpp"
#include "query/jsonata/text/iso_date.hpp"
#include "query/jsonata/text/script_regex.hpp"

namespace query::jsonata::text {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

/// The components of a text by letter. A component that was there and means nothing, such as a name
/// that is no month's, is as absent as one that was not.
class Components {
public:
    void set(char letter, std::optional<double> value) { values_[index(letter)] = value; }
    std::optional<double> get(char letter) const { return values_[index(letter)]; }
    double value(char letter) const { return get(letter).value_or(kNoNumber); }
    /// As JavaScript sees truth: zero and NaN are false.
    bool is_true(char letter) const {
        const auto given = get(letter);
        return given && *given != 0 && !std::isnan(*given);
    }
    /// Whether at least one of these is true and none of the others.
    bool are_only(std::string_view letters, std::string_view all) const {
        bool some = false;
        for (const char letter : all) {
            if (!is_true(letter)) continue;
            if (letters.find(letter) == std::string_view::npos) return false;
            some = true;
        }
        return some;
    }

private:
    static std::size_t index(char letter) { return static_cast<unsigned char>(letter) % 128; }
    std::array<std::optional<double>, 128> values_;
};

tl::unexpected<Error> not_enough() {
    return fail("D3136");
}

tl::unexpected<Error> no_name(const DateMarker& marker) {
    std::string letter;
    if (marker.component != U'\0') append_code_point(letter, marker.component);
    const json::Value given = json::Value::string(letter);
    return fail("D3133", {.value = &given});
}

bool is_zone(const DateMarker& marker) {
    return marker.component == U'Z' || marker.component == U'z';
}

std::string escaped(std::u32string_view literal) {
    std::string out;
    for (const char32_t c : literal) {
        if (std::u32string_view(U".*+?^${}()|[]\\").find(c) != std::u32string_view::npos) {
            out.push_back('\\');
        }
        append_code_point(out, c);
    }
    return out;
}

std::string occurrences(const DateMarker& marker) {
    if (!(marker.digits > 0)) return "+";
    const auto optional = static_cast<double>(marker.integer->optional_digits);
    const std::string most = json::print_double(marker.digits);
    if (optional == 0) return "{" + most + "}";
    return "{" + json::print_double(marker.digits - optional) + "," + most + "}";
}

Result<std::string> integer_pattern(const DateMarker& marker) {
    const IntegerPicture& integer = *marker.integer;
    const bool is_upper = integer.letter_case == LetterCase::upper;
    switch (integer.form) {
        case IntegerForm::letters: return is_upper ? "[A-Z]+" : "[a-z]+";
        case IntegerForm::roman: return is_upper ? "[MDCLXVI]+" : "[mdclxvi]+";
        case IntegerForm::words: {
            std::string out = "(?:";
            for (const std::string& word : all_number_words()) out += word + "|";
            return out + "and|[\\-, ])+";
        }
        case IntegerForm::decimal:
            return "[0-9]" + occurrences(marker) + (integer.is_ordinal ? "(?:th|st|nd|rd)" : "");
        case IntegerForm::sequence: break;
    }
    const json::Value token = json::Value::string(utf8(integer.token));
    return fail("D3130", {.value = &token});
}

/// What separates hours and minutes; nothing where nothing does, or more than one thing.
std::optional<char32_t> zone_separator(const DateMarker& marker) {
    if (marker.integer->regular_group == 0) return std::nullopt;
    return marker.integer->separators.front().character;
}

std::string zone_pattern(const DateMarker& marker) {
    std::string out = marker.component == U'z' ? "GMT[-+][0-9]+" : "[-+][0-9]+";
    if (const auto separator = zone_separator(marker)) {
        // Not escaped, as in the reference.
        append_code_point(out, *separator);
        out += "[0-9]+";
    }
    return out;
}

Result<std::string> marker_pattern(const DateMarker& marker) {
    if (is_zone(marker)) return zone_pattern(marker);
    if (marker.integer) return integer_pattern(marker);
    if (std::u32string_view(U"MxFP").find(marker.component) == std::u32string_view::npos) {
        return no_name(marker);
    }
    return "[a-zA-Z]+";
}

/// The offset in minutes. Minutes are added whatever the sign of the hours, as in the reference.
double parse_zone(std::string_view text, const DateMarker& marker) {
    std::u32string characters = code_points(text);
    if (marker.component == U'z') characters.erase(0, 3);
    const std::u32string_view value = characters;
    if (const auto separator = zone_separator(marker)) {
        const std::size_t at = value.find(*separator);
        if (at == std::u32string_view::npos) return kNoNumber;
        return parse_leading_integer(value.substr(0, at)) * 60 +
               parse_leading_integer(value.substr(at + 1));
    }
    if (value.size() <= 3) return parse_leading_integer(value) * 60;
    return parse_leading_integer(value.substr(0, 3)) * 60 + parse_leading_integer(value.substr(3));
}

std::optional<double> parse_name(std::string_view text, const DateMarker& marker) {
    if (marker.component == U'P') {
        if (text == "am" || text == "AM") return 0;
        if (text == "pm" || text == "PM") return 1;
        return std::nullopt;
    }
    const auto name_of = marker.component == U'F' ? day_name : month_name;
    const bool is_cut = marker.width_max && (*marker.width_max < 0 || *marker.width_max > 0);
    // Of names that begin alike the reference remembers the last.
    std::optional<double> found;
    for (double number = 1; const auto name = name_of(number); ++number) {
        std::string_view known = *name;
        if (is_cut) {
            const double most = std::clamp(*marker.width_max, 0.0, 100.0);
            known = known.substr(0, static_cast<std::size_t>(most));
        }
        if (known == text) found = number;
    }
    return found;
}

Result<std::optional<double>> parse_marker(std::string_view text, const DateMarker& marker) {
    if (is_zone(marker)) return std::optional(parse_zone(text, marker));
    if (!marker.integer) return parse_name(text, marker);
    QS_TRY(const double value, parse_with(text, *marker.integer));
    return std::optional(value);
}

/// Fills what was not given: from now before what was given, with zero behind it.
Result<void> fill_gaps(Components& components, std::string_view letters, double now) {
    bool has_begun = false;
    bool has_ended = false;
    for (const char letter : letters) {
        if (components.get(letter)) {
            if (has_ended) return not_enough();
            has_begun = true;
        } else if (has_begun) {
            const bool counts_from_one = letter == 'M' || letter == 'D' || letter == 'd';
            components.set(letter, counts_from_one ? 1 : 0);
            has_ended = true;
        } else {
            // The reference takes the words `am` and `pm` here, which it then does not know.
            components.set(letter, letter == 'P' ? 0 : date_component(now, letter));
        }
    }
    return {};
}

Result<double> instant(Components components, double now) {
    constexpr std::string_view kDate = "YXMxWwdD";
    constexpr std::string_view kTime = "PHhmsf";
    const bool by_month = components.are_only("YMD", kDate);
    const bool by_day = !by_month && components.are_only("Yd", kDate);
    const bool by_week = components.are_only("Xxw", kDate) || components.are_only("XW", kDate);
    const bool by_half_day =
        !components.are_only("Hmsf", kTime) && components.are_only("Phmsf", kTime);
    // The reference cannot do this either.
    if (by_week) return not_enough();
    const std::string letters =
        std::string(by_day ? "YD" : "YMD") + (by_half_day ? "Phmsf" : "Hmsf");
    QS_CHECK(fill_gaps(components, letters, now));

    const double month = components.value('M');
    UtcFields fields{.year = components.value('Y'),
                     .month = month > 0 ? month - 1 : 0,
                     .day = components.value('D'),
                     .hour = components.value('H'),
                     .minute = components.value('m'),
                     .second = components.value('s'),
                     .millisecond = components.value('f')};
    if (by_day) {
        const double first = date_utc({.year = fields.year});
        const double day = clip_time(first + (components.value('d') - 1) * kMillisPerDay);
        if (std::isnan(day)) return kNoNumber;
        const CivilDate date = civil_date(day);
        fields.month = date.month - 1;
        fields.day = date.day;
    }
    if (by_half_day) {
        fields.hour = components.value('h') == 12 ? 0 : components.value('h');
        if (components.value('P') == 1) fields.hour += 12;
    }
    double millis = date_utc(fields);
    for (const char zone : {'Z', 'z'}) {
        if (!components.is_true(zone)) continue;
        return millis - components.value(zone) * kMillisPerMinute;
    }
    return millis;
}

Result<ScriptRegex> compile_parts(const std::vector<DatePart>& parts) {
    std::string pattern = "^";
    for (const DatePart& part : parts) {
        if (part.marker) {
            QS_TRY(const auto of_marker, marker_pattern(*part.marker));
            pattern += "(" + of_marker + ")";
        } else {
            pattern += "(" + escaped(part.literal) + ")";
        }
    }
    return ScriptRegex::compile(pattern + "$", true, false);
}

/// A picture ready to read texts.
struct PictureReader {
    std::string picture;
    std::vector<DatePart> parts;
    std::optional<ScriptRegex> regex;
};

/// The thread's last picture stays: it is mostly one that many texts are read by.
Result<const PictureReader*> reader_of(std::string_view picture) {
    thread_local PictureReader last;
    if (last.regex && last.picture == picture) return &last;
    QS_TRY(auto parts, read_date_picture(picture));
    QS_TRY(auto regex, compile_parts(parts));
    last = PictureReader{std::string(picture), std::move(parts), std::move(regex)};
    return &last;
}

Result<std::optional<double>> parse_by_picture(std::string_view timestamp, std::string_view picture,
                                               double now) {
    QS_TRY(const PictureReader* const reader, reader_of(picture));
    const std::vector<DatePart>& parts = reader->parts;
    const auto found = reader->regex->find(timestamp, 0);
    if (!found) return fail("U1001", {.message = found.error().message});
    if (!*found) return std::optional<double>();
    Components components;
    bool has_marker = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& group = (*found)->groups[i];
        if (!parts[i].marker || !group) continue;
        has_marker = true;
        const std::string_view text = timestamp.substr(group->first, group->second - group->first);
        QS_TRY(const auto value, parse_marker(text, *parts[i].marker));
        components.set(static_cast<char>(parts[i].marker->component), value);
    }
    if (!has_marker) return std::optional<double>();
    QS_TRY(const double millis, instant(components, now));
    return std::optional(millis);
}

}  // namespace

Result<std::optional<double>> parse_date_time(std::string_view timestamp,
                                              const std::string_view* picture,
                                              std::int64_t now_ms) {
    if (picture != nullptr) {
        return parse_by_picture(timestamp, *picture, static_cast<double>(now_ms));
    }
    if (!is_iso8601(timestamp)) {
        const json::Value given = json::Value::string(timestamp);
        return fail("D3110", {.value = &given});
    }
    return std::optional(parse_iso_date(timestamp));
}

}  // namespace query::jsonata::text
