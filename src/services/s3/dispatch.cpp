// From method, address and query to the operation. S3 tells operations apart by a marker in the
// query:
// `?uploads`, `?acl`; a marker that is known and has no handler is named in the refusal.
#include <array>

#include "services/s3/errors.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

enum class Level { service, bucket, object };

struct Row {
    std::string_view method;
    Level level;
    std::string_view marker;  ///< A query parameter, or empty for none.
    std::string_view name;
    OperationHandler handler;      ///< nullptr: not implemented.
    std::string_view header = {};  ///< One that must be there, too.
};

// The first row that fits is taken: those with a marker stand before those without.
constexpr std::array kOperations = {
    Row{"GET", Level::service, "", "ListBuckets", list_buckets},

    Row{"PUT", Level::bucket, "accelerate", "PutBucketAccelerateConfiguration", nullptr},
    Row{"PUT", Level::bucket, "acl", "PutBucketAcl", nullptr},
    Row{"PUT", Level::bucket, "analytics", "PutBucketAnalyticsConfiguration", nullptr},
    Row{"PUT", Level::bucket, "cors", "PutBucketCors", nullptr},
    Row{"PUT", Level::bucket, "encryption", "PutBucketEncryption", nullptr},
    Row{"PUT", Level::bucket, "inventory", "PutBucketInventoryConfiguration", nullptr},
    Row{"PUT", Level::bucket, "lifecycle", "PutBucketLifecycleConfiguration", nullptr},
    Row{"PUT", Level::bucket, "logging", "PutBucketLogging", nullptr},
    Row{"PUT", Level::bucket, "metrics", "PutBucketMetricsConfiguration", nullptr},
    Row{"PUT", Level::bucket, "notification", "PutBucketNotificationConfiguration",
        put_bucket_notification_configuration},
    Row{"PUT", Level::bucket, "object-lock", "PutObjectLockConfiguration", nullptr},
    Row{"PUT", Level::bucket, "ownershipControls", "PutBucketOwnershipControls", nullptr},
    Row{"PUT", Level::bucket, "policy", "PutBucketPolicy", nullptr},
    Row{"PUT", Level::bucket, "publicAccessBlock", "PutPublicAccessBlock", nullptr},
    Row{"PUT", Level::bucket, "replication", "PutBucketReplication", nullptr},
    Row{"PUT", Level::bucket, "requestPayment", "PutBucketRequestPayment", nullptr},
    Row{"PUT", Level::bucket, "tagging", "PutBucketTagging", nullptr},
    Row{"PUT", Level::bucket, "versioning", "PutBucketVersioning", nullptr},
    Row{"PUT", Level::bucket, "website", "PutBucketWebsite", nullptr},
    Row{"PUT", Level::bucket, "", "CreateBucket", create_bucket},

    Row{"GET", Level::bucket, "accelerate", "GetBucketAccelerateConfiguration", get_bucket_default},
    Row{"GET", Level::bucket, "acl", "GetBucketAcl", get_bucket_default},
    Row{"GET", Level::bucket, "analytics", "GetBucketAnalyticsConfiguration", nullptr},
    Row{"GET", Level::bucket, "cors", "GetBucketCors", get_bucket_default},
    Row{"GET", Level::bucket, "encryption", "GetBucketEncryption", get_bucket_default},
    Row{"GET", Level::bucket, "inventory", "GetBucketInventoryConfiguration", nullptr},
    Row{"GET", Level::bucket, "lifecycle", "GetBucketLifecycleConfiguration", get_bucket_default},
    Row{"GET", Level::bucket, "location", "GetBucketLocation", get_bucket_location},
    Row{"GET", Level::bucket, "logging", "GetBucketLogging", get_bucket_default},
    Row{"GET", Level::bucket, "metrics", "GetBucketMetricsConfiguration", nullptr},
    Row{"GET", Level::bucket, "notification", "GetBucketNotificationConfiguration",
        get_bucket_notification_configuration},
    Row{"GET", Level::bucket, "object-lock", "GetObjectLockConfiguration", get_bucket_default},
    Row{"GET", Level::bucket, "ownershipControls", "GetBucketOwnershipControls",
        get_bucket_default},
    Row{"GET", Level::bucket, "policy", "GetBucketPolicy", get_bucket_default},
    Row{"GET", Level::bucket, "policyStatus", "GetBucketPolicyStatus", nullptr},
    Row{"GET", Level::bucket, "publicAccessBlock", "GetPublicAccessBlock", get_bucket_default},
    Row{"GET", Level::bucket, "replication", "GetBucketReplication", get_bucket_default},
    Row{"GET", Level::bucket, "requestPayment", "GetBucketRequestPayment", get_bucket_default},
    Row{"GET", Level::bucket, "tagging", "GetBucketTagging", get_bucket_default},
    Row{"GET", Level::bucket, "uploads", "ListMultipartUploads", list_multipart_uploads},
    Row{"GET", Level::bucket, "versioning", "GetBucketVersioning", get_bucket_default},
    Row{"GET", Level::bucket, "versions", "ListObjectVersions", nullptr},
    Row{"GET", Level::bucket, "website", "GetBucketWebsite", get_bucket_default},
    Row{"GET", Level::bucket, "list-type", "ListObjectsV2", list_objects_v2},
    Row{"GET", Level::bucket, "", "ListObjects", list_objects},

    Row{"HEAD", Level::bucket, "", "HeadBucket", head_bucket},
    Row{"POST", Level::bucket, "delete", "DeleteObjects", delete_objects},
    Row{"POST", Level::bucket, "", "PostObject", nullptr},

    Row{"DELETE", Level::bucket, "cors", "DeleteBucketCors", nullptr},
    Row{"DELETE", Level::bucket, "encryption", "DeleteBucketEncryption", nullptr},
    Row{"DELETE", Level::bucket, "lifecycle", "DeleteBucketLifecycle", nullptr},
    Row{"DELETE", Level::bucket, "ownershipControls", "DeleteBucketOwnershipControls", nullptr},
    Row{"DELETE", Level::bucket, "policy", "DeleteBucketPolicy", nullptr},
    Row{"DELETE", Level::bucket, "publicAccessBlock", "DeletePublicAccessBlock", nullptr},
    Row{"DELETE", Level::bucket, "replication", "DeleteBucketReplication", nullptr},
    Row{"DELETE", Level::bucket, "tagging", "DeleteBucketTagging", nullptr},
    Row{"DELETE", Level::bucket, "website", "DeleteBucketWebsite", nullptr},
    Row{"DELETE", Level::bucket, "", "DeleteBucket", delete_bucket},

    Row{"PUT", Level::object, "acl", "PutObjectAcl", nullptr},
    Row{"PUT", Level::object, "legal-hold", "PutObjectLegalHold", nullptr},
    Row{"PUT", Level::object, "retention", "PutObjectRetention", nullptr},
    Row{"PUT", Level::object, "tagging", "PutObjectTagging", nullptr},
    Row{"PUT", Level::object, "renameObject", "RenameObject", nullptr},
    Row{"PUT", Level::object, "uploadId", "UploadPartCopy", upload_part_copy, "x-amz-copy-source"},
    Row{"PUT", Level::object, "uploadId", "UploadPart", upload_part},
    Row{"PUT", Level::object, "", "CopyObject", copy_object, "x-amz-copy-source"},
    Row{"PUT", Level::object, "", "PutObject", put_object},

    Row{"GET", Level::object, "acl", "GetObjectAcl", get_object_default},
    Row{"GET", Level::object, "attributes", "GetObjectAttributes", nullptr},
    Row{"GET", Level::object, "legal-hold", "GetObjectLegalHold", nullptr},
    Row{"GET", Level::object, "retention", "GetObjectRetention", nullptr},
    Row{"GET", Level::object, "tagging", "GetObjectTagging", get_object_default},
    Row{"GET", Level::object, "torrent", "GetObjectTorrent", nullptr},
    Row{"GET", Level::object, "uploadId", "ListParts", list_parts},
    Row{"GET", Level::object, "", "GetObject", get_object},
    Row{"HEAD", Level::object, "", "HeadObject", head_object},

    Row{"POST", Level::object, "uploads", "CreateMultipartUpload", create_multipart_upload},
    Row{"POST", Level::object, "uploadId", "CompleteMultipartUpload", complete_multipart_upload},
    Row{"POST", Level::object, "restore", "RestoreObject", nullptr},
    Row{"POST", Level::object, "select", "SelectObjectContent", nullptr},

    Row{"DELETE", Level::object, "tagging", "DeleteObjectTagging", nullptr},
    Row{"DELETE", Level::object, "uploadId", "AbortMultipartUpload", abort_multipart_upload},
    Row{"DELETE", Level::object, "", "DeleteObject", delete_object},
};

