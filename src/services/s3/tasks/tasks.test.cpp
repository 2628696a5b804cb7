// S3's operations as tasks call them: AWS's members in, AWS's results and errors out. Results and
// checksums are those of recorded histories of AWS where it says so.
#include <doctest/doctest.h>

#include "services/s3/fixture.test.hpp"
#include "services/s3/tasks/task_operation.hpp"
#include "support/inline_service.hpp"

namespace services::s3::test {
namespace {

struct Tasks : Fixture {
    Tasks() { send("PUT", "/photos"); }

    std::string call(std::string_view operation, std::string_view input,
                     std::string_view effect = {}) {
        return support::text_of(support::call_now(service, operation, input, effect));
    }
    json::Value value(std::string_view operation, std::string_view input,
                      std::string_view effect = {}) {
        auto answer = support::call_now(service, operation, input, effect);
        REQUIRE_MESSAGE(answer.has_value(), support::text_of(answer));
        return *std::move(answer);
    }
    /// As the server does: the input is checked first.
    std::string checked(std::string_view operation, std::string_view input) {
        const aws::Operation* const row = aws::find_operation(service, operation);
        REQUIRE(row != nullptr);
        const auto answer = aws::check_input(service, *row, support::parse(input));
        return answer ? "" : answer.error().code;
    }
};

TEST_CASE_FIXTURE(Tasks, "putObject writes its Body as JSON, with AWS's result") {
    const auto put = [&](const std::string& body) {
        return call("PutObject", R"({"Bucket":"photos","Key":"a","Body":)" + body + "}");
    };
    // Recorded: a text keeps its quotes.
    CHECK_EQ(put(R"("text data")"),
             R"({"ChecksumCRC32":"KUmHvQ==","ChecksumType":"FULL_OBJECT",)"
             R"("ETag":"\"2b5df3712557f503a9977a8ea893b2c9\"","ServerSideEncryption":"AES256"})");
    CHECK_EQ(send("GET", "/photos/a").body, R"("text data")");
    CHECK_EQ(send("GET", "/photos/a").header("Content-Type"), "text/plain; charset=UTF-8");
    CHECK_EQ(put("false"),
             R"({"ChecksumCRC32":"K81oMA==","ChecksumType":"FULL_OBJECT",)"
             R"("ETag":"\"68934a3e9455fa72420237eb05902327\"","ServerSideEncryption":"AES256"})");
    CHECK_EQ(put(R"(["List","Data"])"),
             R"({"ChecksumCRC32":"1F2MPA==","ChecksumType":"FULL_OBJECT",)"
             R"("ETag":"\"6b23860357f6e63a0272b7f1143a663a\"","ServerSideEncryption":"AES256"})");
    const std::string large(200'000, 'x');
    put('"' + large + '"');
    CHECK(send("GET", "/photos/a").body == '"' + large + '"');
}

TEST_CASE_FIXTURE(Tasks, "getObject gives the body as a text behind the other members") {
    send("PUT", "/photos/a", "byte array data");
    CHECK_EQ(call("GetObject", R"({"Bucket":"photos","Key":"a"})"),
             R"({"AcceptRanges":"bytes","ContentLength":15,"ContentType":"binary/octet-stream",)"
             R"("ETag":"\"383fd42bdf94a2ab38cbeb1d8eb7e53f\"",)"
             R"("LastModified":"2025-11-24T16:00:00Z","Metadata":{},)"
             R"("ServerSideEncryption":"AES256","Body":"byte array data"})");
    CHECK_EQ(value("GetObject", R"({"Bucket":"photos","Key":"a","Range":"bytes=5-9"})")
                 .find_string("Body"),
             "array");
    const std::string large(200'000, 'x');
    send("PUT", "/photos/large", large, {{"x-amz-meta-by", "me"}, {"Content-Type", "text/plain"}});
    const json::Value whole = value("GetObject", R"({"Bucket":"photos","Key":"large"})");
    CHECK(whole.find_string("Body") == large);
    CHECK_EQ(json::print(*whole.find("Metadata")), R"({"by":"me"})");
    CHECK_EQ(whole.find_string("ContentType"), "text/plain");
    send("PUT", "/photos/bytes", std::string("a\xFF\xC3z", 4));
    CHECK_EQ(value("GetObject", R"({"Bucket":"photos","Key":"bytes"})").find_string("Body"),
             "a\xEF\xBF\xBD\xEF\xBF\xBDz");
}

