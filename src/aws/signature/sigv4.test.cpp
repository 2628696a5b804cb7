// The vectors that AWS publishes, and what an attacker would change.
#include "aws/signature/sigv4.hpp"

#include <doctest/doctest.h>

#include "aws/signature/credentials.hpp"
#include "aws/signature/signed_chunks.hpp"

namespace {

namespace sigv4 = aws::sigv4;

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr std::string_view kEmpty =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

aws::HttpRequest s3_request(std::string method, std::string target) {
    aws::HttpRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers.add("Host", "examplebucket.s3.amazonaws.com");
    return request;
}

std::string expected(const aws::HttpRequest& request, std::string_view payload_hash) {
    const auto signature = sigv4::read_signature(request);
    REQUIRE(signature);
    return sigv4::expected_signature(sigv4::signing_key(kSecret, signature->scope), request,
                                     *signature, payload_hash);
}

void authorize(aws::HttpRequest& request, const std::string& headers, const std::string& hex) {
    request.headers.add("x-amz-date", "20130524T000000Z");
    request.headers.add("Authorization",
                        "AWS4-HMAC-SHA256 "
                        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        "SignedHeaders=" +
                            headers + ",Signature=" + hex);
}

}  // namespace

TEST_CASE("AWS's published examples have the signatures that AWS publishes") {
    SUBCASE("GET with a range") {
        aws::HttpRequest request = s3_request("GET", "/test.txt");
        request.headers.add("Range", "bytes=0-9");
        request.headers.add("x-amz-content-sha256", std::string(kEmpty));
        const std::string hex = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
        authorize(request, "host;range;x-amz-content-sha256;x-amz-date", hex);
        CHECK_EQ(expected(request, kEmpty), hex);
    }
    SUBCASE("PUT with a character that is encoded") {
        aws::HttpRequest request = s3_request("PUT", "/test%24file.text");
        request.headers.add("Date", "Fri, 24 May 2013 00:00:00 GMT");
        const std::string hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        request.headers.add("x-amz-content-sha256", hash);
        request.headers.add("x-amz-storage-class", "REDUCED_REDUNDANCY");
        const std::string hex = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";
        authorize(request, "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class", hex);
        CHECK_EQ(expected(request, hash), hex);
    }
    SUBCASE("a query without values, and one in another order") {
        aws::HttpRequest request = s3_request("GET", "/?prefix=J&max-keys=2");
        request.headers.add("x-amz-content-sha256", std::string(kEmpty));
        const std::string hex = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
        authorize(request, "host;x-amz-content-sha256;x-amz-date", hex);
        CHECK_EQ(expected(request, kEmpty), hex);
    }
    SUBCASE("a presigned URL") {
        aws::HttpRequest request = s3_request(
            "GET",
            "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
        CHECK_EQ(expected(request, sigv4::kUnsignedPayload),
                 "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    }
}

TEST_CASE("what is signed here is what is expected here, for every service") {
    for (const std::string service : {"states", "s3", "lambda"}) {
        aws::HttpRequest request = s3_request("POST", "/a%3Ab//c/../d e?x=1&b&a=%2F");
        request.headers.add("X-Amz-Target", "AWSStepFunctions.ListStateMachines");
        sigv4::sign(request, {"AKID", "", "eu-west-1", service}, kSecret,
                    base::from_epoch_ms(1'764'000'000'000), kEmpty);
        const auto signature = sigv4::read_signature(request);
        REQUIRE(signature);
        CHECK_EQ(signature->scope.access_key, "AKID");
        CHECK_EQ(signature->time, "20251124T160000Z");
        CHECK_EQ(expected(request, kEmpty), signature->hex);
        request.headers.set("X-Amz-Target", "AWSStepFunctions.DeleteStateMachine");
        CHECK_NE(expected(request, kEmpty), signature->hex);
    }
}

TEST_CASE("a signature that is not whole is malformed, and none is absent") {
    aws::HttpRequest request = s3_request("GET", "/");
    CHECK(sigv4::read_signature(request).error() == sigv4::Unreadable::absent);
    for (const char* header :
         {"AWS4-HMAC-SHA256 Credential=a/b", "AWS4-HMAC-SHA256 Credential=AKID/20130524/r/s3",
          "AWS4-HMAC-SHA256 Credential=AKID/20130524/r/s3/aws4_request,Signature=00",
          "AWS4-HMAC-SHA256"}) {
        request.headers.set("Authorization", header);
        request.headers.set("x-amz-date", "20130524T000000Z");
        CHECK(sigv4::read_signature(request).error() == sigv4::Unreadable::malformed);
    }
    request.headers.set("Authorization", "AWS4-ECDSA-P256-SHA256 Credential=a");
    CHECK(sigv4::read_signature(request).error() == sigv4::Unreadable::wrong_algorithm);
}

TEST_CASE("the chunks of AWS's published stream fit, and no others do") {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
    sigv4::Signature seed{
        .scope = {"AKIAIOSFODNN7EXAMPLE", "20130524", "us-east-1", "s3"},
        .time = "20130524T000000Z",
        .signed_headers = {},
        .hex = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"};
    const std::string key = sigv4::signing_key(kSecret, seed.scope);
    std::string body =
        "10000;chunk-signature="
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
        std::string(65'536, 'a') +
        "\r\n400;chunk-signature="
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
        std::string(1'024, 'a') +
        "\r\n0;chunk-signature="
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
    const auto check = [&](std::string_view sent, std::size_t step) {
        sigv4::SignedChunks chunks(key, seed, false);
        for (std::size_t i = 0; i < sent.size(); i += step) {
            if (!chunks.feed(sent.substr(i, step))) return false;
        }
        return chunks.finish().has_value();
    };
    for (const std::size_t step : {1U, 7U, 1000U, 1'000'000U}) CHECK(check(body, step));
    CHECK_FALSE(check(body.substr(0, body.size() - 100), 1000));
    std::string changed = body;
    changed[100] = 'b';
    CHECK_FALSE(check(changed, 1000));
    std::string unsigned_chunk = body;
    unsigned_chunk.replace(5, 17, "");
    CHECK_FALSE(check(unsigned_chunk, 1000));
}

TEST_CASE("credentials are read as AWS's tools write them") {
    const auto read = aws::parse_credentials(
        "# mine\n[default]\naws_access_key_id = A\naws_secret_access_key=b/c=\n\n"
        "[ other ]\naws_access_key_id=B\nregion=x\n[third]\nAWS_ACCESS_KEY_ID=C\n"
        "aws_secret_access_key = d\n");
    REQUIRE(read);
    REQUIRE_EQ(read->size(), 2);
    CHECK_EQ(read->front().access_key, "A");
    CHECK_EQ(read->front().secret_key, "b/c=");
    CHECK_EQ(read->back().profile, "third");
    CHECK_EQ(aws::parse_credentials("a=b").error().message,
             "line 1: a '[profile]' must come first");
    CHECK_EQ(aws::parse_credentials("[a]\nnothing").error().message,
             "line 2: neither '[profile]' nor 'name = value'");
}
