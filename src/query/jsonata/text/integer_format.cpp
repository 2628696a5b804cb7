// Whole numbers to texts and back.
#include "query/jsonata/text/integer_format.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "json/number.hpp"
#include "query/jsonata/text/case_mapping.hpp"
#include "query/jsonata/text/code_points.hpp"
#include "query/jsonata/text/integer_picture.hpp"
#include "query/jsonata/text/script_class.hpp"

namespace query::jsonata::text {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
/// A Roman numeral has an `m` for every thousand.
constexpr double kRomanMax = 1e7;
constexpr std::size_t kDigitsMax = 10'000;

tl::unexpected<Error> too_long() {
    return fail("U1001", {.message = "the number would become a text that is too long"});
}

tl::unexpected<Error> not_supported(const IntegerPicture& picture) {
    const json::Value token = json::Value::string(utf8(picture.token));
    return fail("D3130", {.value = &token});
}

tl::unexpected<Error> picture_too_long() {
    return fail("U1001", {.message = "the picture is too long"});
}

std::string letters(double value, char first) {
    std::string reversed;
    while (value > 0) {
        reversed.push_back(static_cast<char>(first + static_cast<int>(std::fmod(value - 1, 26))));
        value = std::floor((value - 1) / 26);
    }
    return std::string(reversed.rbegin(), reversed.rend());
}

std::string roman(double value) {
    using Numeral = std::pair<double, std::string_view>;
    constexpr auto kNumerals = std::to_array<Numeral>({{1000, "m"},
                                                       {900, "cm"},
                                                       {500, "d"},
                                                       {400, "cd"},
                                                       {100, "c"},
                                                       {90, "xc"},
                                                       {50, "l"},
                                                       {40, "xl"},
                                                       {10, "x"},
                                                       {9, "ix"},
                                                       {5, "v"},
                                                       {4, "iv"},
                                                       {1, "i"}});
    std::string out;
    for (const auto& [amount, numeral] : kNumerals) {
        const auto times = static_cast<std::size_t>(value / amount);
        for (std::size_t i = 0; i < times; ++i) out += numeral;
        value -= static_cast<double>(times) * amount;
    }
    return out;
}

void insert_separators(std::u32string& digits, const IntegerPicture& picture) {
    if (picture.regular_group > 0) {
        const std::size_t distance = picture.regular_group;
        for (std::size_t place = distance; place < digits.size(); place += distance + 1) {
            digits.insert(digits.size() - place, 1, picture.separators.front().character);
        }
        return;
    }
    for (auto at = picture.separators.rbegin(); at != picture.separators.rend(); ++at) {
        if (at->position <= digits.size()) {
            digits.insert(digits.size() - at->position, 1, at->character);
            continue;
        }
        // As JavaScript's substr does it: a place before the beginning counts from the end.
        const std::size_t before = at->position - digits.size();
        const std::size_t kept = std::min(before, digits.size());
        digits = at->character + digits.substr(digits.size() - kept);
    }
}

std::string_view ordinal_suffix(std::u32string_view digits) {
    const char32_t last = digits.back();
    const bool is_teen = digits.size() > 1 && digits[digits.size() - 2] == U'1';
    if (is_teen || last < U'1' || last > U'3') return "th";
    return last == U'1' ? "st" : last == U'2' ? "nd" : "rd";
}

Result<std::string> decimal(double value, const IntegerPicture& picture) {
    if (picture.digits_min > kDigitsMax) return too_long();
    std::u32string digits;
    for (const char c : json::print_double(value)) {
        const auto unit = static_cast<char32_t>(c);
        digits.push_back(unit + picture.zero_digit - U'0');
    }
    if (digits.size() < picture.digits_min) {
        digits.insert(0, picture.digits_min - digits.size(), picture.zero_digit);
    }
    insert_separators(digits, picture);
    std::string out = utf8(digits);
    if (picture.is_ordinal) out += ordinal_suffix(digits);
    return out;
}

std::string words(double value, const IntegerPicture& picture) {
    std::string out = number_words(value, picture.is_ordinal);
    switch (picture.letter_case) {
        case LetterCase::upper: return uppercase(out);
        case LetterCase::lower: return lowercase(out);
        case LetterCase::title: return out;
    }
    return out;
}

double parse_roman(std::string_view text) {
    constexpr std::string_view kNumerals = "IVXLCDM";
    constexpr std::array<double, 7> kValues = {1, 5, 10, 50, 100, 500, 1000};
    double sum = 0;
    double most = 1;
    for (std::size_t at = text.size(); at-- > 0;) {
        const std::size_t numeral = kNumerals.find(text[at]);
        if (numeral == std::string_view::npos) return kNoNumber;
        const double value = kValues[numeral];
        // What stands before a larger one is taken away from it.
        sum += value < most ? -value : value;
        most = std::max(most, value);
    }
    return sum;
}

double parse_letters(std::u32string_view text, char32_t first) {
    double sum = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t letter = text[text.size() - 1 - i];
        const double value = static_cast<double>(letter) - static_cast<double>(first) + 1;
        sum += value * std::pow(26, static_cast<double>(i));
    }
    return sum;
}

