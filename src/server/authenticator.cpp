#include "server/authenticator.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "aws/signature/signed_chunks.hpp"
#include "aws/signature/sigv4.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace server {
namespace {

namespace sigv4 = aws::sigv4;
using sigv4::Signature;

constexpr base::Milliseconds kSkewMax = base::Seconds{15 * 60};
constexpr std::int64_t kPresignedSecondsMax = 7 * 24 * 3600;
constexpr std::string_view kSignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

/// What can be wrong; each service has its own name for it.
enum class Problem {
    absent,
    malformed,
    algorithm,
    unknown_key,
    scope,
    skew,
    expired,
    unsigned_header,
    mismatch
};

bool is_s3(const aws::Recognition& found) {
    return found.protocol == aws::Protocol::rest_xml;
}

aws::Error s3_error(Problem problem) {
    switch (problem) {
        case Problem::absent: return aws::error("AccessDenied", "Access Denied", 403);
        case Problem::algorithm:
            return aws::error("InvalidRequest",
                              "The authorization mechanism you have provided is not supported. "
                              "Please use AWS4-HMAC-SHA256.");
        case Problem::malformed:
        case Problem::scope:
            return aws::error("AuthorizationHeaderMalformed",
                              "The authorization header is malformed; it must have a Credential of "
                              "the service 's3', SignedHeaders with host, and a Signature.");
        case Problem::unknown_key:
            return aws::error("InvalidAccessKeyId",
                              "The AWS Access Key Id you provided does not exist in our records.",
                              403);
        case Problem::skew:
            return aws::error("RequestTimeTooSkewed",
                              "The difference between the request time and the current time is "
                              "too large.",
                              403);
        case Problem::expired: return aws::error("AccessDenied", "Request has expired", 403);
        case Problem::unsigned_header:
            return aws::error("AccessDenied",
                              "There were headers present in the request which were not signed",
                              403);
        case Problem::mismatch: break;
    }
    return aws::error("SignatureDoesNotMatch",
                      "The request signature we calculated does not match the signature you "
                      "provided. Check your key and signing method.",
                      403);
}

aws::Error query_error(Problem problem) {
    switch (problem) {
        case Problem::absent:
            return aws::error("MissingAuthenticationToken",
                              "Request is missing Authentication "
                              "Token",
                              403);
        case Problem::unknown_key:
            return aws::error("InvalidClientTokenId",
                              "The security token included in the request is invalid.", 403);
        case Problem::algorithm:
        case Problem::malformed:
            return aws::error("IncompleteSignature",
                              "Authorization header requires 'Credential', 'SignedHeaders' with "
                              "host, 'Signature' and an 'X-Amz-Date'.");
        default: break;
    }
    return aws::error("SignatureDoesNotMatch",
                      "The request signature we calculated does not match the signature you "
                      "provided. Check your AWS Secret Access Key and signing method.",
                      403);
}

aws::Error json_error(Problem problem, const aws::Recognition& found) {
    const int status = found.protocol == aws::Protocol::rest_json ? 403 : 400;
    switch (problem) {
        case Problem::absent:
            return aws::error("MissingAuthenticationTokenException", "Missing Authentication Token",
                              status);
        case Problem::malformed:
        case Problem::algorithm:
            return aws::error("IncompleteSignatureException",
                              "Authorization header requires 'Credential', 'SignedHeaders' with "
                              "host, 'Signature' and an 'X-Amz-Date'; its algorithm must be "
                              "AWS4-HMAC-SHA256.",
                              status);
        case Problem::unknown_key:
            return aws::error("UnrecognizedClientException",
                              "The security token included in the request is invalid.", status);
        case Problem::scope:
            return aws::error(
                "InvalidSignatureException",
                "Credential should be scoped to correct service: '" + found.service + "'.", status);
        case Problem::skew:
        case Problem::expired:
            return aws::error("InvalidSignatureException",
                              "Signature expired: the request's time and this server's differ by "
                              "more than 15 minutes.",
                              status);
        case Problem::unsigned_header:
            return aws::error("InvalidSignatureException",
                              "There were headers present in the request which were not signed: "
                              "every x-amz- header must be among SignedHeaders.",
                              status);
        case Problem::mismatch: break;
    }
    return aws::error("InvalidSignatureException",
                      "The request signature we calculated does not match the signature you "
                      "provided. Check your AWS Secret Access Key and signing method. Consult the "
                      "service documentation for details.",
                      status);
}

aws::Error error_of(Problem problem, const aws::Recognition& found) {
    if (is_s3(found)) return s3_error(problem);
    return found.protocol == aws::Protocol::query ? query_error(problem)
                                                  : json_error(problem, found);
}

bool is_signed(const Signature& signature, std::string_view name) {
    return std::ranges::find(signature.signed_headers, name) != signature.signed_headers.end();
}

/// A header that changes what a request does, and that somebody on the way could have added. The
/// time and the body's hash are signed in a way of their own; the other two are not looked at.
bool has_unsigned_header(const aws::HttpRequest& request, const Signature& signature) {
    constexpr std::array<std::string_view, 4> kFree = {"x-amz-date", "x-amz-content-sha256",
                                                       "x-amz-security-token", "x-amz-user-agent"};
    return std::ranges::any_of(request.headers.all(), [&](const auto& field) {
        const std::string name = base::lower(field.first);
        return name.starts_with("x-amz-") && !is_signed(signature, name) &&
               std::ranges::find(kFree, name) == kFree.end();
    });
}

/// Nothing where the time is right.
std::optional<Problem> check_time(const Signature& signature, base::TimePoint now) {
    const auto time = sigv4::parse_time(signature.time);
    if (!time || signature.time.substr(0, 8) != signature.scope.date) return Problem::malformed;
    if (*time > now + kSkewMax) return Problem::skew;
    if (!signature.is_presigned) {
        return *time < now - kSkewMax ? std::optional(Problem::skew) : std::nullopt;
    }
    if (signature.expires_seconds < 1 || signature.expires_seconds > kPresignedSecondsMax) {
        return Problem::malformed;
    }
    if (*time + base::Seconds{signature.expires_seconds} < now) return Problem::expired;
    return {};
}

bool fits_service(const Signature& signature, const aws::Recognition& found) {
    return signature.scope.service == aws::signing_name_of(found.service);
}

/// The same body, whose bytes go by the signatures of its chunks first.
aws::BodyReader checked_chunks(aws::BodyReader body, sigv4::SignedChunks chunks) {
    const auto length = body.length();
    auto from = std::make_shared<aws::BodyReader>(std::move(body));
    auto check = std::make_shared<sigv4::SignedChunks>(std::move(chunks));
    return aws::BodyReader(
        length, [from, check](aws::BodyReader::Sink sink, aws::BodyReader::Done done) {
            from->stream(
                [check, sink = std::move(sink)](std::string_view piece) -> base::Result<void> {
                    QS_CHECK(check->feed(piece));
                    return sink(piece);
                },
                [check, done = std::move(done)](base::Result<void> outcome) {
                    done(outcome ? check->finish() : outcome);
                });
        });
}

/// What is checked of a request.
struct Claim {
    Signature signature;
    std::string key;

