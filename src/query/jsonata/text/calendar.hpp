// JavaScript's calendar: instants are milliseconds since 1970 in a double, NaN where there is none.
#pragma once

namespace query::jsonata::text {

struct CivilDate {
    double year = 0;
    double month = 0;  ///< From 1.
    double day = 0;    ///< From 1.
};

struct UtcFields {
    double year = 0;
    double month = 0;  ///< From 0, as Date.UTC has it. Fields may lie beyond their usual range.
    double day = 1;
    double hour = 0;
    double minute = 0;
    double second = 0;
    double millisecond = 0;
};

inline constexpr double kMillisPerMinute = 60'000;
inline constexpr double kMillisPerDay = 86'400'000;

/// Cut to whole milliseconds; NaN beyond what Date can hold (ECMA-262 21.4.1.31).
double clip_time(double millis);
/// As the Date constructor takes its fields; years are what they are.
double instant_of(const UtcFields& fields);
/// As Date.UTC does it: the years 0 to 99 are those of the 20th century.
double date_utc(UtcFields fields);

/// Precondition: not NaN.
CivilDate civil_date(double millis);

/// A component of XPath's date pictures by its letter: `Y` year, `M` month, `D` day, `d` day of the
/// year, `F` day of the week (Monday is 1), `W` and `w` week of the year and of the month, `X` and
/// `x` the year and the month to which that week belongs, `H` and `h` hours, `P` 1 in the
/// afternoon, `m`, `s`, `f` milliseconds. NaN for NaN. Precondition: one of these letters.
double date_component(double millis, char letter);

}  // namespace query::jsonata::text
