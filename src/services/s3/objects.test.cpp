#include <doctest/doctest.h>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "services/s3/fixture.test.hpp"

namespace services::s3::test {
namespace {

std::string crc32_of(std::string_view bytes) {
    const std::uint32_t crc = base::crc32(bytes);
    std::string raw;
    for (int shift = 24; shift >= 0; shift -= 8) raw += static_cast<char>(crc >> shift);
    return base::base64_encode(raw);
}

std::string large_body() {
    std::string body;
    while (body.size() < 200'000) body += "row " + std::to_string(body.size()) + "\n";
    return body;
}

struct WithBucket : Fixture {
    WithBucket() { REQUIRE_EQ(send("PUT", "/photos").status, 200); }
};

TEST_CASE_FIXTURE(WithBucket, "an object comes back with its bytes, metadata, tag and time") {
    for (const std::string& body : {std::string(), std::string("small"), large_body()}) {
        const Reply put = send("PUT", "/photos/a", body,
                               {{"Content-Type", "image/jpeg"},
                                {"Cache-Control", "no-cache"},
                                {"X-Amz-Meta-Camera", "x100"},
                                {"Content-Encoding", "aws-chunked-not,gzip"}});
        REQUIRE_EQ(put.status, 200);
        CHECK_EQ(put.header("ETag"),
                 "\"" + base::hex(base::digest(base::DigestKind::md5, body)) + "\"");
        CHECK_NE(put.header("x-amz-checksum-crc64nvme"), "");

        const Reply got = send("GET", "/photos/a");
        CHECK_EQ(got.status, 200);
        CHECK(got.body == body);
        CHECK_EQ(got.header("Content-Type"), "image/jpeg");
        CHECK_EQ(got.header("Cache-Control"), "no-cache");
        CHECK_EQ(got.header("Content-Encoding"), "aws-chunked-not,gzip");
        CHECK_EQ(got.header("x-amz-meta-camera"), "x100");
        CHECK_EQ(got.header("ETag"), put.header("ETag"));
        CHECK_EQ(got.header("Last-Modified"), "Mon, 24 Nov 2025 16:00:00 GMT");
        CHECK_EQ(got.header("Content-Security-Policy"), "sandbox");
        CHECK_EQ(got.header("X-Content-Type-Options"), "nosniff");
        CHECK_EQ(got.header("x-amz-checksum-crc64nvme"), "");
    }
}

TEST_CASE_FIXTURE(WithBucket, "under its own host name an object may be a page") {
    send("PUT", "/photos/a", "x");
    const Reply got = send("GET", "/a", "", {{"Host", "photos.s3.localhost:4566"}});
    CHECK_EQ(got.body, "x");
    CHECK_EQ(got.header("Content-Security-Policy"), "");
}

TEST_CASE_FIXTURE(WithBucket, "every kind of key comes back as it went in") {
    for (const std::string& key :
         {std::string(".."), std::string("../../etc/passwd"), std::string("a//b/"),
          std::string("\x01\r\n\x7f"), std::string("a+b c%20d%"),
          std::string("\xF0\x9F\x90\x8B/\xC3\xA4"), std::string(1'024, 'k'),
          std::string("?x=1&y#z"), std::string(" ")}) {
        const std::string target = "/photos/" + base::percent_encode(key);
        REQUIRE_EQ(send("PUT", target, key).status, 200);
        CHECK_EQ(send("GET", target).body, key);
        const Reply list = send("GET", "/photos?list-type=2&encoding-type=url");
        CHECK_EQ(list.element("Key"), base::percent_encode(key, true));
        CHECK_EQ(send("DELETE", target).status, 204);
        CHECK_EQ(send("GET", target).code(), "NoSuchKey");
    }
}

TEST_CASE_FIXTURE(WithBucket, "keys that are too long, hold NUL or are no UTF-8 are refused") {
    CHECK_EQ(send("PUT", "/photos/" + std::string(1'025, 'k')).code(), "KeyTooLongError");
    CHECK_EQ(send("PUT", "/photos/a%00b").code(), "InvalidURI");
    CHECK_EQ(send("PUT", "/photos/a%C3%28").code(), "InvalidURI");
    CHECK_EQ(send("PUT", "/photos/a%zz").code(), "InvalidURI");
    CHECK_EQ(send("GET", "/photos?list-type=2").element("KeyCount"), "0");
}

TEST_CASE_FIXTURE(WithBucket, "ranges answer 206 with their bytes, inline and from a blob") {
    for (const std::string& body : {std::string("0123456789"), large_body()}) {
        send("PUT", "/photos/a", body);
        const std::string size = std::to_string(body.size());
        Reply part = send("GET", "/photos/a", "",
                          {{"Range", "bytes=2-5"}, {"x-amz-checksum-mode", "ENABLED"}});
        CHECK_EQ(part.status, 206);
        CHECK_EQ(part.body, body.substr(2, 4));
        CHECK_EQ(part.header("Content-Range"), "bytes 2-5/" + size);
        CHECK_EQ(part.header("x-amz-checksum-crc64nvme"), "");
        part = send("GET", "/photos/a", "", {{"Range", "bytes=-3"}});
        CHECK_EQ(part.body, body.substr(body.size() - 3));
        const Reply bad = send("GET", "/photos/a", "", {{"Range", "bytes=" + size + "-"}});
        CHECK_EQ(bad.status, 416);
        CHECK_EQ(bad.code(), "InvalidRange");
        CHECK_EQ(send("GET", "/photos/a?partNumber=1").status, 206);
        CHECK_EQ(send("GET", "/photos/a?partNumber=2").code(), "InvalidPartNumber");
    }
}

TEST_CASE_FIXTURE(WithBucket, "HEAD answers the length and no body") {
    send("PUT", "/photos/a", "12345", {{"x-amz-storage-class", "STANDARD_IA"}});
    const Reply head = send("HEAD", "/photos/a", "", {{"x-amz-checksum-mode", "ENABLED"}});
    CHECK_EQ(head.status, 200);
    CHECK_EQ(head.body, "");
    CHECK_EQ(head.header("x-amz-storage-class"), "STANDARD_IA");
    CHECK_NE(head.header("x-amz-checksum-crc64nvme"), "");
    CHECK_EQ(send("HEAD", "/photos/b").status, 404);
    CHECK_EQ(send("HEAD", "/photos/b").body, "");
}

TEST_CASE_FIXTURE(WithBucket, "conditions are kept on reads") {
    const std::string etag = send("PUT", "/photos/a", "x").header("ETag");
    const Reply same = send("GET", "/photos/a", "", {{"If-None-Match", etag}});
    CHECK_EQ(same.status, 304);
    CHECK_EQ(same.body, "");
    CHECK_EQ(same.header("ETag"), etag);
    CHECK_EQ(send("GET", "/photos/a", "", {{"If-Match", "\"other\""}}).code(),
             "PreconditionFailed");
    CHECK_EQ(send("GET", "/photos/a", "", {{"If-Match", etag}}).status, 200);
}

TEST_CASE_FIXTURE(WithBucket, "conditions are kept on writes") {
    const std::string etag = send("PUT", "/photos/a", "1").header("ETag");
    CHECK_EQ(send("PUT", "/photos/a", "2", {{"If-None-Match", "*"}}).code(), "PreconditionFailed");
    CHECK_EQ(send("PUT", "/photos/a", "2", {{"If-Match", "\"other\""}}).code(),
             "PreconditionFailed");
    CHECK_EQ(send("PUT", "/photos/b", "2", {{"If-Match", etag}}).code(), "NoSuchKey");
    CHECK_EQ(send("PUT", "/photos/b", "2", {{"If-None-Match", "\"x\""}}).code(), "NotImplemented");
    CHECK_EQ(send("GET", "/photos/a").body, "1");
    CHECK_EQ(send("PUT", "/photos/a", "2", {{"If-Match", etag}}).status, 200);
    CHECK_EQ(send("PUT", "/photos/b", "2", {{"If-None-Match", "*"}}).status, 200);
}

TEST_CASE_FIXTURE(WithBucket, "answers can be given other headers, but no lines of their own") {
    send("PUT", "/photos/a", "x");
    const Reply got =
        send("GET", "/photos/a?response-content-type=text%2Fplain&response-content-disposition=a");
    CHECK_EQ(got.header("Content-Type"), "text/plain");
    CHECK_EQ(got.header("Content-Disposition"), "a");
    CHECK_EQ(send("GET", "/photos/a?response-expires=a%0D%0AX-Evil:1").code(), "InvalidArgument");
}

TEST_CASE_FIXTURE(WithBucket, "a checksum in a header is verified, kept and given back") {
    const std::string body = "checked";
    CHECK_EQ(send("PUT", "/photos/a", body, {{"x-amz-checksum-crc32", crc32_of(body)}}).status,
             200);
    const Reply got = send("GET", "/photos/a", "", {{"x-amz-checksum-mode", "enabled"}});
    CHECK_EQ(got.header("x-amz-checksum-crc32"), crc32_of(body));
    CHECK_EQ(got.header("x-amz-checksum-type"), "FULL_OBJECT");

    const std::string wrong = crc32_of("other");
    const Reply bad = send("PUT", "/photos/b", body, {{"x-amz-checksum-crc32", wrong}});
    CHECK_EQ(bad.code(), "BadDigest");
    CHECK_EQ(send("PUT", "/photos/b", body, {{"x-amz-checksum-crc32", "AA"}}).code(),
             "InvalidRequest");
    CHECK_EQ(send("PUT", "/photos/b", body,
                  {{"x-amz-checksum-crc32", wrong}, {"x-amz-checksum-sha1", wrong}})
                 .code(),
             "InvalidRequest");
    CHECK_EQ(send("PUT", "/photos/b", body, {{"Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="}}).code(),
             "BadDigest");
    CHECK_EQ(send("PUT", "/photos/b", body, {{"Content-MD5", "no"}}).code(), "InvalidDigest");
    CHECK_EQ(
        send("PUT", "/photos/b", body, {{"x-amz-content-sha256", std::string(64, 'a')}}).code(),
        "XAmzContentSHA256Mismatch");
    CHECK_EQ(send("GET", "/photos/b").code(), "NoSuchKey");
}

TEST_CASE_FIXTURE(WithBucket, "a wrong checksum of a large body leaves no blob behind") {
    CHECK_EQ(send("PUT", "/photos/b", large_body(), {{"x-amz-checksum-crc32", crc32_of("other")}})
                 .code(),
             "BadDigest");
    CHECK_EQ(blobs->count(), 0);
}

TEST_CASE_FIXTURE(WithBucket,
                  "an aws-chunked body with a trailer is decoded, verified and stored plain") {
    const std::string body = large_body();
    const std::string length = std::to_string(body.size());
    const auto coded = [&](const std::string& checksum) {
        return "10000\r\n" + body.substr(0, 65'536) + "\r\n" +
               [&] {
                   char size[20];
                   std::snprintf(size, sizeof(size), "%zx", body.size() - 65'536);
                   return std::string(size);
               }() +
               "\r\n" + body.substr(65'536) + "\r\n0\r\nx-amz-checksum-crc32:" + checksum +
               "\r\n\r\n";
    };
    const Fields fields = {{"x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
                           {"Content-Encoding", "gzip,aws-chunked"},
                           {"x-amz-decoded-content-length", length},
                           {"x-amz-trailer", "x-amz-checksum-crc32"}};
    REQUIRE_EQ(send("PUT", "/photos/a", coded(crc32_of(body)), fields).status, 200);
    const Reply got = send("GET", "/photos/a", "", {{"x-amz-checksum-mode", "ENABLED"}});
    CHECK(got.body == body);
    CHECK_EQ(got.header("Content-Encoding"), "gzip");
    CHECK_EQ(got.header("x-amz-checksum-crc32"), crc32_of(body));

    CHECK_EQ(send("PUT", "/photos/b", coded(crc32_of("other")), fields).code(), "BadDigest");
    std::string cut = coded(crc32_of(body));
    CHECK_EQ(send("PUT", "/photos/b", cut.substr(0, 100'000), fields).code(), "IncompleteBody");
    CHECK_EQ(send("PUT", "/photos/b", cut.substr(0, cut.size() - 33), fields).code(),
             "MalformedTrailerError");
    CHECK_EQ(send("PUT", "/photos/b", "zz" + cut, fields).code(), "IncompleteBody");
    CHECK_EQ(send("GET", "/photos/b").code(), "NoSuchKey");
    CHECK_EQ(blobs->count(), 1);
}

TEST_CASE_FIXTURE(WithBucket, "too much metadata and too large a body are refused") {
    CHECK_EQ(send("PUT", "/photos/a", "x", {{"x-amz-meta-a", std::string(2'047, 'v')}}).status,
             200);
    CHECK_EQ(send("PUT", "/photos/a", "x", {{"x-amz-meta-a", std::string(2'048, 'v')}}).code(),
             "MetadataTooLarge");
    const Reply large =
        send("PUT", "/photos/a", "x",
             {{"Content-Encoding", "aws-chunked"}, {"x-amz-decoded-content-length", "5368709121"}});
    CHECK_EQ(large.code(), "EntityTooLarge");
    CHECK_EQ(send("PUT", "/photos/a", "x", {{"Content-Encoding", "aws-chunked"}}).code(),
             "MissingContentLength");
    CHECK_EQ(send("PUT", "/photos/a", "x", {{"x-amz-storage-class", "TAPE"}}).code(),
             "InvalidStorageClass");
    CHECK_EQ(send("PUT", "/photos/a", "x", {{"x-amz-tagging", "a=b"}}).code(), "NotImplemented");
}

TEST_CASE_FIXTURE(WithBucket, "a blob goes when its object is replaced or deleted") {
    send("PUT", "/photos/a", large_body());
    send("PUT", "/photos/b", large_body());
    CHECK_EQ(blobs->count(), 2);
    send("PUT", "/photos/a", "small");
    CHECK_EQ(blobs->count(), 1);
    send("DELETE", "/photos/b");
    CHECK_EQ(blobs->count(), 0);
}

TEST_CASE_FIXTURE(WithBucket, "a batch deletes many keys and tells of each, unless it is quiet") {
    send("PUT", "/photos/a", "1");
    send("PUT", "/photos/b%26%3C", "2");
    const Reply reply = send(
        "POST", "/photos?delete",
        "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>a</Key></Object>"
        "<Object><Key>b&amp;&lt;</Key></Object><Object><Key>missing</Key></Object></Delete>");
    CHECK_EQ(reply.status, 200);
    CHECK_NE(reply.body.find("<Deleted><Key>b&amp;&lt;</Key></Deleted>"), std::string::npos);
    CHECK_NE(reply.body.find("missing"), std::string::npos);
    CHECK_EQ(send("GET", "/photos?list-type=2").element("KeyCount"), "0");
    const Reply quiet = send("POST", "/photos?delete",
                             "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>");
    CHECK_EQ(quiet.body.find("Deleted"), std::string::npos);
    CHECK_EQ(send("POST", "/photos?delete", "<Delete>").code(), "MalformedXML");
    CHECK_EQ(send("POST", "/photos?delete", "<Delete></Delete>").code(), "MalformedXML");
    CHECK_EQ(send("POST", "/photos?delete",
                  "<Delete><Object><Key>a</Key><VersionId>v1</VersionId></Object></Delete>")
                 .code(),
             "InvalidArgument");
}

TEST_CASE_FIXTURE(WithBucket,
                  "a batch of a thousand keys is deleted whole, one of more is refused") {
    std::string keys;
    for (int i = 0; i < 1'000; ++i) {
        const std::string key = "key-" + std::to_string(i);
        send("PUT", "/photos/" + key, "x");
        keys += "<Object><Key>" + key + "</Key></Object>";
    }
    CHECK_EQ(send("POST", "/photos?delete",
                  "<Delete>" + keys + "<Object><Key>more</Key></Object></Delete>")
                 .code(),
             "MalformedXML");
    const Reply reply = send("POST", "/photos?delete", "<Delete>" + keys + "</Delete>");
    CHECK_NE(reply.body.find("<Key>key-999</Key>"), std::string::npos);
    CHECK_EQ(send("GET", "/photos?list-type=2").element("KeyCount"), "0");
}

TEST_CASE_FIXTURE(WithBucket, "a copy has the bytes, and the metadata of source or request") {
    for (const std::string& body : {std::string("small"), large_body()}) {
        send("PUT", "/photos/a%20%2B", body,
             {{"x-amz-meta-k", "v"}, {"Content-Type", "text/plain"}});
        Reply copy = send("PUT", "/photos/b", "", {{"x-amz-copy-source", "/photos/a%20%2B"}});
        REQUIRE_EQ(copy.status, 200);
        CHECK_NE(copy.element("ETag"), "");
        Reply got = send("GET", "/photos/b");
        CHECK(got.body == body);
        CHECK_EQ(got.header("x-amz-meta-k"), "v");
        CHECK_EQ(got.header("Content-Type"), "text/plain");
        send("PUT", "/photos/b", "",
             {{"x-amz-copy-source", "photos/a%20%2B"},
              {"x-amz-metadata-directive", "REPLACE"},
              {"x-amz-meta-n", "w"}});
        got = send("GET", "/photos/b");
        CHECK_EQ(got.header("x-amz-meta-k"), "");
        CHECK_EQ(got.header("x-amz-meta-n"), "w");
        send("DELETE", "/photos/a%20%2B");
        CHECK(send("GET", "/photos/b").body == body);
    }
    CHECK_EQ(send("PUT", "/photos/b", "", {{"x-amz-copy-source", "/photos/none"}}).code(),
             "NoSuchKey");
    CHECK_EQ(send("PUT", "/photos/b", "", {{"x-amz-copy-source", "/photos/b"}}).code(),
             "InvalidRequest");
    CHECK_EQ(send("PUT", "/photos/b", "", {{"x-amz-copy-source", "nothing"}}).code(),
             "InvalidArgument");
    CHECK_EQ(send("PUT", "/photos/c", "",
                  {{"x-amz-copy-source", "/photos/b"}, {"x-amz-copy-source-if-match", "\"no\""}})
                 .code(),
             "PreconditionFailed");
}

TEST_CASE_FIXTURE(WithBucket, "pages of a listing follow each other, in both versions") {
    for (const char* key : {"a", "b/1", "b/2", "c"})
        send("PUT", std::string("/photos/") + key, "x");
    Reply page = send("GET", "/photos?list-type=2&delimiter=%2F&max-keys=2");
    CHECK_EQ(page.element("IsTruncated"), "true");
    CHECK_EQ(page.element("KeyCount"), "2");
    const std::string token = page.element("NextContinuationToken");
    page = send("GET", "/photos?list-type=2&delimiter=/&max-keys=2&continuation-token=" +
                           base::percent_encode(token));
    CHECK_EQ(page.element("IsTruncated"), "false");
    CHECK_EQ(page.element("Key"), "c");
    page = send("GET", "/photos?delimiter=/&max-keys=2");
    CHECK_EQ(page.element("NextMarker"), "b/");
    page = send("GET", "/photos?delimiter=/&max-keys=2&marker=b/");
    CHECK_EQ(page.element("Key"), "c");
    CHECK_EQ(page.element("CommonPrefixes"), "");
    CHECK_EQ(send("GET", "/photos?list-type=2&continuation-token=x").code(), "InvalidArgument");
    CHECK_EQ(send("GET", "/photos?list-type=2&max-keys=-1").code(), "InvalidArgument");
    CHECK_EQ(send("GET", "/photos?list-type=2&encoding-type=gzip").code(), "InvalidArgument");
}

}  // namespace
}  // namespace services::s3::test
