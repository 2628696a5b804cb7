#include "cli/s3/objects.hpp"

#include <doctest/doctest.h>

#include "cli/s3/content_type.hpp"

TEST_CASE("an address in S3 is a bucket and a key, which is taken as it is") {
    const auto place = cli::s3::parse_place("s3://b/a//b/../ c%2F+");
    REQUIRE(place);
    CHECK_EQ(place->bucket, "b");
    CHECK_EQ(place->key, "a//b/../ c%2F+");
    CHECK_EQ(cli::s3::parse_place("s3://b")->key, "");
    CHECK_FALSE(cli::s3::parse_place("s3://"));
    CHECK_FALSE(cli::s3::parse_place("s3:///key"));
    CHECK_FALSE(cli::s3::parse_place("b/key"));
}

TEST_CASE("metadata is names and values") {
    const auto metadata = cli::s3::parse_metadata({"a=b=c", "d="});
    REQUIRE(metadata);
    CHECK_EQ(*metadata, cli::s3::Metadata{{"a", "b=c"}, {"d", ""}});
    CHECK_FALSE(cli::s3::parse_metadata({"plain"}));
    CHECK_FALSE(cli::s3::parse_metadata({"=x"}));
}

TEST_CASE("what a file is, the ending of its name says") {
    CHECK_EQ(cli::s3::content_type_of("a.JPG"), "image/jpeg");
    CHECK_EQ(cli::s3::content_type_of("a.b.webp"), "image/webp");
    CHECK_EQ(cli::s3::content_type_of("jpg"), "application/octet-stream");
}
