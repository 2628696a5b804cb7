// Splits, checks and analyses sub-pictures. Where the reference deviates from XPath it is followed:
// what it prints is what users have tried their pictures with.
#include "query/jsonata/text/decimal_picture.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace query::jsonata::text {
namespace {

constexpr std::size_t kNone = std::u32string_view::npos;

/// A sub-picture taken apart.
struct Parts {
    std::u32string_view whole;
    std::u32string_view prefix;
    std::u32string_view active;
    std::u32string_view suffix;
    std::u32string_view mantissa;
    std::optional<std::u32string_view> exponent;
    std::u32string_view integer;
    std::u32string_view fraction;
};

std::u32string_view from(std::u32string_view text, std::size_t at) {
    return at < text.size() ? text.substr(at) : std::u32string_view();
}

/// Nothing where the picture has no active character at all.
std::optional<Parts> split(std::u32string_view whole, const DecimalFormat& format) {
    const auto bounds = [&](char32_t c) {
        return format.is_active(c) && !DecimalFormat::is(c, format.exponent_separator);
    };
    const auto first = std::ranges::find_if(whole, bounds);
    if (first == whole.end()) return std::nullopt;
    const auto begin = static_cast<std::size_t>(first - whole.begin());
    std::size_t end = whole.size();
    while (!bounds(whole[end - 1])) --end;

    Parts out;
    out.whole = whole;
    out.prefix = whole.substr(0, begin);
    out.active = whole.substr(begin, end - begin);
    out.suffix = whole.substr(end);
    // The reference counts from the start of the sub-picture here, and of the active part below, so
    // that an exponent behind a prefix is refused.
    const std::size_t exponent = whole.find(format.exponent_separator, begin);
    if (exponent == kNone || exponent > end) {
        out.mantissa = out.active;
    } else {
        out.mantissa = out.active.substr(0, exponent);
        out.exponent = from(out.active, exponent + 1);
    }
    const std::size_t point = out.mantissa.find(format.decimal_separator);
    if (point == kNone) {
        out.integer = out.mantissa;
        out.fraction = out.suffix;
    } else {
        out.integer = out.mantissa.substr(0, point);
        out.fraction = out.mantissa.substr(point + 1);
    }
    return out;
}

bool occurs(std::u32string_view text, std::u32string_view part) {
    return text.find(part) != kNone;
}

bool occurs_twice(std::u32string_view text, std::u32string_view part) {
    return text.find(part) != text.rfind(part);
}

std::size_t count_family(std::u32string_view text, const DecimalFormat& format) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [&](char32_t c) { return format.is_family_digit(c); }));
}

std::size_t count_places(std::u32string_view text, const DecimalFormat& format) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [&](char32_t c) { return format.is_digit_place(c); }));
}

/// The grouping rules: a separator must stand between digits.
std::string_view grouping_fault(const Parts& parts, const DecimalFormat& format) {
    const std::u32string& separator = format.grouping_separator;
    std::string_view fault;
    const std::size_t point = parts.whole.find(format.decimal_separator);
    if (point != kNone) {
        const bool before = point > 0 && DecimalFormat::is(parts.whole[point - 1], separator);
        const bool behind =
            point + 1 < parts.whole.size() && DecimalFormat::is(parts.whole[point + 1], separator);
        if (before || behind) fault = "D3087";
    } else if (!parts.integer.empty() && DecimalFormat::is(parts.integer.back(), separator)) {
        fault = "D3088";
    }
    if (occurs(parts.whole, separator + separator)) fault = "D3089";
    return fault;
}

/// Optional digits stand at the outer ends of the number.
std::string_view digit_order_fault(const Parts& parts, const DecimalFormat& format) {
    std::string_view fault;
    const std::size_t first = parts.integer.find(format.digit);
    if (first != kNone && count_family(parts.integer.substr(0, first), format) > 0) {
        fault = "D3090";
    }
    const std::size_t last = parts.fraction.rfind(format.digit);
    if (last != kNone && count_family(parts.fraction.substr(last), format) > 0) fault = "D3091";
    return fault;
}

std::string_view exponent_fault(const Parts& parts, const DecimalFormat& format) {
    if (!parts.exponent) return {};
    const std::u32string_view exponent = *parts.exponent;
    if (exponent.empty() || count_family(exponent, format) < exponent.size()) return "D3093";
    if (occurs(parts.whole, format.percent) || occurs(parts.whole, format.per_mille)) {
        return "D3092";
    }
    return {};
}

