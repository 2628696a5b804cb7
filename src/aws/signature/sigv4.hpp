// Signature Version 4: what a client signs, and with which key. One canonical form for headers,
// presigned queries and chunks; the server checks by it and the command line signs by it. Pure
// functions.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "aws/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace aws::sigv4 {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

/// Who signs for what: "AKID/20261124/us-east-1/states/aws4_request".
struct Scope {
    std::string access_key;
    std::string date;  ///< "20261124".
    std::string region;
    std::string service;

    /// Without the access key, as it is signed.
    std::string text() const;
};

/// A signature as a request carries it.
struct Signature {
    Scope scope;
    std::string time;  ///< "20261124T101500Z".
    std::vector<std::string> signed_headers;
    std::string hex;
    bool is_presigned = false;
    std::int64_t expires_seconds = 0;  ///< Of a presigned request.
};

/// How a request's signature cannot be read.
enum class Unreadable {
    absent,           ///< There is none.
    wrong_algorithm,  ///< Not AWS4-HMAC-SHA256.
    malformed,        ///< A part is missing or not as it should be.
};

/// The signature in the Authorization header or in the query.
base::Result<Signature, Unreadable> read_signature(const HttpRequest& request);

/// "20261124T101500Z" as an instant. Error: `invalid`.
base::Result<base::TimePoint> parse_time(std::string_view text);
std::string format_time(base::TimePoint time);

/// The canonical request. `payload_hash` is the hex digest of the body, or the word that stands for
/// it. S3 signs the path as it is, all others encoded once more.
std::string canonical_request(const HttpRequest& request, const Signature& signature,
                              std::string_view payload_hash);
/// The key of a scope; the secret cannot be had back from it.
std::string signing_key(std::string_view secret_key, const Scope& scope);
/// The signature that a request should have, in hex.
std::string expected_signature(std::string_view key, const HttpRequest& request,
                               const Signature& signature, std::string_view payload_hash);
/// The signature that a chunk of a signed stream should have. `before` is the one before it: the
/// request's own for the first. `chunk_hash` is its bytes' digest in hex.
std::string expected_chunk_signature(std::string_view key, const Signature& signature,
                                     std::string_view before, std::string_view chunk_hash);
/// The same for the trailer fields behind the last chunk, each "name:value\n".
std::string expected_trailer_signature(std::string_view key, const Signature& signature,
                                       std::string_view before, std::string_view trailers);

/// Whether they are the same, in a time that does not tell where they differ.
bool is_same(std::string_view a, std::string_view b);

/// Adds X-Amz-Date and Authorization to a request that has its Host. `payload_hash` as above.
void sign(HttpRequest& request, const Scope& scope, std::string_view secret_key,
          base::TimePoint now, std::string_view payload_hash);

}  // namespace aws::sigv4
