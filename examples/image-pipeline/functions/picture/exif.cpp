// EXIF 2.32, tags Make, Model and DateTimeOriginal.
#include "picture/exif.hpp"

#include <algorithm>

namespace picture {
namespace {

std::string_view trim(std::string_view text) {
    using std::string_view_literals::operator""sv;
    constexpr std::string_view kBlank = " \t\r\n\0"sv;
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// The number of the digits text[from, from + count), or -1.
int number(std::string_view text, std::size_t from, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(from, count)) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::string exif_value(std::string_view shown) {
    const auto tail = shown.rfind(", ASCII, ");
    if (tail == std::string_view::npos) return {};
    // Before the tail stands `VALUE (VALUE`, and VALUE itself may hold parentheses and commas.
    const std::string_view twice = shown.substr(0, tail);
    if (twice.size() < 2 || twice.size() % 2 != 0) return {};
    const std::size_t length = (twice.size() - 2) / 2;
    if (twice.substr(0, length) != twice.substr(length + 2) || twice.substr(length, 2) != " (") {
        return {};
    }
    return std::string(trim(twice.substr(0, length)));
}

std::string camera_name(std::string_view make, std::string_view model) {
    make = trim(make);
    model = trim(model);
    if (make.empty() && model.empty()) return std::string(kUnknown);
    if (model.empty()) return std::string(make);
    const std::string_view first_word = make.substr(0, make.find(' '));
    if (make.empty() || model.starts_with(first_word)) return std::string(model);
    return std::string(make) + " " + std::string(model);
}

std::string iso_time(std::string_view exif_time) {
    const std::string_view text = trim(exif_time);
    const bool shaped = text.size() == 19 && text[4] == ':' && text[7] == ':' && text[10] == ' ' &&
                        text[13] == ':' && text[16] == ':';
    if (!shaped) return std::string(kUnknown);
    const auto within = [&](std::size_t from, int low, int high) {
        const int value = number(text, from, 2);
        return value >= low && value <= high;
    };
    const bool valid = number(text, 0, 4) > 0 && within(5, 1, 12) && within(8, 1, 31) &&
                       within(11, 0, 23) && within(14, 0, 59) && within(17, 0, 60);
    if (!valid) return std::string(kUnknown);
    std::string iso(text);
    iso[4] = iso[7] = '-';
    iso[10] = 'T';
    return iso;
}

}  // namespace picture
