// $formatNumber: numbers by pictures (XPath 4.7.5).
#include "query/jsonata/text/number_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "json/number.hpp"
#include "query/jsonata/text/code_points.hpp"
#include "query/jsonata/text/decimal_format.hpp"
#include "query/jsonata/text/decimal_picture.hpp"

namespace query::jsonata::text {
namespace {

constexpr std::size_t kNone = std::u32string::npos;
/// JavaScript's toFixed knows no more.
constexpr std::size_t kFractionDigitsMax = 100;

std::string fixed(double value, int fraction_digits) {
    // Room for all digits of any double.
    std::array<char, 1500> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::fixed, fraction_digits);
    QS_ASSERT(end.ec == std::errc{});
    return std::string(buffer.data(), end.ptr);
}

/// Whether the number lies exactly between two with so many digits.
bool is_tie(double value, int fraction_digits) {
    if (fixed(value, fraction_digits + 1).back() != '5') return false;
    constexpr int kAllDigits = 1100;
    const std::string all = fixed(value, kAllDigits);
    const std::size_t behind = all.find('.') + static_cast<std::size_t>(fraction_digits) + 2;
    return all.find_first_not_of('0', behind) == std::string::npos;
}

/// One more in the last digit.
std::string increment(std::string number) {
    for (std::size_t at = number.size(); at-- > 0;) {
        if (number[at] == '.') continue;
        if (number[at] != '9') {
            ++number[at];
            return number;
        }
        number[at] = '0';
    }
    return "1" + number;
}

/// JavaScript's toFixed of the absolute value.
std::string to_fixed(double value, std::size_t fraction_digits) {
    const double magnitude = std::abs(value);
    if (std::isnan(magnitude)) return "NaN";
    if (std::isinf(magnitude)) return "Infinity";
    if (magnitude >= 1e21) return json::print_double(magnitude);
    const auto digits = static_cast<int>(fraction_digits);
    if (!is_tie(magnitude, digits)) return fixed(magnitude, digits);
    // The library takes the even neighbour, JavaScript the upper one.
    std::string cut = fixed(magnitude, digits + 1);
    cut.pop_back();
    if (cut.back() == '.') cut.pop_back();
    return increment(std::move(cut));
}

std::u32string in_family(std::string_view digits, const DecimalFormat& format) {
    std::u32string out;
    for (const char c : digits) {
        const bool is_digit = c >= '0' && c <= '9';
        out.push_back(is_digit ? format.zero_digit + static_cast<char32_t>(c - '0')
                               : static_cast<char32_t>(static_cast<unsigned char>(c)));
    }
    return out;
}

struct Scientific {
    double mantissa = 0;
    int exponent = 0;
};

/// A mantissa with as many digits before its point as the picture has. Zero and negative numbers,
/// with which the reference never ends, are treated like positive ones.
Scientific split_exponent(double value, std::size_t scaling) {
    Scientific out{std::abs(value), 0};
    if (out.mantissa == 0) return out;
    const auto places = static_cast<double>(scaling);
    const double most = std::pow(10, places);
    const double least = std::pow(10, places - 1);
    while (out.mantissa < least) {
        out.mantissa *= 10;
        out.exponent -= 1;
    }
    while (out.mantissa > most) {
        out.mantissa /= 10;
        out.exponent += 1;
    }
    return out;
}

/// Inserts as JavaScript's slices do: a negative place counts from the end.
void insert_at(std::u32string& text, std::int64_t place, std::u32string_view inserted) {
    const auto size = static_cast<std::int64_t>(text.size());
    if (place < 0) place = std::max<std::int64_t>(0, size + place);
    text.insert(static_cast<std::size_t>(std::min(place, size)), inserted);
}

void add_grouping(std::u32string& digits, const DecimalPicture& picture,
                  const DecimalFormat& format) {
    auto point = static_cast<std::int64_t>(digits.find(format.decimal_separator));
    const auto distance = static_cast<std::int64_t>(picture.regular_group);
    if (distance > 0) {
        for (std::int64_t place = point - distance; place > 0; place -= distance) {
            insert_at(digits, place, format.grouping_separator);
        }
    } else {
        for (const std::size_t position : picture.integer_groups) {
            insert_at(digits, point - static_cast<std::int64_t>(position),
                      format.grouping_separator);
            ++point;
        }
    }
    point = static_cast<std::int64_t>(digits.find(format.decimal_separator));
    for (const std::size_t position : picture.fraction_groups) {
        insert_at(digits, point + 1 + static_cast<std::int64_t>(position),
                  format.grouping_separator);
    }
}

/// The digits with a point, without zeros at both ends but for those that the picture wants.
std::u32string place_digits(double value, const DecimalPicture& picture,
                            const DecimalFormat& format) {
    std::u32string digits = in_family(to_fixed(value, picture.fraction_digits_max), format);
    const std::size_t dot = digits.find(U'.');
    if (dot == kNone) {
        digits += format.decimal_separator;
    } else {
        digits.replace(dot, 1, format.decimal_separator);
    }
    digits.erase(0, std::min(digits.find_first_not_of(format.zero_digit), digits.size()));
    digits.resize(digits.find_last_not_of(format.zero_digit) + 1);
    const std::size_t point = std::min(digits.find(format.decimal_separator), digits.size());
    const std::size_t fraction = digits.size() - point - 1;
    if (point < picture.integer_digits_min) {
        digits.insert(0, picture.integer_digits_min - point, format.zero_digit);
    }
    if (fraction < picture.fraction_digits_min) {
        digits.append(picture.fraction_digits_min - fraction, format.zero_digit);
    }
    add_grouping(digits, picture, format);
    const bool ends_with_point = digits.find(format.decimal_separator) == digits.size() - 1;
    if (!picture.has_decimal_separator || ends_with_point) digits.pop_back();
    return digits;
}

std::u32string format_with(double value, const DecimalPicture& picture,
                           const DecimalFormat& format) {
    if (picture.is_percent) {
        value *= 100;
    } else if (picture.is_per_mille) {
        value *= 1000;
    }
    std::optional<int> exponent;
    if (picture.exponent_digits_min > 0) {
        const Scientific split = split_exponent(value, picture.scaling);
        value = split.mantissa;
        exponent = split.exponent;
    }
    const double rounded = round_half_even(value, static_cast<double>(picture.fraction_digits_max));
    std::u32string out = picture.prefix + place_digits(rounded, picture, format);
    if (exponent) {
        const std::u32string digits = in_family(std::to_string(std::abs(*exponent)), format);
        out += format.exponent_separator;
        if (*exponent < 0) out += format.minus_sign;
        if (digits.size() < picture.exponent_digits_min) {
            out.append(picture.exponent_digits_min - digits.size(), format.zero_digit);
        }
        out += digits;
    }
    return out + picture.suffix;
}

std::vector<std::u32string_view> split_picture(std::u32string_view picture,
                                               std::u32string_view separator) {
    std::vector<std::u32string_view> out;
    while (true) {
        const std::size_t end = picture.find(separator);
        out.push_back(picture.substr(0, end));
        if (end == kNone) return out;
        picture.remove_prefix(end + separator.size());
    }
}

}  // namespace

