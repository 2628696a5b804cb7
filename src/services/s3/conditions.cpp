// Entity tags first, dates only where there is no tag.
#include "services/s3/conditions.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace services::s3 {
namespace {

std::string_view without_quotes(std::string_view tag) {
    tag = base::trim(tag);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() >= 2 && tag.starts_with('"') && tag.ends_with('"'))
        return tag.substr(1, tag.size() - 2);
    return tag;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    int value = 0;
    const auto* begin = text.data() + at;
    const auto [end, problem] = std::from_chars(begin, begin + count, value);
    if (problem != std::errc() || end != begin + count) return std::nullopt;
    return value;
}

}  // namespace

std::optional<base::TimePoint> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
    const auto* month = std::ranges::find(kMonths, text.substr(8, 3));
    const auto day = digits(text, 5, 2);
    const auto year = digits(text, 12, 4);
    const auto hour = digits(text, 17, 2);
    const auto minute = digits(text, 20, 2);
    const auto second = digits(text, 23, 2);
    if (month == kMonths.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return base::TimePoint(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
           std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

Conditions read_conditions(const Request& request, std::string_view prefix) {
    const auto field = [&](std::string_view name) {
        return request.header(std::string(prefix) + std::string(name));
    };
    Conditions conditions;
    if (const auto value = field("if-match")) conditions.if_match = *value;
    if (const auto value = field("if-none-match")) conditions.if_none_match = *value;
    if (const auto value = field("if-modified-since"))
        conditions.if_modified_since = parse_http_date(*value);
    if (const auto value = field("if-unmodified-since")) {
        conditions.if_unmodified_since = parse_http_date(*value);
    }
    return conditions;
}

bool names_etag(std::string_view list, std::string_view etag) {
    for (const std::string_view tag : base::split(list, ',')) {
        if (base::trim(tag) == "*" || without_quotes(tag) == without_quotes(etag)) return true;
    }
    return false;
}

Verdict judge_read(const Conditions& conditions, std::string_view etag, base::TimePoint modified) {
    // HTTP dates have whole seconds.
    const auto seconds = std::chrono::floor<std::chrono::seconds>(modified);
    if (conditions.if_match) {
        if (!names_etag(*conditions.if_match, etag)) return Verdict::failed;
    } else if (conditions.if_unmodified_since && seconds > *conditions.if_unmodified_since) {
        return Verdict::failed;
    }
    if (conditions.if_none_match) {
        if (names_etag(*conditions.if_none_match, etag)) return Verdict::not_modified;
    } else if (conditions.if_modified_since && seconds <= *conditions.if_modified_since) {
        return Verdict::not_modified;
    }
    return Verdict::go_on;
}

}  // namespace services::s3
