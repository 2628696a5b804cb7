#include <doctest/doctest.h>

#include "services/s3/fixture.test.hpp"

namespace services::s3::test {
namespace {

TEST_CASE_FIXTURE(Fixture, "a bucket is made, listed, found, and goes when it is empty") {
    CHECK_EQ(send("PUT", "/photos").header("Location"), "/photos");
    CHECK_EQ(send("GET", "/").element("Name"), "photos");
    CHECK_EQ(send("HEAD", "/photos").header("x-amz-bucket-region"), "us-east-1");
    CHECK_EQ(send("GET", "/photos?location").status, 200);
    send("PUT", "/photos/a", "x");
    CHECK_EQ(send("DELETE", "/photos").code(), "BucketNotEmpty");
    send("DELETE", "/photos/a");
    CHECK_EQ(send("DELETE", "/photos").status, 204);
    CHECK_EQ(send("HEAD", "/photos").status, 404);
    CHECK_EQ(send("GET", "/").element("Name"), "");
    for (const char* target :
         {"/photos?list-type=2", "/photos/a", "/photos?location", "/photos?acl"}) {
        CHECK_EQ(send("GET", target).code(), "NoSuchBucket");
    }
    CHECK_EQ(send("PUT", "/photos/a", "x").code(), "NoSuchBucket");
    CHECK_EQ(send("DELETE", "/photos").code(), "NoSuchBucket");
}

TEST_CASE_FIXTURE(Fixture, "making a bucket again succeeds in the classic region only") {
    send("PUT", "/photos");
    send("PUT", "/photos/a", "kept");
    CHECK_EQ(send("PUT", "/photos").status, 200);
    CHECK_EQ(send("GET", "/photos/a").body, "kept");
    const std::string elsewhere =
        "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></"
        "CreateBucketConfiguration>";
    CHECK_EQ(send("PUT", "/europe", elsewhere).status, 200);
    CHECK_EQ(send("PUT", "/europe", elsewhere).code(), "BucketAlreadyOwnedByYou");
    CHECK_NE(send("GET", "/europe?location").body.find(">eu-west-1</LocationConstraint>"),
             std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "bad names and bad documents are refused") {
    CHECK_EQ(send("PUT", "/No").code(), "InvalidBucketName");
    CHECK_EQ(send("PUT", "//key").code(), "InvalidBucketName");
    CHECK_EQ(send("PUT", "/photos", "<Other/>").code(), "MalformedXML");
    CHECK_EQ(send("PUT", "/photos", "{}").code(), "MalformedXML");
    CHECK_EQ(send("PUT", "/photos", std::string(8 * 1024 * 1024 + 1, ' ')).code(),
             "MaxMessageLengthExceeded");
}

TEST_CASE_FIXTURE(Fixture, "what is not there says so by its name") {
    send("PUT", "/photos");
    const Reply reply = send("PUT", "/photos?policy", "{}");
    CHECK_EQ(reply.status, 501);
    CHECK_EQ(reply.code(), "NotImplemented");
    CHECK_NE(reply.element("Message").find("PutBucketPolicy"), std::string::npos);
    CHECK_EQ(send("GET", "/photos?versions").code(), "NotImplemented");
    CHECK_EQ(send("POST", "/photos/a").code(), "MethodNotAllowed");
    CHECK_EQ(send("PATCH", "/photos").code(), "MethodNotAllowed");
    CHECK_EQ(send("GET", "/photos/a?versionId=v1").code(), "InvalidArgument");
    CHECK_EQ(send("GET", "/photos", "", {{"x-amz-expected-bucket-owner", "111111111111"}}).code(),
             "AccessDenied");
}

TEST_CASE_FIXTURE(Fixture, "a bucket that was never configured answers what tools read") {
    send("PUT", "/photos");
    for (const char* name :
         {"acl", "versioning", "encryption", "ownershipControls", "publicAccessBlock", "logging",
          "requestPayment", "accelerate", "notification"}) {
        CHECK_MESSAGE(send("GET", std::string("/photos?") + name).status == 200, name);
    }
    CHECK_EQ(send("GET", "/photos?policy").code(), "NoSuchBucketPolicy");
    CHECK_EQ(send("GET", "/photos?cors").code(), "NoSuchCORSConfiguration");
    CHECK_EQ(send("GET", "/photos?tagging").code(), "NoSuchTagSet");
    send("PUT", "/photos/a", "x");
    CHECK_EQ(send("GET", "/photos/a?tagging").status, 200);
    CHECK_EQ(send("GET", "/photos/b?tagging").code(), "NoSuchKey");
}

TEST_CASE_FIXTURE(Fixture, "of notifications only EventBridge can be configured") {
    send("PUT", "/photos");
    CHECK_EQ(
        send("PUT", "/photos?notification",
             "<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>")
            .status,
        200);
    CHECK_NE(send("GET", "/photos?notification").body.find("EventBridgeConfiguration"),
             std::string::npos);
    const Reply refused =
        send("PUT", "/photos?notification",
             "<NotificationConfiguration><QueueConfiguration/></NotificationConfiguration>");
    CHECK_EQ(refused.code(), "NotImplemented");
    CHECK_NE(refused.element("Message").find("QueueConfiguration"), std::string::npos);
    CHECK_EQ(send("PUT", "/photos?notification",
                  "<NotificationConfiguration><X/></NotificationConfiguration>")
                 .code(),
             "MalformedXML");
    send("PUT", "/photos?notification", "<NotificationConfiguration/>");
    CHECK_EQ(send("GET", "/photos?notification").body.find("EventBridgeConfiguration"),
             std::string::npos);
}

}  // namespace
}  // namespace services::s3::test
