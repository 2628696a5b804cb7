// The names of the pictures that are made from an upload.
#pragma once
#include <string>
#include <string_view>

#include "lambda/failure.hpp"

namespace picture {

inline constexpr std::string_view kUploads = "uploads/";
inline constexpr std::string_view kResized = "resized/";
inline constexpr std::string_view kThumbnails = "thumbnails/";

/// `uploads/a/cat.jpg` below `resized/` is `resized/a/cat.jpg`; a key that is not below `uploads/`
/// is kept whole behind the prefix. So two uploads never share a name. KeyTooLong where the result
/// has more than S3's 1,024 bytes.
lambda::Result<std::string> derived_key(std::string_view key, std::string_view prefix);

}  // namespace picture
