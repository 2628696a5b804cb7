// AWS Signature Version 4 in the Authorization header.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace s3 {

struct Credentials {
    std::string access_key;
    std::string secret_key;
    std::string session_token;  ///< Empty for keys that last.
};

/// What is signed. The request must be sent with exactly these headers, and may have others.
struct SignedRequest {
    std::string method;
    std::string path;  ///< Percent-encoded; there is no query.
    std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case, with host.
    std::string payload_sha256;                                ///< 64 hexadecimal digits.
};

/// The SHA-256 of `bytes` as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// The value of the Authorization header. `time` is like 20130524T000000Z and equals the header
/// x-amz-date.
std::string authorization(SignedRequest request, const Credentials& credentials,
                          std::string_view region, std::string_view service, std::string_view time);

}  // namespace s3
