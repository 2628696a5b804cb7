// Object metadata between headers and records.
#pragma once
#include "aws/error.hpp"
#include "aws/http.hpp"
#include "base/result.hpp"
#include "services/s3/records.hpp"
#include "services/s3/request.hpp"

namespace services::s3 {

/// What a request says of the object it makes. `aws-chunked` is a coding of the wire, not of the
/// object, and is left out. Errors: MetadataTooLarge (2 KB of user fields), InvalidStorageClass,
/// NotImplemented for headers whose promise cannot be kept (encryption with given keys, object
/// lock, tags).
base::Result<Metadata, aws::Error> read_metadata(const Request& request);

/// Says in an answer about an object how S3 encrypts every object by default, in accord with what
/// GetBucketEncryption answers.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
void write_encryption(aws::HttpReply& reply);

/// Adds the fields to an answer; Content-Type is always there.
void write_metadata(const Metadata& metadata, aws::HttpReply& reply);

}  // namespace services::s3
