// Which bucket names and keys are allowed, and which bucket a host names.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"

namespace services::s3 {

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. Error:
/// InvalidBucketName.
base::Result<void, aws::Error> check_bucket_name(std::string_view name);
/// The same where a bucket is not created but used: names that AWS gave out until 2018, with
/// capital letters or underscores, are NoSuchBucket.
base::Result<void, aws::Error> check_used_bucket_name(std::string_view name);

/// Keys are bytes: 1 to 1,024 of them, valid UTF-8, without NUL; everything else is ordinary, `..`
/// and control characters too. Errors: KeyTooLongError, InvalidURI.
base::Result<void, aws::Error> check_key(std::string_view key);

/// The bucket of a virtual-host style address, `<bucket>.s3.localhost`,
/// `<bucket>.s3.<region>.localhost` or `<bucket>.localhost`, with or without a port. Nothing: path
/// style.
std::optional<std::string> bucket_of_host(std::string_view host);

}  // namespace services::s3
