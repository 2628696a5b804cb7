// ECMA-262's date time strings (21.4.1.32), and what V8 makes of the few others that the
// reference's pattern lets through.
#include "query/jsonata/text/iso_date.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "base/assert.hpp"
#include "query/jsonata/text/calendar.hpp"
#include "query/jsonata/text/script_regex.hpp"

namespace query::jsonata::text {
namespace {

constexpr double kNoTime = std::numeric_limits<double>::quiet_NaN();

/// Reads a text from its beginning; a number that is wrong is not taken.
struct Reader {
    std::string_view rest;

    bool take(char c) {
        if (!rest.starts_with(c)) return false;
        rest.remove_prefix(1);
        return true;
    }
    std::string_view digits() const { return rest.substr(0, rest.find_first_not_of("0123456789")); }
    /// A run of exactly so many digits.
    std::optional<double> number(std::size_t length, double least, double most) {
        const std::string_view run = digits();
        if (run.size() != length) return std::nullopt;
        double value = 0;
        for (const char c : run) value = value * 10 + (c - '0');
        if (value < least || value > most) return std::nullopt;
        rest.remove_prefix(length);
        return value;
    }
};

/// A fraction of a second as V8 reads it: nine digits behind leading zeros, by the length of all.
double milliseconds(std::string_view digits) {
    constexpr std::size_t kSignificantMax = 9;
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    double value = 0;
    for (const char c : digits.substr(zeros, kSignificantMax)) value = value * 10 + (c - '0');
    std::size_t length = std::min(digits.size(), kSignificantMax);
    for (; length < 3; ++length) value *= 10;
    for (; length > 3; --length) value /= 10;
    return value;
}

/// The offset from UTC in minutes.
std::optional<double> read_zone(Reader& reader) {
    if (reader.rest.empty() || reader.take('Z')) return 0;
    const double sign = reader.take('+') ? 1 : -1;
    if (sign < 0 && !reader.take('-')) return std::nullopt;
    if (const auto both = reader.number(4, 0, 2359)) {
        const double minutes = *both - std::trunc(*both / 100) * 100;
        if (minutes > 59) return std::nullopt;
        return sign * (std::trunc(*both / 100) * 60 + minutes);
    }
    const auto hours = reader.number(2, 0, 23);
    if (!hours || !reader.take(':')) return std::nullopt;
    const auto minutes = reader.number(2, 0, 59);
    if (!minutes) return std::nullopt;
    return sign * (*hours * 60 + *minutes);
}

double read_time(Reader& reader, UtcFields fields) {
    const auto hour = reader.number(2, 0, 24);
    if (!hour || !reader.take(':')) return kNoTime;
    const auto minute = reader.number(2, 0, 59);
    if (!minute || !reader.take(':')) return kNoTime;
    const auto second = reader.number(2, 0, 59);
    if (!second) return kNoTime;
    fields.hour = *hour;
    fields.minute = *minute;
    fields.second = *second;
    if (reader.take('.')) {
        const std::string_view fraction = reader.digits();
        fields.millisecond = milliseconds(fraction);
        reader.rest.remove_prefix(fraction.size());
    }
    // The day's end may be written as hour 24.
    if (*hour == 24 && fields.minute + fields.second + fields.millisecond > 0) return kNoTime;
    const auto zone = read_zone(reader);
    if (!zone || !reader.rest.empty()) return kNoTime;
    return instant_of(fields) - *zone * kMillisPerMinute;
}

/// What is no date time string goes to V8's old parser, which collects up to three numbers and
/// passes over other signs: `2018.5` is the first of May, `2018-13:30` half past one on New Year's
/// Day.
double read_loosely(std::vector<double> numbers, Reader reader) {
    double minutes = 0;
    while (!reader.rest.empty() && reader.rest != "Z") {
        const std::string_view digits = reader.digits();
        if (digits.empty()) {
            // An offset needs a time before it.
            if (!reader.take('.') && !reader.take(':')) return kNoTime;
            continue;
        }
        constexpr std::size_t kUsefulDigits = 9;
        double value = 0;
        for (const char c : digits) {
            value = std::min(value * 10 + (c - '0'), std::pow(10, double{kUsefulDigits}));
        }
        reader.rest.remove_prefix(digits.size());
        if (reader.take(':')) {
            const auto minute = reader.number(2, 0, 59);
            if (!minute || value > 24 || (value == 24 && *minute > 0)) return kNoTime;
            minutes = value * 60 + *minute;
            continue;
        }
        numbers.push_back(value);
        reader.take('-');
    }
    if (numbers.size() > 3) return kNoTime;
    numbers.resize(3, 1);
    double year = numbers[0];
    double month = numbers[1];
    double day = numbers[2];
    const auto is_day = [](double number) { return number >= 1 && number <= 31; };
    if (is_day(year)) {
        month = numbers[0];
        day = numbers[1];
        year = numbers[2];
    }
    if (year < 100) year += year < 50 ? 2000 : 1900;
    if (month < 1 || month > 12 || !is_day(day)) return kNoTime;
    return instant_of({.year = year, .month = month - 1, .day = day, .minute = minutes});
}

}  // namespace

bool is_iso8601(std::string_view text) {
    static const ScriptRegex pattern = [] {
        auto compiled = ScriptRegex::compile(
            "^\\d{4}(-[01]\\d)*(-[0-3]\\d)*(T[0-2]\\d:[0-5]\\d:[0-5]\\d)*(\\.\\d+)?"
            "([+-][0-2]\\d:?[0-5]\\d|Z)?$",
            false, false);
        QS_ASSERT(compiled.has_value());
        return *std::move(compiled);
    }();
    const auto found = pattern.find(text, 0);
    return found && found->has_value();
}

double parse_iso_date(std::string_view text) {
    Reader reader{text};
    UtcFields fields;
    fields.year = reader.number(4, 0, 9999).value_or(0);
    std::vector<double> numbers = {fields.year};
    for (const double most : {12.0, 31.0}) {
        if (!reader.take('-')) break;
        const auto number = reader.number(2, 1, most);
        if (!number) return read_loosely(numbers, reader);
        numbers.push_back(*number);
    }
    if (numbers.size() > 1) fields.month = numbers[1] - 1;
    if (numbers.size() > 2) fields.day = numbers[2];
    if (reader.rest.empty()) return instant_of(fields);
    if (reader.take('T')) return read_time(reader, fields);
    return read_loosely(numbers, reader);
}

}  // namespace query::jsonata::text
