// Numbers in English words.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "query/jsonata/text/case_mapping.hpp"
#include "query/jsonata/text/code_points.hpp"
#include "query/jsonata/text/integer_picture.hpp"
#include "query/jsonata/text/script_class.hpp"

namespace query::jsonata::text {
namespace {

constexpr std::array<std::string_view, 20> kSmall = {
    "Zero",     "One",     "Two",     "Three",     "Four",     "Five",    "Six",
    "Seven",    "Eight",   "Nine",    "Ten",       "Eleven",   "Twelve",  "Thirteen",
    "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"};
constexpr std::array<std::string_view, 20> kSmallOrdinals = {
    "Zeroth",     "First",     "Second",    "Third",       "Fourth",     "Fifth",     "Sixth",
    "Seventh",    "Eighth",    "Ninth",     "Tenth",       "Eleventh",   "Twelfth",   "Thirteenth",
    "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth"};
/// From 20 on; the hundred is read like one of them.
constexpr std::array<std::string_view, 9> kTens = {"Twenty",  "Thirty", "Forty",  "Fifty",  "Sixty",
                                                   "Seventy", "Eighty", "Ninety", "Hundred"};
constexpr std::array<std::string_view, 4> kMagnitudes = {"Thousand", "Million", "Billion",
                                                         "Trillion"};

struct Word {
    std::string text;
    double value;
};

/// The reference's words, in its order.
const std::vector<Word>& known_words() {
    static const std::vector<Word> words = [] {
        std::vector<Word> out;
        for (std::size_t i = 0; i < kSmall.size(); ++i) {
            out.push_back({lowercase(kSmall[i]), static_cast<double>(i)});
        }
        for (std::size_t i = 0; i < kSmallOrdinals.size(); ++i) {
            out.push_back({lowercase(kSmallOrdinals[i]), static_cast<double>(i)});
        }
        for (std::size_t i = 0; i < kTens.size(); ++i) {
            const std::string word = lowercase(kTens[i]);
            const double value = static_cast<double>(i + 2) * 10;
            out.push_back({word, value});
            out.push_back({word.substr(0, word.size() - 1) + "ieth", value});
        }
        out.push_back({"hundredth", 100});
        double value = 1000;
        for (const std::string_view magnitude : kMagnitudes) {
            out.push_back({lowercase(magnitude), value});
            out.push_back({lowercase(magnitude) + "th", value});
            value *= 1000;
        }
        return out;
    }();
    return words;
}

std::optional<double> word_value(std::string_view word) {
    const auto found = std::ranges::find(known_words(), word, &Word::text);
    return found == known_words().end() ? std::nullopt : std::optional(found->value);
}

std::string below_hundred(std::size_t number, bool ordinal) {
    if (number < kSmall.size()) {
        return std::string(ordinal ? kSmallOrdinals[number] : kSmall[number]);
    }
    std::string out(kTens[number / 10 - 2]);
    if (number % 10 > 0) return out + "-" + below_hundred(number % 10, ordinal);
    if (ordinal) out.replace(out.size() - 1, 1, "ieth");
    return out;
}

/// `follows`: there are words before it.
std::string words_of(double number, bool follows, bool ordinal) {
    if (number < 100) {
        return (follows ? " and " : "") + below_hundred(static_cast<std::size_t>(number), ordinal);
    }
    double rest = 0;
    std::string out = follows ? ", " : "";
    if (number < 1000) {
        rest = std::fmod(number, 100);
        out += std::string(kSmall[static_cast<std::size_t>(number / 100)]) + " Hundred";
    } else {
        // Beyond the largest word there are many of it.
        const double magnitude =
            std::min(std::floor(std::log10(number) / 3), static_cast<double>(kMagnitudes.size()));
        const double factor = std::pow(10, magnitude * 3);
        const double count = std::floor(number / factor);
        rest = number - count * factor;
        out += words_of(count, false, false) + " ";
        out += kMagnitudes[static_cast<std::size_t>(magnitude) - 1];
    }
    if (rest > 0) return out + words_of(rest, true, ordinal);
    return ordinal ? out + "th" : out;
}

bool is_blank(char32_t c) {
    static const CodePointSet blanks = escaped_set(U's');
    return blanks.contains(c);
}

/// The length of what divides words at the beginning of the text: a comma and a blank, `and`
/// between blanks, or one blank, hyphen or backslash. 0 where a word goes on.
std::size_t divider_length(std::u32string_view text) {
    const auto blank_at = [&](std::size_t at) { return at < text.size() && is_blank(text[at]); };
    if (text[0] == U',' && blank_at(1)) return 2;
    if (blank_at(0) && text.substr(1).starts_with(U"and") && blank_at(4)) return 5;
    return blank_at(0) || text[0] == U'-' || text[0] == U'\\' ? 1 : 0;
}

std::vector<std::string> split_words(std::string_view text) {
    const std::u32string characters = code_points(text);
    std::u32string_view rest = characters;
    std::vector<std::string> out(1);
    while (!rest.empty()) {
        const std::size_t divider = divider_length(rest);
        if (divider > 0) {
            out.emplace_back();
        } else {
            append_code_point(out.back(), rest[0]);
        }
        rest.remove_prefix(std::max<std::size_t>(divider, 1));
    }
    return out;
}

}  // namespace

std::string number_words(double value, bool ordinal) {
    return words_of(value, false, ordinal);
}

double words_number(std::string_view text) {
    // Each segment is a product: what is below a hundred begins a new one behind a magnitude.
    std::vector<double> segments = {0};
    for (const std::string& word : split_words(text)) {
        const auto value = word_value(word);
        if (!value) return std::numeric_limits<double>::quiet_NaN();
        if (*value >= 100) {
            segments.back() *= *value;
        } else if (segments.back() >= 1000) {
            segments.push_back(*value);
        } else {
            segments.back() += *value;
        }
    }
    double sum = 0;
    for (const double segment : segments) sum += segment;
    return sum;
}

std::vector<std::string> all_number_words() {
    std::vector<std::string> out;
    for (const Word& word : known_words()) out.push_back(word.text);
    return out;
}

}  // namespace query::jsonata::text
