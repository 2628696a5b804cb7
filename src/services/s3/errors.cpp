// The table of codes, and the few errors that carry more than their code.
#include "services/s3/errors.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "base/log.hpp"

namespace services::s3 {
namespace {

struct Row {
    std::string_view code;
    int status;
    std::string_view message;
};

// Sorted, because find_row searches by halves.
constexpr std::array kErrors = {
    Row{"AccessDenied", 403, "Access Denied"},
    Row{"BadDigest", 400, "The Content-MD5 you specified did not match what we received."},
    Row{"BucketAlreadyExists", 409,
        "The requested bucket name is not available. The bucket namespace is shared by all users "
        "of the "
        "system. Please select a different name and try again."},
    Row{"BucketAlreadyOwnedByYou", 409,
        "Your previous request to create the named bucket succeeded and you already own it."},
    Row{"BucketNotEmpty", 409, "The bucket you tried to delete is not empty"},
    Row{"EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size"},
    Row{"EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size"},
    Row{"IncompleteBody", 400,
        "You did not provide the number of bytes specified by the Content-Length HTTP header"},
    Row{"InternalError", 500, "We encountered an internal error. Please try again."},
    Row{"InvalidArgument", 400, "Invalid Argument"},
    Row{"InvalidBucketName", 400, "The specified bucket is not valid."},
    Row{"InvalidDigest", 400, "The Content-MD5 you specified was invalid."},
    Row{"InvalidPart", 400,
        "One or more of the specified parts could not be found. The part may not have been "
        "uploaded, or the "
        "specified entity tag may not match the part's entity tag."},
    Row{"InvalidPartNumber", 416, "The requested partnumber is not satisfiable"},
    Row{"InvalidPartOrder", 400,
        "The list of parts was not in ascending order. The parts list must be specified in order "
        "by part "
        "number."},
    Row{"InvalidRange", 416, "The requested range is not satisfiable"},
    Row{"InvalidRequest", 400, "Invalid Request"},
    Row{"InvalidStorageClass", 400, "The storage class you specified is not valid"},
    Row{"InvalidURI", 400, "Couldn't parse the specified URI."},
    Row{"KeyTooLongError", 400, "Your key is too long"},
    Row{"MalformedTrailerError", 400,
        "The request contained trailing data that was not well-formed or did not conform to our "
        "published "
        "schema."},
    Row{"MalformedXML", 400,
        "The XML you provided was not well-formed or did not validate against our published "
        "schema"},
    Row{"MaxMessageLengthExceeded", 400, "Your request was too big."},
    Row{"MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size"},
    Row{"MethodNotAllowed", 405, "The specified method is not allowed against this resource."},
    Row{"MissingContentLength", 411, "You must provide the Content-Length HTTP header."},
    Row{"NoSuchBucket", 404, "The specified bucket does not exist"},
    Row{"NoSuchBucketPolicy", 404, "The bucket policy does not exist"},
    Row{"NoSuchCORSConfiguration", 404, "The CORS configuration does not exist"},
    Row{"NoSuchKey", 404, "The specified key does not exist."},
    Row{"NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist"},
    Row{"NoSuchPublicAccessBlockConfiguration", 404,
        "The public access block configuration was not found"},
    Row{"NoSuchTagSet", 404, "The TagSet does not exist"},
    Row{"NoSuchUpload", 404,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have "
        "been "
        "aborted or completed."},
    Row{"NoSuchWebsiteConfiguration", 404,
        "The specified bucket does not have a website configuration"},
    Row{"NotImplemented", 501,
        "A header you provided implies functionality that is not implemented"},
    Row{"ObjectLockConfigurationNotFoundError", 404,
        "Object Lock configuration does not exist for this bucket"},
    Row{"OperationAborted", 409,
        "A conflicting conditional operation is currently in progress against this resource. Try "
        "again."},
    Row{"OwnershipControlsNotFoundError", 404, "The bucket ownership controls were not found"},
    Row{"PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold"},
    Row{"ReplicationConfigurationNotFoundError", 404,
        "The replication configuration was not found"},
    Row{"ServerSideEncryptionConfigurationNotFoundError", 404,
        "The server side encryption configuration was not found"},
    Row{"ServiceUnavailable", 503, "Service is unable to handle request."},
    Row{"SlowDown", 503, "Please reduce your request rate."},
    Row{"TooManyUploads", 400,
        "The bucket has too many unfinished multipart uploads; abort some of them."},
    Row{"XAmzContentSHA256Mismatch", 400,
        "The provided 'x-amz-content-sha256' header does not match what was computed."},
};
static_assert(std::ranges::is_sorted(kErrors, {}, &Row::code));

const Row& find_row(std::string_view code) {
    const auto* row = std::ranges::lower_bound(kErrors, code, {}, &Row::code);
    QS_ASSERT(row != kErrors.end() && row->code == code);
    return *row;
}

}  // namespace

aws::Error s3_error(std::string_view code) {
    return s3_error(code, std::string(find_row(code).message));
}

aws::Error s3_error(std::string_view code, std::string message) {
    return aws::error(std::string(code), std::move(message), find_row(code).status);
}

aws::Error with(aws::Error error, std::string_view element, std::string_view text) {
    json::ObjectBuilder extra =
        error.extra.is_object() ? json::ObjectBuilder(error.extra) : json::ObjectBuilder();
    extra.set(element, text);
    error.extra = std::move(extra).build();
    return error;
}

aws::Error no_such_bucket(std::string_view bucket) {
    return with(s3_error("NoSuchBucket"), "BucketName", bucket);
}

aws::Error no_such_key(std::string_view key) {
    return with(s3_error("NoSuchKey"), "Key", key);
}

aws::Error invalid_argument(std::string message, std::string_view name, std::string_view value) {
    return with(with(s3_error("InvalidArgument", std::move(message)), "ArgumentName", name),
                "ArgumentValue", value);
}

aws::Error not_implemented(std::string_view operation) {
    return s3_error("NotImplemented",
                    "S3's " + std::string(operation) + " is not implemented in Quickstep.");
}

aws::Error storage_error(const base::Error& error) {
    base::log::error("s3.storage_failed", {{"error", error.message}});
    if (error.kind == base::ErrorKind::limit) {
        return s3_error("ServiceUnavailable", "There is no room left: " + error.message);
    }
    return s3_error("InternalError");
}

}  // namespace services::s3