    aws::CredentialScope scope() const {
        return {.access_key = signature.scope.access_key,
                .region = signature.scope.region,
                .service = signature.scope.service};
    }
    bool holds(const aws::HttpRequest& request, std::string_view payload_hash) const {
        return sigv4::is_same(sigv4::expected_signature(key, request, signature, payload_hash),
                              signature.hex);
    }
};

/// S3 says the body's hash in a header, so a large body need not be there to check it.
void check_s3(aws::HttpRequest request, const Claim& claim, const Authenticator::Admit& admit,
              const Authenticator::Refuse& refuse) {
    const auto header = request.headers.find("x-amz-content-sha256");
    if (!header && !claim.signature.is_presigned) {
        return refuse(aws::error("InvalidRequest",
                                 "Missing required header for this request: x-amz-content-sha256"));
    }
    const std::string hash(header.value_or(sigv4::kUnsignedPayload));
    if (!claim.holds(request, hash)) return refuse(s3_error(Problem::mismatch));
    if (hash == kSignedChunks || hash == std::string(kSignedChunks) + "-TRAILER") {
        request.body = checked_chunks(
            std::move(request.body),
            sigv4::SignedChunks(claim.key, claim.signature, hash.ends_with("-TRAILER")));
    } else if (hash.starts_with("STREAMING-") && !hash.starts_with("STREAMING-UNSIGNED-PAYLOAD")) {
        return refuse(
            aws::error("NotImplemented", "The signing of '" + hash + "' is not here.", 501));
    }
    admit(std::move(request), claim.scope());
}

/// What a service takes at most: Lambda's packages come as base64 in JSON.
std::size_t body_bytes_max(const aws::Recognition& found) {
    return found.service == "lambda" ? base::limits::kLambdaZipBytesMax / 2 * 3
                                     : base::limits::kLargeJsonRequestBytesMax;
}

/// All other services sign the hash of a body that is read whole anyway.
void check_whole(aws::HttpRequest request, const Claim& claim, const aws::Recognition& found,
                 const Authenticator::Admit& admit, const Authenticator::Refuse& refuse) {
    // Where the hash is told, a request that is not signed need not be read.
    const auto told = request.headers.find("x-amz-content-sha256");
    if (told && !claim.holds(request, *told)) return refuse(error_of(Problem::mismatch, found));
    auto held = std::make_shared<aws::HttpRequest>(std::move(request));
    held->body.read_all(
        body_bytes_max(found), [held, claim, found, admit, refuse](base::Result<std::string> body) {
            if (!body) {
                return refuse(aws::error("RequestEntityTooLarge", body.error().message, 413));
            }
            const std::string hash = base::hex(base::digest(base::DigestKind::sha256, *body));
            const auto header = held->headers.find("x-amz-content-sha256");
            const bool is_other = header && *header != hash;
            if (is_other || !claim.holds(*held, hash)) {
                return refuse(error_of(Problem::mismatch, found));
            }
            held->body = aws::BodyReader::of(*std::move(body));
            admit(std::move(*held), claim.scope());
        });
}

}  // namespace

