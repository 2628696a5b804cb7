#include "services/s3/conditions.hpp"

#include <doctest/doctest.h>

namespace services::s3 {
namespace {

const base::TimePoint kModified = base::from_epoch_ms(1'764'000'000'500);
constexpr std::string_view kEtag = "\"abc\"";

Verdict judge(std::initializer_list<std::pair<std::string, std::string>> fields) {
    Request request;
    for (const auto& [name, value] : fields) request.headers.add(name, value);
    return judge_read(read_conditions(request), kEtag, kModified);
}

TEST_CASE("entity tags match with and without quotes, in lists, and by a star") {
    for (const char* tag : {"abc", "\"abc\"", "\"x\", \"abc\"", "*", "W/\"abc\""}) {
        CHECK_EQ(judge({{"If-Match", tag}}), Verdict::go_on);
        CHECK_EQ(judge({{"If-None-Match", tag}}), Verdict::not_modified);
    }
    CHECK_EQ(judge({{"If-Match", "\"x\""}}), Verdict::failed);
    CHECK_EQ(judge({{"If-None-Match", "\"x\""}}), Verdict::go_on);
}

TEST_CASE("dates count in whole seconds, and those that are none are ignored") {
    const std::string same = base::http_date(kModified);
    const std::string before = base::http_date(kModified - base::Seconds(1));
    CHECK_EQ(judge({{"If-Modified-Since", same}}), Verdict::not_modified);
    CHECK_EQ(judge({{"If-Modified-Since", before}}), Verdict::go_on);
    CHECK_EQ(judge({{"If-Unmodified-Since", same}}), Verdict::go_on);
    CHECK_EQ(judge({{"If-Unmodified-Since", before}}), Verdict::failed);
    CHECK_EQ(judge({{"If-Unmodified-Since", "yesterday"}}), Verdict::go_on);
}

TEST_CASE("a tag outweighs a date") {
    const std::string before = base::http_date(kModified - base::Seconds(1));
    const std::string same = base::http_date(kModified);
    CHECK_EQ(judge({{"If-Match", "abc"}, {"If-Unmodified-Since", before}}), Verdict::go_on);
    CHECK_EQ(judge({{"If-None-Match", "x"}, {"If-Modified-Since", same}}), Verdict::go_on);
}

TEST_CASE("HTTP dates are read as they are written, and nothing else is") {
    CHECK_EQ(parse_http_date(base::http_date(kModified)), base::from_epoch_ms(1'764'000'000'000));
    CHECK_EQ(parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT").has_value(), true);
    for (const char* text : {"", "Tue, 24 Nov 2026 10:00:00 CET", "Tue, 24 Nix 2026 10:00:00 GMT",
                             "Tue, 31 Feb 2026 10:00:00 GMT", "Tue, xx Nov 2026 10:00:00 GMT"}) {
        CHECK_EQ(parse_http_date(text), std::nullopt);
    }
}

}  // namespace
}  // namespace services::s3