double parse_decimal(std::u32string text, const IntegerPicture& picture) {
    if (picture.is_ordinal) text.resize(text.size() - std::min<std::size_t>(text.size(), 2));
    if (picture.regular_group > 0) {
        // Whatever the picture's separator is.
        std::erase(text, U',');
    } else {
        for (const auto& separator : picture.separators) std::erase(text, separator.character);
    }
    if (picture.zero_digit != U'0') {
        for (char32_t& c : text) {
            const char32_t offset = picture.zero_digit - U'0';
            c = c >= offset ? c - offset : kLastCodePoint;
        }
    }
    return parse_leading_integer(text);
}

}  // namespace

double parse_leading_integer(std::u32string_view text) {
    static const CodePointSet blanks = escaped_set(U's');
    while (!text.empty() && blanks.contains(text.front())) text.remove_prefix(1);
    std::string digits;
    if (!text.empty() && (text.front() == U'-' || text.front() == U'+')) {
        if (text.front() == U'-') digits = "-";
        text.remove_prefix(1);
    }
    const double sign = digits.empty() ? 1 : -1;
    if (text.starts_with(U"0x") || text.starts_with(U"0X")) {
        double value = 0;
        std::size_t at = 2;
        for (; at < text.size(); ++at) {
            const char32_t c = text[at];
            const bool is_digit = c >= U'0' && c <= U'9';
            const char32_t small = c | 0x20;
            if (!is_digit && (small < U'a' || small > U'f')) break;
            value = value * 16 + static_cast<double>(is_digit ? c - U'0' : small - U'a' + 10);
        }
        return at == 2 ? kNoNumber : sign * value;
    }
    for (const char32_t c : text) {
        if (c < U'0' || c > U'9') break;
        digits.push_back(static_cast<char>(c));
    }
    if (digits.empty() || digits == "-") return kNoNumber;
    return json::read_double(digits);
}

Result<std::string> format_with(double value, const IntegerPicture& picture) {
    const double magnitude = std::abs(value);
    const bool is_upper = picture.letter_case == LetterCase::upper;
    std::string out;
    switch (picture.form) {
        case IntegerForm::letters: out = letters(magnitude, is_upper ? 'A' : 'a'); break;
        case IntegerForm::roman:
            if (magnitude > kRomanMax) return too_long();
            out = is_upper ? uppercase(roman(magnitude)) : roman(magnitude);
            break;
        case IntegerForm::words: out = words(magnitude, picture); break;
        case IntegerForm::decimal: {
            QS_TRY(out, decimal(magnitude, picture));
            break;
        }
        case IntegerForm::sequence: return not_supported(picture);
    }
    return value < 0 ? "-" + out : out;
}

Result<double> parse_with(std::string_view text, const IntegerPicture& picture) {
    const bool is_upper = picture.letter_case == LetterCase::upper;
    switch (picture.form) {
        case IntegerForm::letters: return parse_letters(code_points(text), is_upper ? U'A' : U'a');
        case IntegerForm::roman: return is_upper ? parse_roman(text) : parse_roman(uppercase(text));
        case IntegerForm::words: return words_number(lowercase(text));
        case IntegerForm::decimal: return parse_decimal(code_points(text), picture);
        case IntegerForm::sequence: break;
    }
    return not_supported(picture);
}

Result<std::string> format_integer(double value, std::string_view picture) {
    if (picture.size() > base::limits::kJsonataPictureBytesMax) return picture_too_long();
    QS_TRY(const auto read, read_integer_picture(code_points(picture)));
    return format_with(std::floor(value), read);
}

Result<std::optional<double>> parse_integer(std::string_view text, std::string_view picture) {
    if (picture.size() > base::limits::kJsonataPictureBytesMax) return picture_too_long();
    QS_TRY(const auto read, read_integer_picture(code_points(picture)));
    QS_TRY(const double value, parse_with(text, read));
    return std::optional(value);
}

}  // namespace query::jsonata::text
