// Names of the checksums, and one digest for all of them.
#include "services/s3/checksum.hpp"

#include <array>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace services::s3 {
namespace {

struct Row {
    std::string_view name;
    std::string_view header;
    std::string_view element;
    std::size_t bytes;
};

// By the number of the enumerator.
constexpr std::array kRows = {
    Row{"", "", "", 0},
    Row{"CRC32", "x-amz-checksum-crc32", "ChecksumCRC32", 4},
    Row{"CRC32C", "x-amz-checksum-crc32c", "ChecksumCRC32C", 4},
    Row{"SHA1", "x-amz-checksum-sha1", "ChecksumSHA1", 20},
    Row{"SHA256", "x-amz-checksum-sha256", "ChecksumSHA256", 32},
    Row{"CRC64NVME", "x-amz-checksum-crc64nvme", "ChecksumCRC64NVME", 8},
};

const Row& row(Algorithm algorithm) {
    const auto index = static_cast<std::size_t>(algorithm);
    QS_ASSERT(index < kRows.size());
    return kRows[index];
}

std::optional<Algorithm> find(std::string_view text, std::string_view Row::* member) {
    for (std::size_t i = 1; i < kRows.size(); ++i) {
        if (base::equals_ignoring_case(kRows[i].*member, text)) return static_cast<Algorithm>(i);
    }
    return std::nullopt;
}

std::string big_endian(std::uint64_t value, std::size_t bytes) {
    std::string out(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i)
        out[bytes - 1 - i] = static_cast<char>(value >> (8 * i));
    return out;
}

}  // namespace

std::string_view algorithm_name(Algorithm algorithm) {
    return row(algorithm).name;
}
std::string_view checksum_header(Algorithm algorithm) {
    return row(algorithm).header;
}
std::string_view checksum_element(Algorithm algorithm) {
    return row(algorithm).element;
}
std::string_view checksum_type_name(ChecksumType type) {
    return type == ChecksumType::composite ? "COMPOSITE" : "FULL_OBJECT";
}
std::optional<Algorithm> algorithm_of_name(std::string_view name) {
    return find(name, &Row::name);
}
std::optional<Algorithm> algorithm_of_header(std::string_view header) {
    return find(header, &Row::header);
}
std::size_t checksum_bytes(Algorithm algorithm) {
    return row(algorithm).bytes;
}

ChecksumDigest::ChecksumDigest(Algorithm algorithm) : algorithm_(algorithm) {
    if (algorithm == Algorithm::sha1) digest_.emplace(base::DigestKind::sha1);
    if (algorithm == Algorithm::sha256) digest_.emplace(base::DigestKind::sha256);
}

void ChecksumDigest::update(std::string_view bytes) {
    switch (algorithm_) {
        case Algorithm::none: return;
        case Algorithm::crc32: crc_ = base::crc32(bytes, static_cast<std::uint32_t>(crc_)); return;
        case Algorithm::crc32c:
            crc_ = base::crc32c(bytes, static_cast<std::uint32_t>(crc_));
            return;
        case Algorithm::crc64nvme: crc_ = base::crc64nvme(bytes, crc_); return;
        case Algorithm::sha1:
        case Algorithm::sha256: digest_->update(bytes); return;
    }
}

std::string ChecksumDigest::finish() {
    return digest_ ? digest_->finish() : big_endian(crc_, checksum_bytes(algorithm_));
}

}  // namespace services::s3
