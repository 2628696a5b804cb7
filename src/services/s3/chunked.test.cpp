#include "services/s3/chunked.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/random.hpp"

namespace services::s3 {
namespace {

struct Decoded {
    bool is_well = true;
    bool is_complete = false;
    std::string body;
    std::vector<std::pair<std::string, std::string>> trailers;
};

Decoded decode(std::string_view coded, base::SeededRandom* random = nullptr) {
    ChunkedDecoder decoder;
    Decoded decoded;
    const auto sink = [&](std::string_view bytes) -> base::Result<void> {
        decoded.body += bytes;
        return {};
    };
    while (!coded.empty() && decoded.is_well) {
        const std::size_t count = random == nullptr ? coded.size() : random->next() % 9;
        decoded.is_well = decoder.feed(coded.substr(0, count), sink).has_value();
        coded.remove_prefix(std::min(count, coded.size()));
    }
    decoded.is_complete = decoder.is_complete(true);
    decoded.trailers = decoder.trailers();
    return decoded;
}

constexpr std::string_view kSigned =
    "b;chunk-signature=0123\r\nhello world\r\n3;chunk-signature=4567\r\n\r\n!\r\n"
    "0;chunk-signature=89ab\r\nx-amz-checksum-crc32:sOO8/"
    "Q==\r\nX-Amz-Trailer-Signature:cdef\r\n\r\n";

TEST_CASE("an aws-chunked body gives the same bytes and trailers however it is cut") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        base::SeededRandom random(seed);
        const Decoded decoded = decode(kSigned, &random);
        CHECK(decoded.is_well);
        CHECK(decoded.is_complete);
        CHECK_EQ(decoded.body, "hello world\r\n!");
        REQUIRE_EQ(decoded.trailers.size(), 2);
        CHECK_EQ(decoded.trailers[0].first, "x-amz-checksum-crc32");
        CHECK_EQ(decoded.trailers[0].second, "sOO8/Q==");
        CHECK_EQ(decoded.trailers[1].first, "x-amz-trailer-signature");
    }
}

TEST_CASE("every cut-off aws-chunked body is incomplete") {
    const auto last_chunk = kSigned.find("0;chunk");
    for (std::size_t length = 0; length < last_chunk; ++length) {
        CHECK_FALSE(decode(kSigned.substr(0, length)).is_complete);
    }
}

TEST_CASE(
    "unsigned chunks, bare line feeds and an empty line before the signature are understood") {
    CHECK_EQ(decode("3\r\nabc\r\n0\r\n\r\n").body, "abc");
    CHECK(decode("3\r\nabc\r\n0\r\n").is_complete);
    CHECK(decode("0\r\n\r\n").is_complete);
    const Decoded odd = decode("1\r\na\r\n0\r\nx-amz-checksum-crc32c:AA==\n\r\nx-sig:1\r\n\r\n");
    CHECK(odd.is_complete);
    CHECK_EQ(odd.trailers.size(), 2);
}

TEST_CASE("malformed chunks are errors") {
    CHECK_FALSE(decode("xyz\r\nabc\r\n").is_well);
    CHECK_FALSE(decode("\r\n").is_well);
    CHECK_FALSE(decode("-1\r\n").is_well);
    CHECK_FALSE(decode("11111111111111111\r\n").is_well);
    CHECK_FALSE(decode("3\r\nabcd\r\n").is_well);
    CHECK_FALSE(decode("0\r\nno colon\r\n").is_well);
    CHECK_FALSE(decode(std::string(5'000, '1')).is_well);
}

TEST_CASE("random bytes never decode to more than was sent") {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        base::SeededRandom random(seed);
        std::string bytes;
        for (std::uint64_t i = random.next() % 200; i > 0; --i) {
            constexpr std::string_view kLikely = "0123af;\r\n:x\xFF";
            bytes += kLikely[random.next() % kLikely.size()];
        }
        CHECK_LE(decode(bytes, &random).body.size(), bytes.size());
    }
}

}  // namespace
}  // namespace services::s3
