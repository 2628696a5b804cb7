// Claims first, bytes next, the comparison last.
#include "services/s3/body.hpp"

#include <algorithm>
#include <charconv>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/errors.hpp"

namespace services::s3 {
namespace {

bool is_hex_digest(std::string_view text) {
    return text.size() == 64 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

std::string unhex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        unsigned byte = 0;
        std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

base::Result<std::string, aws::Error> raw_checksum(Algorithm algorithm, std::string_view value) {
    auto raw = base::base64_decode(value);
    if (raw && raw->size() == checksum_bytes(algorithm)) return *std::move(raw);
    return base::fail(
        s3_error("InvalidRequest",
                 "Value for " + std::string(checksum_header(algorithm)) + " header is invalid."));
}

// At most one checksum, in a header or announced for the trailer.
base::Result<void, aws::Error> read_checksum_claim(const Request& request, BodyClaims& claims) {
    for (const Algorithm algorithm : {Algorithm::crc32, Algorithm::crc32c, Algorithm::sha1,
                                      Algorithm::sha256, Algorithm::crc64nvme}) {
        const auto value = request.header(checksum_header(algorithm));
        if (!value) continue;
        if (claims.algorithm != Algorithm::none) {
            return base::fail(
                s3_error("InvalidRequest",
                         "Expecting a single x-amz-checksum- header. Multiple checksum Types "
                         "are not allowed."));
        }
        claims.algorithm = algorithm;
        QS_TRY(claims.checksum, raw_checksum(algorithm, *value));
    }
    if (const auto trailer = request.header("x-amz-trailer")) {
        const auto algorithm = algorithm_of_header(base::trim(*trailer));
        if (!algorithm || claims.algorithm != Algorithm::none || !claims.is_chunked) {
            return base::fail(s3_error("InvalidRequest",
                                       "The value specified in the x-amz-trailer header is "
                                       "not supported"));
        }
        claims.algorithm = *algorithm;
        claims.has_trailer = true;
    }
    if (claims.algorithm != Algorithm::none) return {};
    if (const auto name = request.header("x-amz-sdk-checksum-algorithm")) {
        const auto algorithm = algorithm_of_name(*name);
        if (!algorithm) {
            return base::fail(
                s3_error("InvalidRequest",
                         "Checksum algorithm provided is unsupported. Please try again with "
                         "any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
        }
        claims.algorithm = *algorithm;
    }
    return {};
}

bool has_aws_chunked(const Request& request) {
    const auto sha256 = request.headers.find("x-amz-content-sha256").value_or("");
    if (sha256.starts_with("STREAMING-")) return true;
    const auto coding = request.headers.find("content-encoding").value_or("");
    for (const std::string_view part : base::split(coding, ',')) {
        if (base::equals_ignoring_case(base::trim(part), "aws-chunked")) return true;
    }
    return false;
}

}  // namespace

base::Result<BodyClaims, aws::Error> read_claims(const Request& request,
                                                 std::optional<std::uint64_t> content_length) {
    BodyClaims claims;
    claims.is_chunked = has_aws_chunked(request);
    if (claims.is_chunked) {
        if (const auto text = request.headers.find("x-amz-decoded-content-length")) {
            std::uint64_t value = 0;
            const auto [end, problem] =
                std::from_chars(text->data(), text->data() + text->size(), value);
            if (problem != std::errc() || end != text->data() + text->size()) {
                return base::fail(invalid_argument("x-amz-decoded-content-length is not a number.",
                                                   "x-amz-decoded-content-length", *text));
            }
            claims.bytes = value;
        }
    } else {
        claims.bytes = content_length;
    }
    if (const auto text = request.headers.find("content-md5")) {
        claims.md5 = base::base64_decode(*text);
        if (!claims.md5 || claims.md5->size() != 16) return base::fail(s3_error("InvalidDigest"));
    }
    const auto sha256 = request.header("x-amz-content-sha256").value_or("");
    if (is_hex_digest(sha256)) claims.sha256 = unhex(sha256);
    QS_CHECK(read_checksum_claim(request, claims));
    return claims;
}

BodyReceiver::BodyReceiver(store::BlobStore& blobs, BodyClaims claims, Placement placement,
                           std::uint64_t bytes_max)
    : blobs_(blobs),
      claims_(std::move(claims)),
      placement_(placement),
      bytes_max_(bytes_max),
      // S3 gives every object that comes without a checksum this one.
      checksum_(claims_.algorithm == Algorithm::none ? Algorithm::crc64nvme : claims_.algorithm) {
    if (claims_.sha256) sha256_.emplace(base::DigestKind::sha256);
}

base::Result<void, aws::Error> BodyReceiver::take(std::string_view piece) {
    const auto taken =
        claims_.is_chunked
            ? chunked_.feed(piece, [this](std::string_view bytes) { return take_decoded(bytes); })
            : take_decoded(piece);
    if (taken) return {};
    if (refused_) return base::fail(*refused_);
    return base::fail(
        s3_error("IncompleteBody", "The aws-chunked body is malformed: " + taken.error().message));
}

base::Result<void> BodyReceiver::take_decoded(std::string_view bytes) {
    received_.bytes += bytes.size();
    if (received_.bytes > bytes_max_) {
        refused_ = with(s3_error(placement_ == Placement::memory ? "MaxMessageLengthExceeded"
                                                                 : "EntityTooLarge"),
                        "MaxSizeAllowed", std::to_string(bytes_max_));
        return base::fail(base::limit_exceeded(refused_->message));
    }
    if (claims_.bytes && received_.bytes > *claims_.bytes) {
        refused_ = s3_error("IncompleteBody", "The body is longer than the request said.");
        return base::fail(base::invalid(refused_->message));
    }
    md5_.update(bytes);
    checksum_.update(bytes);
    if (sha256_) sha256_->update(bytes);
    auto kept = keep(bytes);
    if (!kept) refused_ = storage_error(kept.error());
    return kept;
}

base::Result<void> BodyReceiver::keep(std::string_view bytes) {
    if (received_.blob) return received_.blob->append(bytes);
    const bool fits =
        received_.inline_body.size() + bytes.size() <= base::limits::kInlineBodyBytesMax;
    if (placement_ == Placement::memory || (placement_ == Placement::automatic && fits)) {
        received_.inline_body += bytes;
        return {};
    }
    QS_TRY(auto writer, blobs_.create());
    received_.blob.emplace(std::move(writer));
    QS_CHECK(received_.blob->append(std::exchange(received_.inline_body, {})));
    return received_.blob->append(bytes);
}

base::Result<std::optional<std::string>, aws::Error> BodyReceiver::claimed_checksum() const {
    if (!claims_.has_trailer) return claims_.checksum;
    for (const auto& [name, value] : chunked_.trailers()) {
        if (name != checksum_header(claims_.algorithm)) continue;
        QS_TRY(auto raw, raw_checksum(claims_.algorithm, value));
        return std::optional(std::move(raw));
    }
    return base::fail(s3_error("MalformedTrailerError"));
}

base::Result<ReceivedBody, aws::Error> BodyReceiver::finish() {
    const bool is_whole = !claims_.is_chunked || chunked_.is_complete(true);
    if (!is_whole || (claims_.bytes && received_.bytes != *claims_.bytes)) {
        return base::fail(s3_error("IncompleteBody"));
    }
    if (placement_ == Placement::blob && !received_.blob) {
        auto writer = blobs_.create();
        if (!writer) return base::fail(storage_error(writer.error()));
        received_.blob.emplace(*std::move(writer));
    }
    received_.md5 = md5_.finish();
    if (claims_.md5 && *claims_.md5 != received_.md5) return base::fail(s3_error("BadDigest"));
    if (sha256_ && sha256_->finish() != *claims_.sha256) {
        return base::fail(s3_error("XAmzContentSHA256Mismatch"));
    }
    const std::string raw = checksum_.finish();
    QS_TRY(const auto claimed, claimed_checksum());
    if (claimed && *claimed != raw) {
        return base::fail(
            s3_error("BadDigest", "The " + std::string(algorithm_name(checksum_.algorithm())) +
                                      " you specified did not match the calculated checksum."));
    }
    received_.checksum = {checksum_.algorithm(), ChecksumType::full_object,
                          base::base64_encode(raw)};
    return std::move(received_);
}

void receive_body(store::BlobStore& blobs, const ExchangePtr& exchange, Placement placement,
                  std::uint64_t bytes_max, std::function<void(ReceivedPtr)> then) {
    const auto claims = read_claims(exchange->request, exchange->body.length());
    if (!claims) return exchange->fail(claims.error());
    if (placement != Placement::memory && !claims->bytes)
        return exchange->fail(s3_error("MissingContentLength"));
    if (claims->bytes.value_or(0) > bytes_max) {
        return exchange->fail(
            with(with(s3_error(placement == Placement::memory ? "MaxMessageLengthExceeded"
                                                              : "EntityTooLarge"),
                      "ProposedSize", std::to_string(*claims->bytes)),
                 "MaxSizeAllowed", std::to_string(bytes_max)));
    }
    struct Reading {
        BodyReceiver receiver;
        std::optional<aws::Error> error;
    };
    auto reading = std::make_shared<Reading>(Reading{{blobs, *claims, placement, bytes_max}, {}});
    exchange->body.stream(
        [reading](std::string_view piece) -> base::Result<void> {
            auto taken = reading->receiver.take(piece);
            if (taken) return {};
            reading->error = std::move(taken).error();
            return base::fail(base::invalid(reading->error->message));
        },
        [reading, exchange, then = std::move(then)](const base::Result<void>& read) {
            if (reading->error) return exchange->fail(*reading->error);
            if (!read) return exchange->fail(s3_error("IncompleteBody"));
            auto received = reading->receiver.finish();
            if (!received) return exchange->fail(received.error());
            then(std::make_shared<ReceivedBody>(*std::move(received)));
        });
}

}  // namespace services::s3