TEST_CASE_FIXTURE(Tasks, "of a large object no more is read than shows that it is too large") {
    send("PUT", "/photos/a", std::string(1'000'000, 'x'));
    const json::Value answer = value("GetObject", R"({"Bucket":"photos","Key":"a"})");
    CHECK_EQ(answer.find_string("Body")->size(), base::limits::kPayloadBytesMax + 1);
    CHECK_EQ(answer.find("ContentLength")->as_integer(), 1'000'000);
}

TEST_CASE_FIXTURE(Tasks, "headObject tells what getObject tells, without the body") {
    send("PUT", "/photos/a b", "123");
    const json::Value answer = value("HeadObject", R"({"Bucket":"photos","Key":"a b"})");
    CHECK_EQ(answer.find("ContentLength")->as_integer(), 3);
    CHECK(answer.find("Body") == nullptr);
    CHECK_EQ(call("HeadObject", R"({"Bucket":"photos","Key":"none"})"),
             "NoSuchKey: The specified key does not exist.");
    CHECK_EQ(call("GetObject", R"({"Bucket":"photos","Key":"none"})"),
             "NoSuchKey: The specified key does not exist.");
    const std::string etag(*answer.find_string("ETag"));
    const std::string same = R"({"Bucket":"photos","Key":"a b","IfNoneMatch":)" +
                             json::print(json::Value::string(etag)) + "}";
    CHECK_EQ(call("GetObject", same), "NotModified: The object was not modified.");
}

TEST_CASE_FIXTURE(Tasks, "listObjectsV2 gives numbers, booleans and times as such") {
    CHECK_EQ(call("ListObjectsV2", R"({"Bucket":"photos"})"),
             R"({"IsTruncated":false,"KeyCount":0,"MaxKeys":1000,"Name":"photos","Prefix":""})");
    send("PUT", "/photos/in/a", "1");
    send("PUT", "/photos/in/b", "22");
    const json::Value page =
        value("ListObjectsV2", R"({"Bucket":"photos","Prefix":"in/","MaxKeys":1})");
    CHECK_EQ(json::print(*page.find("Contents")),
             R"([{"ChecksumAlgorithm":["CRC64NVME"],"ChecksumType":"FULL_OBJECT",)"
             R"("ETag":"\"c4ca4238a0b923820dcc509a6f75849b\"","Key":"in/a",)"
             R"("LastModified":"2025-11-24T16:00:00Z","Size":1,"StorageClass":"STANDARD"}])");
    CHECK_EQ(page.find("IsTruncated")->as_boolean(), true);
    const json::Value grouped = value("ListObjectsV2", R"({"Bucket":"photos","Delimiter":"/"})");
    CHECK_EQ(json::print(*grouped.find("CommonPrefixes")), R"([{"Prefix":"in/"}])");
    CHECK(grouped.find("Contents") == nullptr);
    const json::Value first = value("ListObjectsV2", R"({"Bucket":"photos","MaxKeys":1})");
    const json::Value second = value(
        "ListObjectsV2", R"({"Bucket":"photos","ContinuationToken":")" +
                             std::string(*first.find_string("NextContinuationToken")) + "\"}");
    CHECK_EQ(second.find("Contents")->items()[0].find_string("Key"), "in/b");
    CHECK_EQ(json::print(*value("ListBuckets", "{}").find("Buckets")),
             R"([{"BucketRegion":"us-east-1","CreationDate":"2025-11-24T16:00:00.500Z",)"
             R"("Name":"photos"}])");
}

