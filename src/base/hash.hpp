// Digests and checksums: what S3, SigV4, the log and placement need. Digests go through OpenSSL.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace base {

enum class DigestKind { md5, sha1, sha256, sha384, sha512 };

/// A digest over bytes that come in pieces. `finish` may be called once.
class Digest {
public:
    explicit Digest(DigestKind kind);
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;

    void update(std::string_view bytes);
    /// The raw digest bytes.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The raw digest bytes of one text.
std::string digest(DigestKind kind, std::string_view bytes);
/// HMAC-SHA-256, raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// Checksums that go on from `before` (0 at the start), so pieces can be fed one by one.
std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);
/// Castagnoli; with SSE4.2 where the processor has it.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);
/// The 64-bit CRC of the NVM Express specification, S3's default for new SDKs.
std::uint64_t crc64nvme(std::string_view bytes, std::uint64_t before = 0);

/// XXH3, 64 bits: placement and hash chains, never security.
std::uint64_t xxh3(std::string_view bytes, std::uint64_t seed = 0);

}  // namespace base
