// Access keys and their secrets, and the files in which AWS's tools keep them.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aws {

struct Credentials {
    std::string profile;  ///< The section's name: "default".
    std::string access_key;
    std::string secret_key;
};

/// Reads a credentials file: sections in brackets, `aws_access_key_id` and `aws_secret_access_key`
/// in each, `#` and `;` for comments; other settings are ignored, and so are sections without a
/// key. Errors: `invalid`, with the line's number.
base::Result<std::vector<Credentials>> parse_credentials(std::string_view text);

}  // namespace aws