Level level_of(const Request& request) {
    if (request.bucket.empty()) return Level::service;
    return request.key.empty() ? Level::bucket : Level::object;
}

const Row* find_row(const Request& request) {
    const Level level = level_of(request);
    for (const Row& row : kOperations) {
        if (row.method != request.method || row.level != level) continue;
        if (!row.marker.empty() && !request.has(row.marker)) continue;
        if (!row.header.empty() && !request.header(row.header)) continue;
        return &row;
    }
    return nullptr;
}

// Buckets have no versions, so the only one there is has the name "null".
base::Result<void, aws::Error> check_version(const Request& request) {
    const auto version = request.parameter("versionId").value_or("null");
    if (version == "null" || version.empty()) return {};
    return base::fail(invalid_argument("Invalid version id specified", "versionId", version));
}

// One owner for all buckets: who expects another one must not touch them.
base::Result<void, aws::Error> check_owner(const Exchange& exchange) {
    const auto expected = exchange.request.header("x-amz-expected-bucket-owner");
    if (!expected || *expected == exchange.call.account) return {};
    return base::fail(s3_error("AccessDenied"));
}

}  // namespace

void dispatch(Storage& storage, const ExchangePtr& exchange) {
    const Row* row = find_row(exchange->request);
    if (row == nullptr) {
        return exchange->fail(
            with(s3_error("MethodNotAllowed"), "Method", exchange->request.method));
    }
    if (row->handler == nullptr) return exchange->fail(not_implemented(row->name));
    if (const auto checked = check_version(exchange->request); !checked)
        return exchange->fail(checked.error());
    if (const auto checked = check_owner(*exchange); !checked)
        return exchange->fail(checked.error());
    row->handler(storage, exchange);
}

}  // namespace services::s3
