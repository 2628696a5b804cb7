// Signatures by Amazon's own examples, and where requests go.
#include "s3/client.hpp"
#include "s3/sigv4.hpp"

#include <doctest/doctest.h>
#include <map>

namespace {

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const s3::Credentials kExample{.access_key = "AKIAIOSFODNN7EXAMPLE",
                               .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                               .session_token = ""};
constexpr std::string_view kTime = "20130524T000000Z";

s3::Settings settings_of(std::map<std::string, std::string> variables) {
    return s3::settings_from([&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

}  // namespace

TEST_CASE("the signature of a GET is Amazon's") {
    const std::string nothing = s3::sha256_hex("");
    const s3::SignedRequest request{.method = "GET",
                                    .path = "/test.txt",
                                    .headers = {{"host", "examplebucket.s3.amazonaws.com"},
                                                {"x-amz-date", std::string(kTime)},
                                                {"range", "bytes=0-9"},
                                                {"x-amz-content-sha256", nothing}},
                                    .payload_sha256 = nothing};
    CHECK_EQ(s3::authorization(request, kExample, "us-east-1", "s3", kTime),
             "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
             "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
             "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_CASE("the signature of a PUT is Amazon's") {
    const std::string payload = s3::sha256_hex("Welcome to Amazon S3.");
    const s3::SignedRequest request{.method = "PUT",
                                    .path = "/test%24file.text",
                                    .headers = {{"date", " Fri, 24  May 2013 00:00:00 GMT "},
                                                {"host", "examplebucket.s3.amazonaws.com"},
                                                {"x-amz-date", std::string(kTime)},
                                                {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                                                {"x-amz-content-sha256", payload}},
                                    .payload_sha256 = payload};
    const std::string value = s3::authorization(request, kExample, "us-east-1", "s3", kTime);
    CHECK(value.ends_with("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST_CASE("the environment is read as the SDKs read it") {
    const auto local = settings_of({{"AWS_ENDPOINT_URL", "http://127.0.0.1:4566/"},
                                    {"AWS_DEFAULT_REGION", "eu-west-1"},
                                    {"AWS_ACCESS_KEY_ID", "key"}});
    CHECK_EQ(local.endpoint, "http://127.0.0.1:4566");
    CHECK_EQ(local.region, "eu-west-1");
    CHECK_FALSE(local.credentials);  // A key without its secret is none.
    const auto both = settings_of({{"AWS_ENDPOINT_URL", "http://a"},
                                   {"AWS_ENDPOINT_URL_S3", "http://b"},
                                   {"AWS_ACCESS_KEY_ID", "key"},
                                   {"AWS_SECRET_ACCESS_KEY", "secret"},
                                   {"AWS_SESSION_TOKEN", "token"}});
    CHECK_EQ(both.endpoint, "http://b");
    CHECK_EQ(both.region, "us-east-1");
    REQUIRE(both.credentials);
    CHECK_EQ(both.credentials->session_token, "token");
}

TEST_CASE("an endpoint of one's own gets the bucket in the path, AWS in the host") {
    const auto local = s3::locate({.endpoint = "http://127.0.0.1:4566"}, "photos", "a/../b c");
    CHECK_EQ(local.scheme, "http");
    CHECK_EQ(local.host, "127.0.0.1:4566");
    CHECK_EQ(local.path, "/photos/a/../b%20c");
    const auto aws = s3::locate({.endpoint = "", .region = "eu-west-1"}, "photos", "cat.jpg");
    CHECK_EQ(aws.scheme, "https");
    CHECK_EQ(aws.host, "photos.s3.eu-west-1.amazonaws.com");
    CHECK_EQ(aws.path, "/cat.jpg");
    const auto dotted = s3::locate({}, "my.photos", "cat.jpg");
    CHECK_EQ(dotted.host, "s3.us-east-1.amazonaws.com");
    CHECK_EQ(dotted.path, "/my.photos/cat.jpg");
}
