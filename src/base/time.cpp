// Texts of instants, by calendar arithmetic and independent of any locale.
#include "base/time.hpp"

#include <cstdio>

namespace base {
namespace {

struct Fields {
    std::chrono::year_month_day date;
    unsigned weekday;
    int hour, minute, second, ms;
};

Fields fields_of(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const auto rest = (time - day).count();
    return {std::chrono::year_month_day{day},    std::chrono::weekday{day}.c_encoding(),
            static_cast<int>(rest / 3'600'000),  static_cast<int>(rest / 60'000 % 60),
            static_cast<int>(rest / 1'000 % 60), static_cast<int>(rest % 1'000)};
}

constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Takes fixed-width numbers and marks from the front of a text.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool number(std::size_t digits, int& out) {
        if (text_.size() < digits) return false;
        out = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (text_[i] < '0' || text_[i] > '9') return false;
            out = out * 10 + (text_[i] - '0');
        }
        text_.remove_prefix(digits);
        return true;
    }
    bool mark(char c) {
        if (text_.empty() || text_.front() != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    bool is_digit() const { return !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; }
    bool done() const { return text_.empty(); }

private:
    std::string_view text_;
};

bool read_fraction(Reader& reader, int& ms) {
    if (!reader.mark('.')) return true;
    if (!reader.is_digit()) return false;
    for (int weight = 100; reader.is_digit(); weight /= 10) {
        int digit = 0;
        (void)reader.number(1, digit);
        ms += digit * weight;
    }
    return true;
}

bool read_offset(Reader& reader, int& minutes) {
    if (reader.mark('Z')) return true;
    const bool minus = reader.mark('-');
    if (!minus && !reader.mark('+')) return false;
    int hour = 0, minute = 0;
    if (!reader.number(2, hour) || !reader.mark(':') || !reader.number(2, minute)) return false;
    if (hour > 23 || minute > 59) return false;
    minutes = (hour * 60 + minute) * (minus ? -1 : 1);
    return true;
}

}  // namespace

std::string iso8601_ms(TimePoint time) {
    const Fields f = fields_of(time);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(f.date.year()),
                  unsigned(f.date.month()), unsigned(f.date.day()), f.hour, f.minute, f.second,
                  f.ms);
    return text;
}

std::string iso8601_seconds(TimePoint time) {
    const std::string text = iso8601_ms(time);
    return text.substr(0, text.size() - 5) + "Z";
}

std::string http_date(TimePoint time) {
    const Fields f = fields_of(time);
    char text[48];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[f.weekday],
                  unsigned(f.date.day()), kMonths[unsigned(f.date.month()) - 1], int(f.date.year()),
                  f.hour, f.minute, f.second);
    return text;
}

std::string epoch_seconds_text(TimePoint time) {
    const std::int64_t ms = epoch_ms(time);
    char text[40];
    std::snprintf(text, sizeof text, "%lld.%03lld", static_cast<long long>(ms / 1000),
                  static_cast<long long>(ms % 1000));
    return text;
}

Result<TimePoint> parse_iso8601(std::string_view text) {
    Reader reader(text);
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0, offset = 0;
    const bool well_formed =
        reader.number(4, year) && reader.mark('-') && reader.number(2, month) && reader.mark('-') &&
        reader.number(2, day) && reader.mark('T') && reader.number(2, hour) && reader.mark(':') &&
        reader.number(2, minute) && reader.mark(':') && reader.number(2, second) &&
        read_fraction(reader, ms) && read_offset(reader, offset) && reader.done();
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!well_formed || !date.ok() || hour > 23 || minute > 59 || second > 59) {
        return fail(invalid("must be an RFC 3339 time such as 2026-11-24T10:00:00Z, not \"" +
                            std::string(text) + "\""));
    }
    return TimePoint{std::chrono::sys_days{date}} + std::chrono::hours{hour} +
           std::chrono::minutes{minute - offset} + std::chrono::seconds{second} + Milliseconds{ms};
}

}  // namespace base