DecimalFormat read_decimal_format(const json::Value* options) {
    DecimalFormat out;
    if (options == nullptr) return out;
    const auto read = [&](std::string_view name, std::u32string& property, bool may_be_empty) {
        const auto text = options->find_string(name);
        if (text && (may_be_empty || !text->empty())) property = code_points(*text);
    };
    read("decimal-separator", out.decimal_separator, false);
    read("grouping-separator", out.grouping_separator, false);
    read("exponent-separator", out.exponent_separator, false);
    read("minus-sign", out.minus_sign, true);
    read("percent", out.percent, false);
    read("per-mille", out.per_mille, false);
    read("digit", out.digit, false);
    read("pattern-separator", out.pattern_separator, false);
    std::u32string zero(1, out.zero_digit);
    read("zero-digit", zero, false);
    out.zero_digit = zero.front();
    return out;
}

Result<std::string> format_number(double value, std::string_view picture,
                                  const json::Value* options) {
    if (picture.size() > base::limits::kJsonataPictureBytesMax) {
        return fail("U1001", {.message = "the picture of $formatNumber is too long"});
    }
    const DecimalFormat format = read_decimal_format(options);
    const std::u32string characters = code_points(picture);
    const auto sub_pictures = split_picture(characters, format.pattern_separator);
    if (sub_pictures.size() > 2) return fail("D3080");
    std::vector<DecimalPicture> pictures;
    for (const std::u32string_view sub_picture : sub_pictures) {
        QS_TRY(auto read, read_decimal_picture(sub_picture, format));
        if (read.fraction_digits_max > kFractionDigitsMax) {
            return fail("U1001", {.message = "the picture of $formatNumber has too many digits"});
        }
        pictures.push_back(std::move(read));
    }
    if (pictures.size() == 1) {
        pictures.push_back(pictures.front());
        pictures.back().prefix.insert(0, format.minus_sign);
    }
    return utf8(format_with(value, value >= 0 ? pictures[0] : pictures[1], format));
}

}  // namespace query::jsonata::text
