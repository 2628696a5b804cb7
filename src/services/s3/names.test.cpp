#include "services/s3/names.hpp"

#include <doctest/doctest.h>

namespace services::s3 {
namespace {

TEST_CASE("bucket names follow AWS's rules") {
    for (const char* name :
         {"abc", "my-bucket", "my.bucket.1", "1bucket", "1.2.3.4.5", "a-b.c-d"}) {
        CHECK_MESSAGE(check_bucket_name(name), name);
    }
    for (const char* name : {"", "ab", "Abc", "a_b_c", "-abc", "abc-", ".abc", "abc.", "a..b",
                             "192.168.0.1", "xn--abc", "abc-s3alias", "abc--ol-s3", "a b", "a/b"}) {
        CHECK_MESSAGE(!check_bucket_name(name), name);
    }
    CHECK(check_bucket_name(std::string(63, 'a')));
    CHECK_FALSE(check_bucket_name(std::string(64, 'a')));
}

TEST_CASE("a key may be anything of at most 1,024 bytes but NUL and bad UTF-8") {
    for (const char* key :
         {"..", "../../etc/passwd", "a//b", "\x01\x1f\x7f", "a+b%c", "\xF0\x9F\x90\x8B", " "}) {
        CHECK_MESSAGE(check_key(key), key);
    }
    CHECK(check_key(std::string(1'024, 'k')));
    const auto long_key = check_key(std::string(1'025, 'k'));
    REQUIRE_FALSE(long_key);
    CHECK_EQ(long_key.error().code, "KeyTooLongError");
    CHECK_FALSE(check_key(std::string("a\0b", 3)));
    CHECK_FALSE(check_key("\xC3("));
    CHECK_FALSE(check_key("\xED\xA0\x80"));
}

TEST_CASE("a host below localhost names a bucket, all others mean path style") {
    CHECK_EQ(bucket_of_host("photos.s3.localhost:4566"), "photos");
    CHECK_EQ(bucket_of_host("photos.localhost"), "photos");
    CHECK_EQ(bucket_of_host("my.photos.s3.localhost"), "my.photos");
    CHECK_EQ(bucket_of_host("Photos.S3.eu-west-1.LocalHost:1"), "photos");
    CHECK_EQ(bucket_of_host("my.photos.localhost"), "my.photos");
    for (const char* host : {"", "localhost", "localhost:4566", "127.0.0.1:4566", "[::1]:4566",
                             "s3.localhost", "s3.us-east-1.localhost:80", "example.com"}) {
        CHECK_MESSAGE(bucket_of_host(host) == std::nullopt, host);
    }
}

}  // namespace
}  // namespace services::s3
