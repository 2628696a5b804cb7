#include <doctest/doctest.h>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "services/s3/checksum.hpp"
#include "services/s3/fixture.test.hpp"

namespace services::s3::test {
namespace {

constexpr std::size_t kPartBytes = 5 * 1024 * 1024;

struct WithUpload : Fixture {
    WithUpload() {
        REQUIRE_EQ(send("PUT", "/photos").status, 200);
        id = begin_upload({});
        first = std::string(kPartBytes, 'a');
        second = "the end";
    }

    std::string begin_upload(Fields fields) {
        const Reply reply = send("POST", "/photos/big?uploads", "", fields);
        REQUIRE_EQ(reply.status, 200);
        return reply.element("UploadId");
    }
    std::string target(int part) const {
        return "/photos/big?partNumber=" + std::to_string(part) + "&uploadId=" + id;
    }
    /// Uploads a part and gives its line in the document that completes.
    std::string upload(int part, const std::string& body) {
        const auto reply = begin("PUT", target(part), body, {}, 256 * 1024);
        REQUIRE_EQ((*reply)->status, 200);
        return "<Part><PartNumber>" + std::to_string(part) + "</PartNumber><ETag>" +
               (*reply)->header("ETag") + "</ETag></Part>";
    }
    Reply complete(const std::string& parts, Fields fields = {}) {
        return send("POST", "/photos/big?uploadId=" + id,
                    "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>", fields);
    }

    std::string id, first, second;
};

std::string raw_checksum(Algorithm algorithm, std::string_view bytes) {
    ChecksumDigest digest(algorithm);
    digest.update(bytes);
    return digest.finish();
}

TEST_CASE_FIXTURE(WithUpload, "parts become one object, with AWS's tag and one blob") {
    const std::string parts = upload(1, first) + upload(3, second);
    const Reply done = complete(parts);
    REQUIRE_EQ(done.status, 200);
    const std::string md5s =
        base::digest(base::DigestKind::md5, first) + base::digest(base::DigestKind::md5, second);
    const std::string etag = "\"" + base::hex(base::digest(base::DigestKind::md5, md5s)) + "-2\"";
    const Reply got = send("GET", "/photos/big", "", {{"x-amz-checksum-mode", "ENABLED"}});
    CHECK(got.body == first + second);
    CHECK_EQ(got.header("ETag"), etag);
    CHECK_EQ(got.header("x-amz-checksum-type"), "FULL_OBJECT");
    CHECK_EQ(got.header("x-amz-checksum-crc64nvme"),
             base::base64_encode(raw_checksum(Algorithm::crc64nvme, first + second)));
    CHECK_EQ(blobs->count(), 1);
    const Reply part = send("GET", "/photos/big?partNumber=2");
    CHECK_EQ(part.body, second);
    CHECK_EQ(part.header("x-amz-mp-parts-count"), "2");
    CHECK_EQ(send("GET", "/photos?uploads").element("UploadId"), "");
    // The client that lost the answer gets it again; another upload's id does not.
    CHECK_EQ(complete(parts).element("ETag"), done.element("ETag"));
    id = "other";
    CHECK_EQ(complete(parts).code(), "NoSuchUpload");
}

TEST_CASE_FIXTURE(WithUpload, "a composite checksum is over the checksums of the parts") {
    id = begin_upload({{"x-amz-checksum-algorithm", "SHA256"}});
    complete(upload(1, first) + upload(2, second));
    const std::string raws =
        raw_checksum(Algorithm::sha256, first) + raw_checksum(Algorithm::sha256, second);
    const Reply got = send("HEAD", "/photos/big", "", {{"x-amz-checksum-mode", "ENABLED"}});
    CHECK_EQ(got.header("x-amz-checksum-sha256"),
             base::base64_encode(raw_checksum(Algorithm::sha256, raws)) + "-2");
    CHECK_EQ(got.header("x-amz-checksum-type"), "COMPOSITE");
}

TEST_CASE_FIXTURE(WithUpload,
                  "a wrong checksum or size of the whole completes nothing, and can be mended") {
    const std::string parts = upload(1, second);
    CHECK_EQ(complete(parts, {{"x-amz-checksum-crc64nvme", "AAAAAAAAAAA="}}).code(), "BadDigest");
    CHECK_EQ(complete(parts, {{"x-amz-mp-object-size", "1"}}).code(), "InvalidRequest");
    CHECK_EQ(send("GET", "/photos/big").code(), "NoSuchKey");
    CHECK_EQ(blobs->count(), 1);
    CHECK_EQ(complete(parts, {{"x-amz-mp-object-size", std::to_string(second.size())}}).status,
             200);
}

TEST_CASE_FIXTURE(WithUpload, "lists of parts that do not fit are refused") {
    const std::string one = upload(1, second);
    const std::string two = upload(2, second);
    CHECK_EQ(complete(two + one).code(), "InvalidPartOrder");
    CHECK_EQ(complete(one + two).code(), "EntityTooSmall");
    CHECK_EQ(complete("<Part><PartNumber>7</PartNumber><ETag>x</ETag></Part>").code(),
             "InvalidPart");
    CHECK_EQ(complete("<Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>").code(),
             "InvalidPart");
    CHECK_EQ(complete("").code(), "MalformedXML");
    CHECK_EQ(send("PUT", target(0), "x").code(), "InvalidArgument");
    CHECK_EQ(send("PUT", target(10'001), "x").code(), "InvalidArgument");
    CHECK_EQ(send("POST", "/photos/big?uploads", "",
                  {{"x-amz-checksum-algorithm", "SHA1"}, {"x-amz-checksum-type", "FULL_OBJECT"}})
                 .code(),
             "InvalidRequest");
}

TEST_CASE_FIXTURE(WithUpload, "an upload and its parts survive a restart; an abort removes them") {
    upload(1, first);
    upload(1, second);
    CHECK_EQ(blobs->count(), 1);
    restart();
    const Reply listed = send("GET", "/photos/big?uploadId=" + id);
    CHECK_EQ(listed.element("PartNumber"), "1");
    CHECK_EQ(listed.element("Size"), std::to_string(second.size()));
    CHECK_EQ(send("GET", "/photos?uploads").element("UploadId"), id);
    CHECK_EQ(send("DELETE", "/photos/big?uploadId=" + id).status, 204);
    CHECK_EQ(blobs->count(), 0);
    CHECK_EQ(send("PUT", target(1), "x").code(), "NoSuchUpload");
    CHECK_EQ(blobs->count(), 0);
    restart();
    CHECK_EQ(send("DELETE", "/photos/big?uploadId=" + id).code(), "NoSuchUpload");
}

TEST_CASE_FIXTURE(WithUpload, "a part can be copied from an object's range") {
    send("PUT", "/photos/source", "0123456789");
    const auto copy = [&](const std::string& range) {
        return send("PUT", target(1), "",
                    {{"x-amz-copy-source", "/photos/source"}, {"x-amz-copy-source-range", range}});
    };
    CHECK_EQ(copy("bytes=20-30").code(), "InvalidRange");
    CHECK_EQ(copy("2-5").code(), "InvalidArgument");
    const Reply part = copy("bytes=2-5");
    REQUIRE_EQ(part.status, 200);
    const auto etag = base::hex(base::digest(base::DigestKind::md5, "2345"));
    complete("<Part><PartNumber>1</PartNumber><ETag>" + etag + "</ETag></Part>");
    CHECK_EQ(send("GET", "/photos/big").body, "2345");
}

}  // namespace
}  // namespace services::s3::test