Authenticator::Authenticator(const std::vector<aws::Credentials>& keys, const base::Clock& clock)
    : clock_(clock) {
    for (const aws::Credentials& one : keys) secrets_.emplace(one.access_key, one.secret_key);
}

void Authenticator::check(aws::HttpRequest request, const aws::Recognition& found, Admit admit,
                          Refuse refuse) const {
    const auto signature = sigv4::read_signature(request);
    if (!signature) {
        switch (signature.error()) {
            case sigv4::Unreadable::absent: return refuse(error_of(Problem::absent, found));
            case sigv4::Unreadable::wrong_algorithm:
                return refuse(error_of(Problem::algorithm, found));
            case sigv4::Unreadable::malformed: return refuse(error_of(Problem::malformed, found));
        }
    }
    const auto secret = secrets_.find(signature->scope.access_key);
    if (secret == secrets_.end()) return refuse(error_of(Problem::unknown_key, found));
    if (!is_signed(*signature, "host")) return refuse(error_of(Problem::malformed, found));
    if (has_unsigned_header(request, *signature)) {
        return refuse(error_of(Problem::unsigned_header, found));
    }
    if (const auto wrong = check_time(*signature, clock_.now())) {
        return refuse(error_of(*wrong, found));
    }
    if (!fits_service(*signature, found)) return refuse(error_of(Problem::scope, found));
    Claim claim{*signature, sigv4::signing_key(secret->second, signature->scope)};
    if (is_s3(found)) return check_s3(std::move(request), claim, admit, refuse);
    check_whole(std::move(request), claim, found, admit, refuse);
}

bool Authenticator::is_known(const aws::HttpRequest& request) const {
    constexpr std::string_view kBasic = "Basic ";
    const auto header = request.headers.find("authorization");
    if (!header || !header->starts_with(kBasic)) return false;
    const auto pair = base::base64_decode(header->substr(kBasic.size()));
    if (!pair) return false;
    const std::size_t colon = pair->find(':');
    if (colon == std::string::npos) return false;
    const auto secret = secrets_.find(std::string_view(*pair).substr(0, colon));
    return secret != secrets_.end() &&
           sigv4::is_same(secret->second, std::string_view(*pair).substr(colon + 1));
}

}  // namespace server
