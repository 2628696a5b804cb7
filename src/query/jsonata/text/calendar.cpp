// Days, weeks and months. Weeks are ISO 8601's: the first one holds the first Thursday.
#include "query/jsonata/text/calendar.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "base/assert.hpp"

namespace query::jsonata::text {
namespace {

constexpr double kNoTime = std::numeric_limits<double>::quiet_NaN();
constexpr double kTimeMax = 8.64e15;
constexpr double kMillisPerWeek = 7 * kMillisPerDay;

/// Days since 1970 of a date of the Gregorian calendar; the month from 0 to 11. Counted from March,
/// so that the leap day is a year's last.
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
    const std::int64_t shifted_year = month < 2 ? year - 1 : year;
    const std::int64_t era = (shifted_year >= 0 ? shifted_year : shifted_year - 399) / 400;
    const std::int64_t year_of_era = shifted_year - era * 400;
    const std::int64_t shifted_month = (month + 10) % 12;
    const std::int64_t day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    const std::int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

double day_of_week(double millis) {
    const double day = std::floor(millis / kMillisPerDay);
    // The first of January 1970 was a Thursday.
    double out = std::fmod(day + 3, 7);
    if (out < 0) out += 7;
    return out + 1;
}

/// A year or a month, of which weeks are counted.
struct Period {
    double year = 0;
    double month = 0;
    bool is_year = true;

    Period next() const { return is_year ? Period{year + 1, month, true} : moved(1); }
    Period previous() const { return is_year ? Period{year - 1, month, true} : moved(-1); }

private:
    Period moved(double by) const {
        const double total = year * 12 + month + by;
        return Period{std::floor(total / 12), total - std::floor(total / 12) * 12, false};
    }
};

double start_of_first_week(const Period& period) {
    const double first = date_utc({.year = period.year, .month = period.month});
    const double weekday = day_of_week(first);
    return weekday > 4 ? first + (8 - weekday) * kMillisPerDay
                       : first - (weekday - 1) * kMillisPerDay;
}

Period period_of(double millis, bool is_year) {
    const CivilDate date = civil_date(millis);
    return Period{date.year, is_year ? 0 : date.month - 1, is_year};
}

double week_of(double millis, bool is_year) {
    const Period period = period_of(millis, is_year);
    const CivilDate date = civil_date(millis);
    const double today = date_utc({.year = date.year, .month = date.month - 1, .day = date.day});
    const auto weeks_since = [&](double start) { return (today - start) / kMillisPerWeek + 1; };
    double week = weeks_since(start_of_first_week(period));
    if (week > (is_year ? 52 : 4)) {
        if (today >= start_of_first_week(period.next())) week = 1;
    } else if (week < 1) {
        week = weeks_since(start_of_first_week(period.previous()));
    }
    return std::floor(week);
}

double period_of_week(double millis, bool is_year) {
    const Period period = period_of(millis, is_year);
    const auto number = [&](const Period& p) { return is_year ? p.year : p.month + 1; };
    if (millis < start_of_first_week(period)) return number(period.previous());
    if (millis >= start_of_first_week(period.next())) return number(period.next());
    return number(period);
}

double day_of_year(double millis) {
    const CivilDate date = civil_date(millis);
    const double today = date_utc({.year = date.year, .month = date.month - 1, .day = date.day});
    return (today - date_utc({.year = date.year})) / kMillisPerDay + 1;
}

/// `size` units of `unit` milliseconds make the next larger thing.
double part_of_day(double millis, double unit, double size) {
    const double count = std::floor(millis / unit);
    return count - std::floor(count / size) * size;
}

}  // namespace

double clip_time(double millis) {
    if (!(std::abs(millis) <= kTimeMax)) return kNoTime;
    return std::trunc(millis) + 0.0;
}

double instant_of(const UtcFields& fields) {
    for (const double field : {fields.year, fields.month, fields.day, fields.hour, fields.minute,
                               fields.second, fields.millisecond}) {
        // Whatever is larger lies beyond all instants.
        if (!(std::abs(field) <= 1e17)) return kNoTime;
    }
    const double month = std::trunc(fields.month);
    const double year = std::trunc(fields.year) + std::floor(month / 12);
    if (std::abs(year) > 400'000) return kNoTime;
    const double month_of_year = month - std::floor(month / 12) * 12;
    const auto first = static_cast<double>(
        days_of(static_cast<std::int64_t>(year), static_cast<std::int64_t>(month_of_year), 1));
    const double days = first + std::trunc(fields.day) - 1;
    const double time = std::trunc(fields.hour) * 3'600'000 + std::trunc(fields.minute) * 60'000 +
                        std::trunc(fields.second) * 1'000 + std::trunc(fields.millisecond);
    return clip_time(days * kMillisPerDay + time);
}

double date_utc(UtcFields fields) {
    const double year = std::trunc(fields.year);
    if (year >= 0 && year <= 99) fields.year = 1900 + year;
    return instant_of(fields);
}

CivilDate civil_date(double millis) {
    const auto days = static_cast<std::int64_t>(std::floor(millis / kMillisPerDay)) + 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const std::int64_t day_of_era = days - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t from_march =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * from_march + 2) / 153;
    const std::int64_t day = from_march - (153 * shifted_month + 2) / 5 + 1;
    const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return {static_cast<double>(year), static_cast<double>(month), static_cast<double>(day)};
}

double date_component(double millis, char letter) {
    if (std::isnan(millis)) return millis;
    const double hour = part_of_day(millis, 3'600'000, 24);
    switch (letter) {
        case 'Y': return civil_date(millis).year;
        case 'M': return civil_date(millis).month;
        case 'D': return civil_date(millis).day;
        case 'd': return day_of_year(millis);
        case 'F': return day_of_week(millis);
        case 'W': return week_of(millis, true);
        case 'w': return week_of(millis, false);
        case 'X': return period_of_week(millis, true);
        case 'x': return period_of_week(millis, false);
        case 'H': return hour;
        case 'h': return hour == 0 || hour == 12 ? 12 : std::fmod(hour, 12);
        case 'P': return hour >= 12 ? 1 : 0;
        case 'm': return part_of_day(millis, kMillisPerMinute, 60);
        case 's': return part_of_day(millis, 1'000, 60);
        default: QS_ASSERT(letter == 'f'); return part_of_day(millis, 1, 1'000);
    }
}

}  // namespace query::jsonata::text