std::string_view find_fault(const Parts& parts, const DecimalFormat& format) {
    std::string_view fault;
    if (occurs_twice(parts.whole, format.decimal_separator)) fault = "D3081";
    if (occurs_twice(parts.whole, format.percent)) fault = "D3082";
    if (occurs_twice(parts.whole, format.per_mille)) fault = "D3083";
    if (occurs(parts.whole, format.percent) && occurs(parts.whole, format.per_mille)) {
        fault = "D3084";
    }
    if (count_places(parts.mantissa, format) == 0) fault = "D3085";
    const auto is_passive = [&](char32_t c) { return !format.is_active(c); };
    if (std::ranges::any_of(parts.active, is_passive)) fault = "D3086";
    for (const std::string_view other :
         {grouping_fault(parts, format), digit_order_fault(parts, format),
          exponent_fault(parts, format)}) {
        if (!other.empty()) fault = other;
    }
    return fault;
}

std::vector<std::size_t> integer_groups(const Parts& parts, const DecimalFormat& format) {
    std::vector<std::size_t> out;
    std::size_t at = parts.integer.find(format.grouping_separator);
    for (; at != kNone; at = parts.integer.find(format.grouping_separator, at + 1)) {
        out.push_back(count_places(parts.integer.substr(at), format));
    }
    return out;
}

/// After its first separator the reference looks for the others in the integer part.
std::vector<std::size_t> fraction_groups(const Parts& parts, const DecimalFormat& format) {
    std::vector<std::size_t> out;
    std::size_t at = parts.fraction.find(format.grouping_separator);
    for (; at != kNone; at = parts.integer.find(format.grouping_separator, at + 1)) {
        out.push_back(count_places(parts.fraction.substr(0, at), format));
    }
    return out;
}

DecimalPicture analyse(const Parts& parts, const DecimalFormat& format) {
    DecimalPicture out;
    out.prefix = parts.prefix;
    out.suffix = parts.suffix;
    out.integer_groups = integer_groups(parts, format);
    out.regular_group = regular_distance(out.integer_groups);
    out.fraction_groups = fraction_groups(parts, format);
    out.integer_digits_min = count_family(parts.integer, format);
    out.scaling = out.integer_digits_min;
    out.fraction_digits_min = count_family(parts.fraction, format);
    out.fraction_digits_max = count_places(parts.fraction, format);
    if (out.integer_digits_min == 0 && out.fraction_digits_max == 0) {
        if (parts.exponent) {
            out.fraction_digits_min = out.fraction_digits_max = 1;
        } else {
            out.integer_digits_min = 1;
        }
    }
    if (parts.exponent && out.integer_digits_min == 0 && occurs(parts.integer, format.digit)) {
        out.integer_digits_min = 1;
    }
    if (out.integer_digits_min == 0 && out.fraction_digits_min == 0) out.fraction_digits_min = 1;
    if (parts.exponent) out.exponent_digits_min = count_family(*parts.exponent, format);
    out.is_percent = occurs(parts.whole, format.percent);
    out.is_per_mille = occurs(parts.whole, format.per_mille);
    out.has_decimal_separator = occurs(parts.whole, format.decimal_separator);
    return out;
}

}  // namespace

Result<DecimalPicture> read_decimal_picture(std::u32string_view picture,
                                            const DecimalFormat& format) {
    const auto parts = split(picture, format);
    // Version 2.0.6 breaks down here; this is what later ones say.
    if (!parts) return fail(picture.empty() ? "D3085" : "D3086");
    const std::string_view fault = find_fault(*parts, format);
    if (!fault.empty()) return fail(fault);
    return analyse(*parts, format);
}

std::size_t regular_distance(const std::vector<std::size_t>& positions) {
    if (positions.empty()) return 0;
    const std::size_t distance =
        std::accumulate(positions.begin() + 1, positions.end(), positions.front(),
                        std::gcd<std::size_t, std::size_t>);
    for (std::size_t i = 1; i <= positions.size(); ++i) {
        if (std::ranges::find(positions, i * distance) == positions.end()) return 0;
    }
    return distance;
}

}  // namespace query::jsonata::text
