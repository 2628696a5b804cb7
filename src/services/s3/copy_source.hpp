// What x-amz-copy-source and its conditions say.
#pragma once
#include <string>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "services/s3/object_access.hpp"
#include "services/s3/request.hpp"

namespace services::s3 {

struct CopySource {
    std::string bucket;
    std::string key;
};

/// Errors: InvalidArgument, and those of names and keys.
base::Result<CopySource, aws::Error> read_copy_source(const Request& request);

/// x-amz-copy-source-if-*. Error: PreconditionFailed.
base::Result<void, aws::Error> check_copy_source(const Request& request,
                                                 const ObjectRecord& source);

}  // namespace services::s3
