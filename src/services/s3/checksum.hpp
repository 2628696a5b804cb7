// The five checksums that S3 knows, over bytes that come in pieces.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/hash.hpp"

namespace services::s3 {

/// The values are the stored format.
enum class Algorithm : std::uint8_t {
    none = 0,
    crc32 = 1,
    crc32c = 2,
    sha1 = 3,
    sha256 = 4,
    crc64nvme = 5
};

/// Over the whole object, or over its parts' checksums. The values are the stored format.
enum class ChecksumType : std::uint8_t { full_object = 0, composite = 1 };

/// "CRC32", as in x-amz-checksum-algorithm.
std::string_view algorithm_name(Algorithm algorithm);
/// "x-amz-checksum-crc32".
std::string_view checksum_header(Algorithm algorithm);
/// "ChecksumCRC32": the element in documents.
std::string_view checksum_element(Algorithm algorithm);
std::string_view checksum_type_name(ChecksumType type);
/// By name, without case.
std::optional<Algorithm> algorithm_of_name(std::string_view name);
/// By header or trailer name, without case.
std::optional<Algorithm> algorithm_of_header(std::string_view header);
/// Bytes of a raw checksum.
std::size_t checksum_bytes(Algorithm algorithm);

/// What was computed or recorded. `value` is as AWS writes it: Base64, and `-N` behind a composite
/// one.
struct Checksum {
    Algorithm algorithm = Algorithm::none;
    ChecksumType type = ChecksumType::full_object;
    std::string value;

    bool operator==(const Checksum&) const = default;
    static constexpr auto fields() {
        return std::tuple{&Checksum::algorithm, &Checksum::type, &Checksum::value};
    }
};

/// Computes one of them. `finish` may be called once.
class ChecksumDigest {
public:
    explicit ChecksumDigest(Algorithm algorithm);
    Algorithm algorithm() const { return algorithm_; }
    void update(std::string_view bytes);
    /// Raw bytes, most significant first.
    std::string finish();

private:
    Algorithm algorithm_;
    std::uint64_t crc_ = 0;
    std::optional<base::Digest> digest_;
};

}  // namespace services::s3
