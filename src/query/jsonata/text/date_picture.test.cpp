// The tables are those of JSONata's own test suite (MIT, github.com/jsonata-js/jsonata).
#include "query/jsonata/text/date_picture.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <utility>

namespace query::jsonata::text {
namespace {

struct Formatted {
    double millis;
    std::string_view picture;
    std::string_view timezone;
    std::string_view text;
};

constexpr auto kFormatted = std::to_array<Formatted>({
    {1521801216617, "Hello", "", "Hello"},
    {1521801216617, "Year: [Y0001]", "", "Year: 2018"},
    {1521801216617, "Year: <[Y0001]>", "", "Year: <2018>"},
    {1521801216617, "Year: <[Y9,999,*]>", "", "Year: <2,018>"},
    {1521801216617, "[[Year: <[Y0001]>", "", "[Year: <2018>"},
    {1521801216617, "Year]]: <[Y0001]>", "", "Year]: <2018>"},
    {1522616700000, "[F0] [FNn]", "", "7 Sunday"},
    {1521801216617, "[Y]-[M01]-[D01]T[H01]:[m]:[s].[f001][Z01:01t]", "",
     "2018-03-23T10:33:36.617Z"},
    {1521801216617, "[Y]-[ M01]-[D 01]T[H01 ]:[ m   ]:[s].[f0  01][Z01:\n 01t]", "",
     "2018-03-23T10:33:36.617Z"},
    {1521801216617, "[Y]-[M01]-[D01]T[H01]:[m]:[s].[f001][Z0101t]", "+0100",
     "2018-03-23T11:33:36.617+0100"},
    {1531310400000, "[Y]-[M01]-[D01]T[H01]:[m]:[s][Z01:01]", "", "2018-07-11T12:00:00+00:00"},
    {1531310400000, "[Y]-[M01]-[D01]T[H01]:[m]:[s][Z01:01t]", "", "2018-07-11T12:00:00Z"},
    {1531310400000, "[Y]-[M01]-[D01]T[H01]:[m]:[s][Z0]", "+1000", "2018-07-11T22:00:00+10"},
    {1531310400000, "[Y]-[M01]-[D01]T[H01]:[m]:[s][Z0]", "+0530", "2018-07-11T17:30:00+5:30"},
    {1531310400000, "[Y]-[M01]-[D01]T[H01]:[m]:[s][z]", "-0500", "2018-07-11T07:00:00GMT-05:00"},
    {1204405500000, "[Y]-[M01]-[D01]T[H01]:[m]:[s].[f001][Z0101t]", "+0530",
     "2008-03-02T02:35:00.000+0530"},
    {1521801216617, "[D#1,2]/[M1,2]/[Y,2]", "", "23/03/18"},
    {1521801216617, "[D#1,2]/[M1,2]/[Y0001,2]", "", "23/03/2018"},
    {1521801216617, "[D#1,2]/[M1,2]/[Y0001,2-2]", "", "23/03/18"},
    {1521801216617, "[D1] [M01] [YI]", "", "23 03 MMXVIII"},
    {1521801216617, "[Yw]", "", "two thousand and eighteen"},
    {1521801216617, "[Dwo] [M01] [Y]", "", "twenty-third 03 2018"},
    {1521801216617, "[D1o] [MN] [Y]", "", "23rd MARCH 2018"},
    {1521801216617, "[FNn], [D1o] [MNn] [Y]", "", "Friday, 23rd March 2018"},
    {1521801216617, "[FNn,3-3], [D1o] [MNn,3-3] [Y] [C]", "", "Fri, 23rd Mar 2018 ISO"},
    {1521801216617, "[F], [D]/[M]/[Y] [h]:[m]:[s] [P]", "", "friday, 23/3/2018 10:33:36 am"},
    {1199664000000, "[F], [D]/[M]/[Y] [h]:[m]:[s] [P]", "", "monday, 7/1/2008 12:00:00 am"},
    {1514808000000, "[dwo] day of the year", "", "first day of the year"},
    {1546257600000, "[d] days in [Y0001]", "", "365 days in 2018"},
    {1483185600000, "[d] days in [Y0001]", "", "366 days in 2016"},
    {1388577600000, "Week: [W]", "", "Week: 1"},
    {1419854400000, "Week: [W]", "", "Week: 1"},
    {1419768000000, "Week: [W]", "", "Week: 52"},
    {1419336000000, "Week: [W]", "", "Week: 52"},
    {1420459200000, "Week: [W]", "", "Week: 2"},
    {1451304000000, "Week: [W]", "", "Week: 53"},
    {1451563200000, "Week: [W]", "", "Week: 53"},
    {1359460800000, "Week: [w] of [xNn]", "", "Week: 5 of January"},
    {1359720000000, "Week: [w] of [xNn]", "", "Week: 5 of January"},
    {1419940800000, "Week: [w] of [xNn]", "", "Week: 1 of January"},
    {1521801216617, "[F], [D]/[M]/[Y] [h]:[m]:[s] [PN]", "", "friday, 23/3/2018 10:33:36 AM"},
    {1521801216617, "[F], [D]/[M]/[Y] [h]:[m]:[s] [Pn]", "", "friday, 23/3/2018 10:33:36 am"},
});

struct Parsed {
    std::string_view text;
    std::string_view picture;
    double millis;
};

constexpr auto kParsed = std::to_array<Parsed>({
    {"20180205", "[Y0001][M01][D01]", 1517788800000},
    {"2018", "[Y1]", 1514764800000},
    {"2018-03-27", "[Y1]-[M01]-[D01]", 1522108800000},
    {"2018-03-27T14:03:00.123Z", "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001]Z", 1522159380123},
    {"MCMLXXXIV", "[YI]", 441763200000},
    {"27 03 MMXVIII", "[D1] [M01] [YI]", 1522108800000},
    {"27 iii MMXVIII", "[D1] [Mi] [YI]", 1522108800000},
    {"27th April 2008", "[D1o] [MNn] [Y0001]", 1209254400000},
    {"2 Feb 2012", "[D1] [MNn,3-3] [Y0001]", 1328140800000},
    {"one thousand, nine hundred and eighty-four", "[Yw]", 441763200000},
    {"twenty-seven April 2008", "[Dw] [MNn] [Y0001]", 1209254400000},
    {"twenty-seventh April 2008", "[Dw] [MNn] [Y0001]", 1209254400000},
    {"twenty-first August two thousand and seventeen", "[Dw] [MNn] [Yw]", 1503273600000},
    {"4/4/2018 06:30 am", "[D1]/[M1]/[Y0001] [h]:[m] [P]", 1522823400000},
    {"4/4/2018 12:06 pm", "[D1]/[M1]/[Y0001] [h]:[m] [P]", 1522843560000},
    {"4/4/2018 11:30 pm", "[D1]/[M1]/[Y0001] [h]:[m] [P]", 1522884600000},
    {"2018-094", "[Y0001]-[d001]", 1522800000000},
});

/// 2017-11-28T22:11:03.123Z, a Tuesday.
constexpr std::int64_t kNow = 1511907063123;

std::string formatted(double millis, std::string_view picture, std::string_view timezone = "") {
    const auto result = format_date_time(millis, &picture, timezone.empty() ? nullptr : &timezone);
    return result ? *result : result.error().code;
}

std::string parsed(std::string_view text, std::string_view picture) {
    const auto result = parse_date_time(text, &picture, kNow);
    if (!result) return result.error().code;
    if (!*result) return "nothing";
    return std::isnan(**result) ? "NaN" : format_date_time(**result, nullptr, nullptr).value();
}

std::string parsed_iso(std::string_view text) {
    const auto result = parse_date_time(text, nullptr, kNow);
    if (!result) return result.error().code;
    return std::isnan(**result) ? "NaN" : format_date_time(**result, nullptr, nullptr).value();
}

TEST_CASE("instants are written by pictures") {
    for (const auto& [millis, picture, timezone, text] : kFormatted) {
        CAPTURE(picture);
        CHECK_EQ(formatted(millis, picture, timezone), text);
    }
}

TEST_CASE("without a picture instants are written in ISO 8601") {
    CHECK_EQ(format_date_time(1, nullptr, nullptr).value(), "1970-01-01T00:00:00.001Z");
    CHECK_EQ(format_date_time(-1, nullptr, nullptr).value(), "1969-12-31T23:59:59.999Z");
    CHECK_EQ(format_date_time(1509380732935.9, nullptr, nullptr).value(),
             "2017-10-30T16:25:32.935Z");
    const std::string_view zone = "-0500";
    CHECK_EQ(format_date_time(1540127100000, nullptr, &zone).value(),
             "2018-10-21T08:05:00.000-05:00");
}

TEST_CASE("instants are read by pictures") {
    for (const auto& [text, picture, millis] : kParsed) {
        CAPTURE(text);
        CHECK_EQ(parse_date_time(text, &picture, kNow).value().value(), millis);
    }
}

TEST_CASE("what a picture leaves out is today's before it and zero behind it") {
    CHECK_EQ(parsed("13:45", "[H]:[m]"), "2017-11-28T13:45:00.000Z");
    CHECK_EQ(parsed("Feb", "[MNn,3-3]"), "2017-02-01T00:00:00.000Z");
    CHECK_EQ(parsed("5-22 23:59", "[M]-[D] [m]:[s]"), "D3136");
    CHECK_EQ(parsed("three hundred and sixty-fifth day of 2018", "[dwo] day of [Y]"),
             "2018-12-31T00:00:00.000Z");
    CHECK_EQ(parsed("2018-W05-2", "[X]-W[W]-[F1]"), "D3136");
}

TEST_CASE("offsets move the instant") {
    constexpr std::string_view kPicture = "[Y0001]-[M01]-[D01] [H01]:[m01]:[s01] [z]";
    CHECK_EQ(parsed("2020-09-09 08:00:00 GMT-05:00", kPicture), "2020-09-09T13:00:00.000Z");
    CHECK_EQ(parsed("08:00-0500", "[H01]:[m01][Z0001]"), "2017-11-28T13:00:00.000Z");
    CHECK_EQ(formatted(1531310400000, "[H01][Z01:01]", "-0530"), "05-06:30");
}

TEST_CASE("a text that does not fit its picture gives nothing") {
    CHECK_EQ(parsed("irrelevant", "[Y]-[M]-[D]"), "nothing");
    CHECK_EQ(parsed("2018-1", "[Y]-[M]-[D]"), "nothing");
    CHECK_EQ(parsed("text", "text"), "nothing");
    CHECK_EQ(parsed("275761", "[Y]"), "NaN");
}

TEST_CASE("wrong pictures are refused with the reference's codes") {
    CHECK_EQ(formatted(0, "[YN]-[M]"), "D3133");
    CHECK_EQ(formatted(0, "[q]"), "D3132");
    CHECK_EQ(formatted(0, "[]"), "D3132");
    CHECK_EQ(formatted(0, "a[Y"), "D3135");
    CHECK_EQ(formatted(0, "[Z010101t]", "+0530"), "D3134");
    CHECK_EQ(formatted(0, "[Y0\u0661]"), "D3131");
    CHECK_EQ(formatted(0, "[M\u03B1]"), "D3130");
    CHECK_EQ(parsed("2018", "[YN]"), "D3133");
    CHECK_EQ(parsed("ISO", "[C]"), "D3133");
    CHECK_EQ(parsed("1", "[M\u03B1]"), "D3130");
    const std::string_view picture = "[q]";
    CHECK_EQ(format_date_time(0, &picture, nullptr).error().message,
             "Unknown component specifier \"q\" in date/time picture string");
}

TEST_CASE("instants that no Date can hold, and zones that are none, show as no number") {
    CHECK_EQ(formatted(1e300, "[Y]-[MNn]"), "NaN-NaN");
    CHECK_EQ(formatted(0, "[Y]", "noon"), "NaN");
    CHECK_EQ(formatted(8.64e15, "[Y]-[M]-[D]"), "275760-9-13");
    CHECK_EQ(formatted(-8.64e15, "[Y]"), "-271821");
}

TEST_CASE("pictures cannot make texts without end") {
    CHECK_EQ(formatted(0, "[Y,1000000000]"), "U1001");
    CHECK_EQ(formatted(0, std::string(5'000, 'x')), "U1001");
    CHECK_EQ(formatted(0, "[D,*-0][Y,x]"), "11970");
}

TEST_CASE("ISO 8601 is read as JavaScript's Date.parse does it") {
    for (const auto& [text, instant] : std::to_array<std::pair<const char*, const char*>>({
             {"1970-01-01T00:00:00.001Z", "1970-01-01T00:00:00.001Z"},
             {"2018-02-01T09:42:13.123+0000", "2018-02-01T09:42:13.123Z"},
             {"2018-02-01T09:42:13-05:30", "2018-02-01T15:12:13.000Z"},
             {"2017-10-30", "2017-10-30T00:00:00.000Z"},
             {"2018", "2018-01-01T00:00:00.000Z"},
             {"2018-03T10:00:00", "2018-03-01T10:00:00.000Z"},
             {"2018-02-30", "2018-03-02T00:00:00.000Z"},
             {"2018-01-01T24:00:00Z", "2018-01-02T00:00:00.000Z"},
             {"2018-01-01T00:00:00.9999", "2018-01-01T00:00:00.999Z"},
             {"2018Z", "2018-01-01T00:00:00.000Z"},
             {"2018.5", "2018-05-01T00:00:00.000Z"},
             {"2018-13:30", "2018-01-01T13:30:00.000Z"},
             {"2018-13-01", "NaN"},
             {"2018-01-01T24:00:01Z", "NaN"},
             {"2018-01-01+01:00", "NaN"},
             {"2018-01-01T10:00:00+24:00", "NaN"},
             {"01-02-2018", "D3110"},
             {"2018-02-03 11:15:33", "D3110"},
             {"2018-02-03T11:15", "D3110"},
             {"2018\n", "D3110"},
             {"", "D3110"},
         })) {
        CAPTURE(text);
        CHECK_EQ(parsed_iso(text), instant);
    }
}

}  // namespace
}  // namespace query::jsonata::text
