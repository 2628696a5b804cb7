// The table of S3's operations for tasks: members and names from AWS's service model, as far as the
// operations here read or answer them.
#include <algorithm>
#include <array>
#include <initializer_list>

#include "services/s3/tasks/task_operation.hpp"

namespace services::s3 {
namespace {

using aws::Member;
using aws::Shape;
using aws::Type;
using Location = Member::Location;

constexpr Member path(std::string_view name) {
    return {.name = name, .required = true, .min = 1, .location = Location::path};
}
constexpr Member header(std::string_view name, std::string_view wire, Type type = Type::string) {
    return {.name = name, .type = type, .location = Location::header, .wire_name = wire};
}
constexpr Member query(std::string_view name, std::string_view wire, Type type = Type::string) {
    return {.name = name, .type = type, .location = Location::query, .wire_name = wire};
}
constexpr Member wanted(Member member) {
    member.required = true;
    return member;
}
constexpr Member list(std::string_view name, std::string_view element, Shape shape) {
    return {.name = name,
            .type = Type::list,
            .shape = shape,
            .element = Type::structure,
            .wire_name = element};
}
constexpr Member document(std::string_view name, std::string_view root, Shape shape) {
    return {.name = name,
            .type = Type::structure,
            .shape = shape,
            .location = Location::payload,
            .wire_name = root};
}
constexpr Member text(std::string_view name) {
    return {.name = name};
}
constexpr Member number(std::string_view name) {
    return {.name = name, .type = Type::integer};
}
constexpr Member time(std::string_view name) {
    return {.name = name, .type = Type::timestamp};
}

// What is asked for.

constexpr std::array kBucket = {
    path("Bucket"),
    header("ExpectedBucketOwner", "x-amz-expected-bucket-owner"),
};
constexpr std::array kKey = {path("Key")};
constexpr std::array kReadConditions = {
    header("IfMatch", "If-Match"),
    header("IfModifiedSince", "If-Modified-Since", Type::timestamp),
    header("IfNoneMatch", "If-None-Match"),
    header("IfUnmodifiedSince", "If-Unmodified-Since", Type::timestamp),
};
constexpr std::array kRead = {
    header("ChecksumMode", "x-amz-checksum-mode"),
    query("PartNumber", "partNumber", Type::integer),
    header("Range", "Range"),
    query("ResponseCacheControl", "response-cache-control"),
    query("ResponseContentDisposition", "response-content-disposition"),
    query("ResponseContentEncoding", "response-content-encoding"),
    query("ResponseContentLanguage", "response-content-language"),
    query("ResponseContentType", "response-content-type"),
    query("ResponseExpires", "response-expires", Type::timestamp),
    query("VersionId", "versionId"),
};
constexpr std::array kWriteConditions = {
    header("IfMatch", "If-Match"),
    header("IfNoneMatch", "If-None-Match"),
};
/// The last ones are refused by their value, as over HTTP.
constexpr std::array kMetadata = {
    header("CacheControl", "Cache-Control"),
    header("ContentDisposition", "Content-Disposition"),
    header("ContentEncoding", "Content-Encoding"),
    header("ContentLanguage", "Content-Language"),
    header("ContentType", "Content-Type"),
    header("Expires", "Expires", Type::timestamp),
    header("Metadata", "x-amz-meta-", Type::map),
    header("StorageClass", "x-amz-storage-class"),
    header("ObjectLockLegalHoldStatus", "x-amz-object-lock-legal-hold"),
    header("ObjectLockMode", "x-amz-object-lock-mode"),
    header("ServerSideEncryption", "x-amz-server-side-encryption"),
    header("SSECustomerAlgorithm", "x-amz-server-side-encryption-customer-algorithm"),
    header("SSEKMSKeyId", "x-amz-server-side-encryption-aws-kms-key-id"),
    header("Tagging", "x-amz-tagging"),
    header("WebsiteRedirectLocation", "x-amz-website-redirect-location"),
};
constexpr std::array kBody = {
    Member{.name = "Body", .type = Type::document, .location = Location::payload},
    header("ContentMD5", "Content-MD5"),
    header("ChecksumAlgorithm", "x-amz-sdk-checksum-algorithm"),
    header("ChecksumCRC32", "x-amz-checksum-crc32"),
    header("ChecksumCRC32C", "x-amz-checksum-crc32c"),
    header("ChecksumCRC64NVME", "x-amz-checksum-crc64nvme"),
    header("ChecksumSHA1", "x-amz-checksum-sha1"),
    header("ChecksumSHA256", "x-amz-checksum-sha256"),
};
constexpr std::array kSource = {
    wanted(header("CopySource", "x-amz-copy-source")),
    header("CopySourceIfMatch", "x-amz-copy-source-if-match"),
    header("CopySourceIfModifiedSince", "x-amz-copy-source-if-modified-since", Type::timestamp),
    header("CopySourceIfNoneMatch", "x-amz-copy-source-if-none-match"),
    header("CopySourceIfUnmodifiedSince", "x-amz-copy-source-if-unmodified-since", Type::timestamp),
};
constexpr std::array kCopy = {
    header("ChecksumAlgorithm", "x-amz-checksum-algorithm"),
    header("MetadataDirective", "x-amz-metadata-directive"),
};
constexpr std::array kUpload = {
    header("ChecksumAlgorithm", "x-amz-checksum-algorithm"),
    header("ChecksumType", "x-amz-checksum-type"),
};
constexpr std::array kUploadId = {wanted(query("UploadId", "uploadId"))};
constexpr std::array kPartNumber = {wanted(query("PartNumber", "partNumber", Type::integer))};
constexpr std::array kSourceRange = {header("CopySourceRange", "x-amz-copy-source-range")};
constexpr std::array kPage = {
    query("Delimiter", "delimiter"),
    query("EncodingType", "encoding-type"),
    query("Prefix", "prefix"),
};
constexpr std::array kKeysPage = {query("MaxKeys", "max-keys", Type::integer)};
constexpr std::array kPageV1 = {query("Marker", "marker")};
constexpr std::array kPageV2 = {
    query("ContinuationToken", "continuation-token"),
    query("FetchOwner", "fetch-owner", Type::boolean),
    query("StartAfter", "start-after"),
};
constexpr std::array kUploadsPage = {
    query("KeyMarker", "key-marker"),
    query("MaxUploads", "max-uploads", Type::integer),
    query("UploadIdMarker", "upload-id-marker"),
};
constexpr std::array kPartsPage = {
    query("MaxParts", "max-parts", Type::integer),
    query("PartNumberMarker", "part-number-marker", Type::integer),
};
constexpr std::array kPrefix = {query("Prefix", "prefix")};
constexpr std::array kLocation = {text("LocationConstraint")};
constexpr std::array kConfiguration = {
    document("CreateBucketConfiguration", "CreateBucketConfiguration", kLocation)};
constexpr std::array kNotifications = {
    Member{.name = "EventBridgeConfiguration", .type = Type::structure}};
constexpr std::array kNotificationConfiguration = {
    wanted(document("NotificationConfiguration", "NotificationConfiguration", kNotifications))};
constexpr std::array kDeletedObject = {wanted(text("Key")), text("VersionId")};
constexpr std::array kDeleteDocument = {
    wanted(list("Objects", "Object", kDeletedObject)),
    Member{.name = "Quiet", .type = Type::boolean},
};
constexpr std::array kDelete = {wanted(document("Delete", "Delete", kDeleteDocument))};
constexpr std::array kVersion = {query("VersionId", "versionId")};
constexpr std::array kCompletedPart = {
    text("ChecksumCRC32"),  text("ChecksumCRC32C"), text("ChecksumCRC64NVME"), text("ChecksumSHA1"),
    text("ChecksumSHA256"), text("ETag"),           number("PartNumber"),
};
constexpr std::array kCompletedParts = {list("Parts", "Part", kCompletedPart)};
constexpr std::array kComplete = {
    document("MultipartUpload", "CompleteMultipartUpload", kCompletedParts),
    header("MpuObjectSize", "x-amz-mp-object-size", Type::integer),
};

// What is answered.

constexpr std::array kChecksumHeaders = {
    header("ChecksumCRC32", "x-amz-checksum-crc32"),
    header("ChecksumCRC32C", "x-amz-checksum-crc32c"),
    header("ChecksumCRC64NVME", "x-amz-checksum-crc64nvme"),
    header("ChecksumSHA1", "x-amz-checksum-sha1"),
    header("ChecksumSHA256", "x-amz-checksum-sha256"),
};
constexpr std::array kChecksumType = {header("ChecksumType", "x-amz-checksum-type")};
constexpr std::array kEncryption = {header("ServerSideEncryption", "x-amz-server-side-encryption")};
constexpr std::array kEtag = {header("ETag", "ETag")};
constexpr std::array kObjectHeaders = {
    header("AcceptRanges", "Accept-Ranges"),
    header("CacheControl", "Cache-Control"),
    header("ContentDisposition", "Content-Disposition"),
    header("ContentEncoding", "Content-Encoding"),
    header("ContentLanguage", "Content-Language"),
    header("ContentLength", "Content-Length", Type::integer),
    header("ContentRange", "Content-Range"),
    header("ContentType", "Content-Type"),
    header("ETag", "ETag"),
    header("Expires", "Expires"),
    header("LastModified", "Last-Modified", Type::timestamp),
    header("Metadata", "x-amz-meta-", Type::map),
    header("PartsCount", "x-amz-mp-parts-count", Type::integer),
    header("StorageClass", "x-amz-storage-class"),
};
constexpr std::array kObjectBody = {
    Member{.name = "Body", .type = Type::blob, .location = Location::payload}};
constexpr std::array kChecksumTexts = {
    text("ChecksumCRC32"), text("ChecksumCRC32C"), text("ChecksumCRC64NVME"),
    text("ChecksumSHA1"),  text("ChecksumSHA256"), text("ChecksumType"),
};
constexpr std::array kCopied = {
    text("ChecksumCRC32"), text("ChecksumCRC32C"), text("ChecksumCRC64NVME"),
    text("ChecksumSHA1"),  text("ChecksumSHA256"), text("ChecksumType"),
    text("ETag"),          time("LastModified"),
};
constexpr std::array kCopyResult = {document("CopyObjectResult", "", kCopied)};
constexpr std::array kPartResult = {document("CopyPartResult", "", kCopied)};
constexpr std::array kOwner = {text("ID")};
constexpr std::array kListedObject = {
    Member{.name = "ChecksumAlgorithm", .type = Type::list},
    text("ChecksumType"),
    text("ETag"),
    text("Key"),
    time("LastModified"),
    Member{.name = "Owner", .type = Type::structure, .shape = kOwner},
    number("Size"),
    text("StorageClass"),
};
constexpr std::array kCommonPrefix = {text("Prefix")};
constexpr std::array kListed = {
    list("CommonPrefixes", "", kCommonPrefix),
    text("Delimiter"),
    text("EncodingType"),
    Member{.name = "IsTruncated", .type = Type::boolean},
    text("Prefix"),
};
constexpr std::array kListedKeys = {
    list("Contents", "", kListedObject),
    number("MaxKeys"),
    text("Name"),
};
constexpr std::array kListedV1 = {text("Marker"), text("NextMarker")};
constexpr std::array kListedV2 = {
    text("ContinuationToken"),
    number("KeyCount"),
    text("NextContinuationToken"),
    text("StartAfter"),
};
constexpr std::array kListedBucket = {text("BucketRegion"), time("CreationDate"), text("Name")};
constexpr std::array kListedBuckets = {
    list("Buckets", "Buckets/Bucket", kListedBucket),
    Member{.name = "Owner", .type = Type::structure, .shape = kOwner},
};
constexpr std::array kBucketHeaders = {
    header("AccessPointAlias", "x-amz-access-point-alias", Type::boolean),
    header("BucketRegion", "x-amz-bucket-region"),
};
constexpr std::array kCreatedBucket = {header("Location", "Location")};
constexpr std::array kBucketLocation = {
    Member{.name = "LocationConstraint", .location = Location::payload}};
constexpr std::array kDeletedKey = {text("Key")};
constexpr std::array kDeleteError = {text("Code"), text("Key"), text("Message")};
constexpr std::array kDeleted = {
    list("Deleted", "", kDeletedKey),
    list("Errors", "Error", kDeleteError),
};
constexpr std::array kUploadNames = {text("Bucket"), text("Key"), text("UploadId")};
constexpr std::array kCompleted = {
    text("Bucket"),
    text("ETag"),
    text("Key"),
    text("Location"),
};
constexpr std::array kListedPart = {
    text("ChecksumCRC32"), text("ChecksumCRC32C"), text("ChecksumCRC64NVME"),
    text("ChecksumSHA1"),  text("ChecksumSHA256"), text("ETag"),
    time("LastModified"),  number("PartNumber"),   number("Size"),
};
constexpr std::array kListedParts = {
    Member{.name = "IsTruncated", .type = Type::boolean},
    number("MaxParts"),
    number("NextPartNumberMarker"),
    number("PartNumberMarker"),
    list("Parts", "Part", kListedPart),
    text("StorageClass"),
};
constexpr std::array kListedUpload = {
    text("ChecksumAlgorithm"), text("ChecksumType"), time("Initiated"), text("Key"),
    text("StorageClass"),      text("UploadId"),
};
constexpr std::array kListedUploads = {
    text("Bucket"),
    text("KeyMarker"),
    number("MaxUploads"),
    text("NextKeyMarker"),
    text("NextUploadIdMarker"),
    text("UploadIdMarker"),
    list("Uploads", "Upload", kListedUpload),
};
constexpr std::array kTag = {text("Key"), text("Value")};
constexpr std::array kTags = {list("TagSet", "TagSet/Tag", kTag)};

std::vector<Member> joined(std::initializer_list<Shape> parts) {
    std::vector<Member> all;
    for (const Shape part : parts) all.insert(all.end(), part.begin(), part.end());
    std::ranges::sort(all, {}, [](const Member& member) {
        return std::pair(member.type == Type::blob, member.name);
    });
    return all;
}

std::vector<TaskOperation> make_operations() {
    using Parts = std::initializer_list<Shape>;
    std::vector<TaskOperation> rows;
    const auto add = [&rows](std::string_view name, std::string_view method, std::string_view query,
                             Parts input, Parts output) {
        rows.push_back({name, method, query, joined(input), joined(output)});
    };
    add("ListBuckets", "GET", "", {kPrefix}, {kListedBuckets});
    add("CreateBucket", "PUT", "", {kBucket, kConfiguration}, {kCreatedBucket});
    add("HeadBucket", "HEAD", "", {kBucket}, {kBucketHeaders});
    add("DeleteBucket", "DELETE", "", {kBucket}, {});
    add("GetBucketLocation", "GET", "location", {kBucket}, {kBucketLocation});
    add("GetBucketNotificationConfiguration", "GET", "notification", {kBucket}, {kNotifications});
    add("PutBucketNotificationConfiguration", "PUT", "notification",
        {kBucket, kNotificationConfiguration}, {});

    add("PutObject", "PUT", "", {kBucket, kKey, kBody, kMetadata, kWriteConditions},
        {kChecksumHeaders, kChecksumType, kEncryption, kEtag});
    add("GetObject", "GET", "", {kBucket, kKey, kReadConditions, kRead},
        {kObjectHeaders, kChecksumHeaders, kChecksumType, kEncryption, kObjectBody});
    add("HeadObject", "HEAD", "", {kBucket, kKey, kReadConditions, kRead},
        {kObjectHeaders, kChecksumHeaders, kChecksumType, kEncryption});
    add("CopyObject", "PUT", "", {kBucket, kKey, kSource, kCopy, kMetadata, kWriteConditions},
        {kCopyResult, kEncryption});
    add("DeleteObject", "DELETE", "", {kBucket, kKey, kVersion, {kWriteConditions.data(), 1}}, {});
    add("DeleteObjects", "POST", "delete", {kBucket, kDelete}, {kDeleted});
    add("GetObjectTagging", "GET", "tagging", {kBucket, kKey, kVersion}, {kTags});
    add("ListObjects", "GET", "", {kBucket, kPage, kKeysPage, kPageV1},
        {kListed, kListedKeys, kListedV1});
    add("ListObjectsV2", "GET", "list-type=2", {kBucket, kPage, kKeysPage, kPageV2},
        {kListed, kListedKeys, kListedV2});

    add("CreateMultipartUpload", "POST", "uploads", {kBucket, kKey, kMetadata, kUpload},
        {kUploadNames, kEncryption});
    add("UploadPart", "PUT", "", {kBucket, kKey, kUploadId, kPartNumber, kBody},
        {kChecksumHeaders, kEncryption, kEtag});
    add("UploadPartCopy", "PUT", "", {kBucket, kKey, kUploadId, kPartNumber, kSource, kSourceRange},
        {kPartResult, kEncryption});
    add("CompleteMultipartUpload", "POST", "",
        {kBucket, kKey, kUploadId, kComplete, kWriteConditions},
        {kCompleted, kChecksumTexts, kEncryption});
    add("AbortMultipartUpload", "DELETE", "", {kBucket, kKey, kUploadId}, {});
    add("ListParts", "GET", "", {kBucket, kKey, kUploadId, kPartsPage},
        {kUploadNames, kListedParts});
    add("ListMultipartUploads", "GET", "uploads", {kBucket, kPage, kUploadsPage},
        {kListed, kListedUploads});
    return rows;
}

}  // namespace

std::span<const TaskOperation> task_operations() {
    static const std::vector<TaskOperation> rows = make_operations();
    return rows;
}

}  // namespace services::s3
