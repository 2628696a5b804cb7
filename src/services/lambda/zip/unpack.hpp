// Unpacking a function's code. The zip comes from outside, so everything in it is checked: what it
// may hold, how large it grows, and that nothing lands outside the folder (security.md, section 6).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace services::lambda {

struct ZipLimits {
    std::size_t zip_bytes_max = base::limits::kLambdaZipBytesMax;
    std::uint64_t unzipped_bytes_max = base::limits::kLambdaUnzippedBytesMax;
    std::size_t entries_max = base::limits::kLambdaZipEntriesMax;
    /// Beyond the first MiB the contents may be at most this many times the file (ours).
    std::uint64_t ratio_max = base::limits::kLambdaZipRatioMax;
};

struct Unpacked {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
};

/// Unpacks into `folder`, which must exist and be empty; after an error what was written stays
/// there for the caller to remove. Bytes are counted while inflating, whatever the file says of
/// itself. Regular files and folders only; permission bits are kept. Errors: `limit` and `invalid`
/// name the entry and the rule; `io`. Blocks on the disk.
base::Result<Unpacked> unpack_zip(std::string_view zip, const std::string& folder,
                                  const ZipLimits& limits = {});

}  // namespace services::lambda
