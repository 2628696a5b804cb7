// The Range header (RFC 9110, section 14) as S3 reads it: one range of bytes.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"

namespace services::s3 {

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t bytes = 0;

    bool operator==(const ByteRange&) const = default;
};

/// The range within a body of `size` bytes. Nothing for a header that is malformed or asks for
/// several ranges: the whole body is the answer then, as in AWS. Error: InvalidRange (416).
base::Result<std::optional<ByteRange>, aws::Error> parse_range(std::string_view header,
                                                               std::uint64_t size);

}  // namespace services::s3
