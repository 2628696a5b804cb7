// What S3 says when it says no: codes, wording and status as in
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
#pragma once
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/error.hpp"

namespace services::s3 {

/// The error with AWS's status and message. A code that is not in the table is a bug (asserted).
aws::Error s3_error(std::string_view code);
/// The same with a message of its own.
aws::Error s3_error(std::string_view code, std::string message);
/// Adds an element to the error document: `Key`, `BucketName`, `ArgumentName`.
aws::Error with(aws::Error error, std::string_view element, std::string_view text);

aws::Error no_such_bucket(std::string_view bucket);
aws::Error no_such_key(std::string_view key);
/// 400 with the argument's name and value.
aws::Error invalid_argument(std::string message, std::string_view name, std::string_view value);
/// 501 that names what does not exist here.
aws::Error not_implemented(std::string_view operation);
/// The disk or the log said no: a full disk is 503, everything else 500.
aws::Error storage_error(const base::Error& error);

}  // namespace services::s3