TEST_CASE_FIXTURE(Tasks, "copyObject and deleteObjects speak documents") {
    send("PUT", "/photos/a", "1", {{"x-amz-meta-k", "v"}});
    const json::Value copied =
        value("CopyObject", R"({"Bucket":"photos","Key":"b","CopySource":"photos/a",
                          "MetadataDirective":"REPLACE","Metadata":{"k":"new"}})");
    CHECK_EQ(copied.find("CopyObjectResult")->find_string("ETag"),
             "\"c4ca4238a0b923820dcc509a6f75849b\"");
    CHECK_EQ(send("GET", "/photos/b").header("x-amz-meta-k"), "new");
    CHECK_EQ(call("DeleteObjects", R"({"Bucket":"photos","Delete":{"Objects":[{"Key":"a"},
                                       {"Key":"<&>"}],"Quiet":false}})"),
             R"({"Deleted":[{"Key":"a"},{"Key":"<&>"}]})");
    CHECK_EQ(call("DeleteObject", R"({"Bucket":"photos","Key":"b"})"), "{}");
    CHECK_EQ(send("GET", "/photos/b").status, 404);
}

TEST_CASE_FIXTURE(Tasks, "a multipart upload goes through its operations") {
    const json::Value started = value("CreateMultipartUpload", R"({"Bucket":"photos","Key":"m"})");
    const std::string upload = R"("Bucket":"photos","Key":"m","UploadId":")" +
                               std::string(*started.find_string("UploadId")) + '"';
    const json::Value part =
        value("UploadPart", "{" + upload + R"(,"PartNumber":1,"Body":{"a":1}})");
    const std::string etag = json::print(*part.find("ETag"));
    CHECK_EQ(value("ListParts", "{" + upload + "}").find("Parts")->items()[0].find_string("ETag"),
             part.find_string("ETag"));
    CHECK_EQ(value("ListMultipartUploads", R"({"Bucket":"photos"})")
                 .find("Uploads")
                 ->items()[0]
                 .find_string("Key"),
             "m");
    const json::Value whole =
        value("CompleteMultipartUpload", "{" + upload + R"(,"MultipartUpload":{"Parts":[{"ETag":)" +
                                             etag + R"(,"PartNumber":1}]}})");
    CHECK_EQ(whole.find_string("Key"), "m");
    CHECK_EQ(send("GET", "/photos/m").body, R"({"a":1})");
    const json::Value other = value("CreateMultipartUpload", R"({"Bucket":"photos","Key":"n"})");
    CHECK_EQ(call("AbortMultipartUpload", R"({"Bucket":"photos","Key":"n","UploadId":")" +
                                              std::string(*other.find_string("UploadId")) + "\"}"),
             "{}");
}

TEST_CASE_FIXTURE(Tasks, "buckets are made, configured, looked at and removed") {
    CHECK_EQ(call("CreateBucket", R"({"Bucket":"eu-photos","CreateBucketConfiguration":
                                      {"LocationConstraint":"eu-west-1"}})"),
             R"({"Location":"/eu-photos"})");
    CHECK_EQ(call("HeadBucket", R"({"Bucket":"eu-photos"})"),
             R"({"AccessPointAlias":false,"BucketRegion":"eu-west-1"})");
    CHECK_EQ(call("GetBucketLocation", R"({"Bucket":"eu-photos"})"),
             R"({"LocationConstraint":"eu-west-1"})");
    CHECK_EQ(call("PutBucketNotificationConfiguration",
                  R"({"Bucket":"eu-photos",
                      "NotificationConfiguration":{"EventBridgeConfiguration":{}}})"),
             "{}");
    CHECK_EQ(call("GetBucketNotificationConfiguration", R"({"Bucket":"eu-photos"})"),
             R"({"EventBridgeConfiguration":{}})");
    call("PutObject", R"({"Bucket":"eu-photos","Key":"a","Body":1})");
    CHECK_EQ(events.size(), 1);
    CHECK_EQ(call("GetObjectTagging", R"({"Bucket":"eu-photos","Key":"a"})"), R"({"TagSet":[]})");
    CHECK_EQ(call("DeleteBucket", R"({"Bucket":"eu-photos"})"),
             "BucketNotEmpty: The bucket you tried to delete is not empty");
    call("DeleteObject", R"({"Bucket":"eu-photos","Key":"a"})");
    CHECK_EQ(call("DeleteBucket", R"({"Bucket":"eu-photos"})"), "{}");
    // Recorded: the name is none that could be made, and still the bucket is what is missing.
    CHECK_EQ(call("ListObjects", R"({"Bucket":"someNonexistentBucketName"})"),
             "NoSuchBucket: The specified bucket does not exist");
    CHECK_EQ(call("CreateBucket", R"({"Bucket":"someNonexistentBucketName"})"),
             "InvalidBucketName: The specified bucket is not valid.");
}

