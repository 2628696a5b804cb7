// Receiving a body: decoding, counting, digesting and storing it piece by piece with constant
// memory, and comparing it with everything the client said about it. What differs is refused and
// stores nothing.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "services/s3/checksum.hpp"
#include "services/s3/chunked.hpp"
#include "services/s3/request.hpp"
#include "store/blobs/blob_store.hpp"

namespace services::s3 {

/// What a request's headers say of its body.
struct BodyClaims {
    bool is_chunked = false;                ///< aws-chunked.
    std::optional<std::uint64_t> bytes;     ///< Of the decoded body.
    std::optional<std::string> md5;         ///< Raw, of Content-MD5.
    std::optional<std::string> sha256;      ///< Raw, of x-amz-content-sha256.
    Algorithm algorithm = Algorithm::none;  ///< Of the header, the trailer or the SDK's choice.
    std::optional<std::string> checksum;    ///< Raw, where it stands in a header.
    bool has_trailer = false;               ///< The checksum must come behind the body.
};

/// Errors: InvalidDigest, InvalidRequest (more than one checksum, malformed values).
base::Result<BodyClaims, aws::Error> read_claims(const Request& request,
                                                 std::optional<std::uint64_t> content_length);

/// A body that is here and is what the client said. `blob` is not finished: its sync comes on a
/// blob thread.
struct ReceivedBody {
    std::uint64_t bytes = 0;
    std::string md5;  ///< Raw.
    Checksum checksum;
    std::string inline_body;  ///< Unless there is a blob.
    std::optional<store::BlobWriter> blob;
};

/// Where the body goes.
enum class Placement {
    memory,     ///< A document; longer than the limit is refused.
    automatic,  ///< Up to 64 KiB in memory, else a blob.
    blob,       ///< Always a blob.
};

/// One body. One thread at a time.
class BodyReceiver {
public:
    BodyReceiver(store::BlobStore& blobs, BodyClaims claims, Placement placement,
                 std::uint64_t bytes_max);

    /// The next bytes as they came over the wire.
    base::Result<void, aws::Error> take(std::string_view piece);
    /// After the last. Errors: IncompleteBody, BadDigest, MalformedTrailerError, EntityTooLarge and
    /// others.
    base::Result<ReceivedBody, aws::Error> finish();

private:
    base::Result<void> take_decoded(std::string_view bytes);
    base::Result<void> keep(std::string_view bytes);
    base::Result<std::optional<std::string>, aws::Error> claimed_checksum() const;

    store::BlobStore& blobs_;
    BodyClaims claims_;
    Placement placement_;
    std::uint64_t bytes_max_;
    ChunkedDecoder chunked_;
    base::Digest md5_{base::DigestKind::md5};
    std::optional<base::Digest> sha256_;
    ChecksumDigest checksum_;
    std::optional<aws::Error> refused_;  ///< What was wrong, where a callback could only say that.
    ReceivedBody received_;
};

using ReceivedPtr = std::shared_ptr<ReceivedBody>;

/// Reads the exchange's whole body and calls `then` on the connection's thread; an error is
/// answered here.
void receive_body(store::BlobStore& blobs, const ExchangePtr& exchange, Placement placement,
                  std::uint64_t bytes_max, std::function<void(ReceivedPtr)> then);

}  // namespace services::s3
