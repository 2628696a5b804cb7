// Names of derived pictures, and how keys are written in URLs.
#include "picture/keys.hpp"
#include "s3/uri.hpp"

#include <doctest/doctest.h>

using picture::derived_key;

TEST_CASE("a derived picture keeps folder and name of its upload") {
    CHECK_EQ(*derived_key("uploads/cat.jpg", picture::kResized), "resized/cat.jpg");
    CHECK_EQ(*derived_key("uploads/2026/a b/../c//d.jpg", picture::kThumbnails),
             "thumbnails/2026/a b/../c//d.jpg");
    CHECK_EQ(*derived_key("uploads/uploads/cat.jpg", picture::kResized), "resized/uploads/cat.jpg");
    CHECK_EQ(*derived_key("elsewhere/cat.jpg", picture::kResized), "resized/elsewhere/cat.jpg");
    CHECK_EQ(*derived_key("uploads/", picture::kResized), "resized/");
}

TEST_CASE("a name that grows over S3's limit is refused") {
    const std::string longest = "uploads/" + std::string(1024 - 11, 'x');
    CHECK_EQ(derived_key(longest, picture::kThumbnails)->size(), 1024);
    const auto too_long = derived_key(longest + "x", picture::kThumbnails);
    REQUIRE_FALSE(too_long);
    CHECK_EQ(too_long.error().type, "KeyTooLong");
}

TEST_CASE("keys are percent-encoded byte by byte") {
    CHECK_EQ(s3::uri_encode("uploads/a b+c%20.jpg", true), "uploads/a%20b%2Bc%2520.jpg");
    CHECK_EQ(s3::uri_encode("\xC3\xA9?#&=~-_.", true), "%C3%A9%3F%23%26%3D~-_.");
    CHECK_EQ(s3::uri_encode("a/b", false), "a%2Fb");
    CHECK_EQ(s3::uri_encode(std::string_view("\x01\x7F", 2), true), "%01%7F");
}