TEST_CASE_FIXTURE(Tasks, "a repeated effect changes nothing and gets the first answer") {
    call("PutBucketNotificationConfiguration",
         R"({"Bucket":"photos","NotificationConfiguration":{"EventBridgeConfiguration":{}}})");
    const char* const put = R"({"Bucket":"photos","Key":"a","Body":1})";
    const std::string first = call("PutObject", put, "execution/1-0");
    send("PUT", "/photos/a", "newer");
    CHECK_EQ(events.size(), 2);
    CHECK_EQ(call("PutObject", put, "execution/1-0"), first);
    restart();
    CHECK_EQ(call("PutObject", put, "execution/1-0"), first);
    CHECK_EQ(events.size(), 2);
    CHECK_EQ(send("GET", "/photos/a").body, "newer");
    const char* const start = R"({"Bucket":"photos","Key":"m"})";
    CHECK_EQ(call("CreateMultipartUpload", start, "execution/2-0"),
             call("CreateMultipartUpload", start, "execution/2-0"));
}

TEST_CASE_FIXTURE(Tasks, "what cannot be kept or carried is refused by name") {
    const auto refused = [&](std::string_view operation, std::string_view input) {
        return call(operation, input).substr(0, 60);
    };
    CHECK_EQ(refused("PutObject", R"({"Bucket":"photos","Key":"a","ACL":"public-read"})"),
             "InvalidArgument: The parameter 'ACL' of PutObject is not sup");
    CHECK_EQ(refused("PutObject", R"({"Bucket":"photos","Key":"a","Tagging":"a=b"})").substr(0, 15),
             "NotImplemented:");
    CHECK_EQ(refused("PutObject", R"({"Bucket":"photos","Key":"a","ContentType":"a\r\nb: c"})"),
             "InvalidArgument: ContentType must have names of letters, dig");
    CHECK_EQ(refused("PutObject", R"({"Bucket":"photos","Key":"a","Metadata":{"a b":"c"}})"),
             "InvalidArgument: Metadata must have names of letters, digits");
    CHECK_EQ(checked("PutObject", R"({"Bucket":"photos","Key":""})"), "ValidationException");
    CHECK_EQ(checked("PutObject", R"({"Bucket":"photos"})"), "ValidationException");
    CHECK_EQ(checked("GetObject", R"({"Bucket":["photos"],"Key":"a"})"), "SerializationException");
    CHECK_EQ(checked("ListObjectsV2", R"({"Bucket":"photos","MaxKeys":"ten"})"),
             "SerializationException");
    for (const char* key : {"../up", "a?b#c&d=e", "100%", "\xC3\xBC \xE6\x97\xA5"}) {
        const std::string input = json::print(json::object(
            {{"Bucket", json::Value::string("photos")}, {"Key", json::Value::string(key)}}));
        call("PutObject", input);
        CHECK_EQ(value("ListObjectsV2", R"({"Bucket":"photos"})")
                     .find("Contents")
                     ->items()[0]
                     .find_string("Key"),
                 key);
        CHECK_EQ(call("DeleteObject", input), "{}");
        CHECK_EQ(value("ListObjectsV2", R"({"Bucket":"photos"})").find("Contents"), nullptr);
    }
}

TEST_CASE("the members of every operation are in the order in which AWS gives them") {
    for (const TaskOperation& operation : task_operations()) {
        CHECK_MESSAGE(std::ranges::is_sorted(operation.output, {},
                                             [](const aws::Member& member) {
                                                 return std::pair(member.type == aws::Type::blob,
                                                                  member.name);
                                             }),
                      operation.name);
    }
}

}  // namespace
}  // namespace services::s3::test
