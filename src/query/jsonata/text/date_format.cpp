// $fromMillis: instants to texts.
#include <cmath>

#include "base/time.hpp"
#include "json/number.hpp"
#include "query/jsonata/text/calendar.hpp"
#include "query/jsonata/text/case_mapping.hpp"
#include "query/jsonata/text/code_points.hpp"
#include "query/jsonata/text/date_marker.hpp"
#include "query/jsonata/text/date_picture.hpp"
#include "query/jsonata/text/integer_format.hpp"

namespace query::jsonata::text {
namespace {

/// A time zone as the reference takes it apart: for `-0530` it has -6 hours and -30 minutes.
struct Offset {
    double hours = 0;
    double minutes = 0;

    double number() const { return hours * 100 + minutes; }
    double millis() const { return (hours * 60 + minutes) * kMillisPerMinute; }
};

Offset read_offset(const std::string_view* timezone) {
    if (timezone == nullptr) return {};
    const double number = parse_leading_integer(code_points(*timezone));
    return {std::floor(number / 100), std::fmod(number, 100)};
}

tl::unexpected<Error> no_name(const DateMarker& marker) {
    std::string letter;
    append_code_point(letter, marker.component);
    const json::Value given = json::Value::string(letter);
    return fail("D3133", {.value = &given});
}

std::string in_case(std::string_view text, LetterCase letter_case) {
    switch (letter_case) {
        case LetterCase::upper: return uppercase(text);
        case LetterCase::lower: return lowercase(text);
        case LetterCase::title: return std::string(text);
    }
    return std::string(text);
}

Result<std::string> format_number_of(double value, const IntegerPicture& picture) {
    if (std::isnan(value)) return "NaN";
    return format_with(value, picture);
}

Result<std::string> format_name(double value, const DateMarker& marker) {
    std::optional<std::string_view> name;
    switch (marker.component) {
        case U'M':
        case U'x': name = month_name(value); break;
        case U'F': name = day_name(value); break;
        default: return no_name(marker);
    }
    std::string out = in_case(name.value_or("NaN"), *marker.names);
    if (marker.width_max && static_cast<double>(out.size()) > *marker.width_max) {
        out.resize(static_cast<std::size_t>(std::max(*marker.width_max, 0.0)));
    }
    return out;
}

Result<std::string> format_zone(const Offset& offset, const DateMarker& marker) {
    const double number = offset.number();
    if (number == 0 && marker.second_modifier == U't') return "Z";
    const IntegerPicture& integer = *marker.integer;
    const bool is_decimal = integer.form == IntegerForm::decimal;
    std::string out;
    if (integer.regular_group > 0) {
        QS_TRY(out, format_number_of(number, integer));
    } else if (is_decimal && integer.digits_min <= 2) {
        QS_TRY(out, format_number_of(offset.hours, integer));
        if (offset.minutes != 0) {
            QS_TRY(const auto minutes, format_integer(offset.minutes, "00"));
            out += ":" + minutes;
        }
    } else if (is_decimal && integer.digits_min <= 4) {
        QS_TRY(out, format_number_of(number, integer));
    } else {
        return fail("D3134");
    }
    if (number >= 0) out.insert(0, "+");
    if (marker.component == U'z') out.insert(0, "GMT");
    return out;
}

Result<std::string> format_marker(double millis, const Offset& offset, const DateMarker& marker) {
    if (marker.component == U'Z' || marker.component == U'z') return format_zone(offset, marker);
    if (marker.component == U'C' || marker.component == U'E') return "ISO";
    if (marker.component == U'P') {
        const std::string_view half = date_component(millis, 'P') == 1 ? "pm" : "am";
        return marker.names == LetterCase::upper ? uppercase(half) : std::string(half);
    }
    // As the reference shows a letter that it does not know, if something stands behind it.
    if (kIntegerComponents.find(marker.component) == std::u32string_view::npos) return "undefined";
    double value = date_component(millis, static_cast<char>(marker.component));
    if (marker.component == U'Y' && marker.digits != -1) {
        value = std::fmod(value, std::pow(10, marker.digits));
    }
    if (marker.names) return format_name(value, marker);
    return format_number_of(value, *marker.integer);
}

/// The parts of a picture, good until the next call of this thread: the last picture stays, because
/// it is mostly one that many instants are written by.
Result<const std::vector<DatePart>*> parts_of(std::string_view picture) {
    thread_local std::string last_picture;
    thread_local std::optional<std::vector<DatePart>> last;
    if (last && last_picture == picture) return &*last;
    QS_TRY(last, read_date_picture(picture));
    last_picture = picture;
    return &*last;
}

}  // namespace

Result<std::string> format_date_time(double millis, const std::string_view* picture,
                                     const std::string_view* timezone) {
    constexpr std::string_view kIso8601 = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";
    constexpr double kYear10000 = 253'402'300'800'000;
    if (picture == nullptr && timezone == nullptr && millis >= 0 && millis < kYear10000) {
        return base::iso8601_ms(base::from_epoch_ms(static_cast<std::int64_t>(millis)));
    }
    const Offset offset = read_offset(timezone);
    QS_TRY(const auto* const parts, parts_of(picture != nullptr ? *picture : kIso8601));
    const double local = clip_time(millis + offset.millis());
    std::string out;
    for (const DatePart& part : *parts) {
        if (!part.marker) {
            out += utf8(part.literal);
            continue;
        }
        QS_TRY(const auto text, format_marker(local, offset, *part.marker));
        out += text;
    }
    return out;
}

}  // namespace query::jsonata::text
