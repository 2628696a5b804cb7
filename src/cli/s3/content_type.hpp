// What a file is, by the ending of its name: what an upload says unless it is told otherwise.
#pragma once
#include <string_view>

namespace cli::s3 {

/// "image/jpeg"; "application/octet-stream" for an ending that is not known.
std::string_view content_type_of(std::string_view name);

}  // namespace cli::s3
