#include "services/s3/range.hpp"

#include <doctest/doctest.h>

namespace services::s3 {
namespace {

std::optional<ByteRange> range(std::string_view header, std::uint64_t size = 10) {
    const auto parsed = parse_range(header, size);
    REQUIRE(parsed);
    return *parsed;
}

TEST_CASE("a range names its first and last byte, an end that is open, or a count from the end") {
    CHECK_EQ(range("bytes=0-0"), ByteRange{0, 1});
    CHECK_EQ(range("bytes=2-5"), ByteRange{2, 4});
    CHECK_EQ(range("bytes=7-"), ByteRange{7, 3});
    CHECK_EQ(range("bytes=-3"), ByteRange{7, 3});
    CHECK_EQ(range("bytes=-100"), ByteRange{0, 10});
    CHECK_EQ(range("bytes=5-99999999999999999999999"), ByteRange{5, 5});
}

TEST_CASE("a malformed or multiple range is as if it were not there") {
    for (const char* header : {"bytes=5-2", "bytes=a-b", "bytes=1-2,4-5", "bytes=", "bytes=-",
                               "items=0-1", "0-1", "bytes=1", "bytes= 1-2"}) {
        CHECK_EQ(range(header), std::nullopt);
    }
}

TEST_CASE("a range behind the end is refused with the object's size") {
    for (const char* header :
         {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999-"}) {
        const auto parsed = parse_range(header, 10);
        REQUIRE_FALSE(parsed);
        CHECK_EQ(parsed.error().code, "InvalidRange");
        CHECK_EQ(parsed.error().http_status, 416);
        CHECK_EQ(parsed.error().extra.find_string("ActualObjectSize"), "10");
    }
    CHECK_FALSE(parse_range("bytes=0-", 0));
    CHECK_FALSE(parse_range("bytes=-1", 0));
}

}  // namespace
}  // namespace services::s3
