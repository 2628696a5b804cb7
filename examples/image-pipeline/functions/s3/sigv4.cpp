// The only file that includes OpenSSL.
#include "s3/sigv4.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <algorithm>
#include <array>

namespace s3 {
namespace {

std::string hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 0x0FU];
    }
    return out;
}

std::string text(const unsigned char* bytes, unsigned length) {
    return {bytes, bytes + length};
}

std::string hmac(std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
         &length);
    return text(digest.data(), length);
}

// Values are signed without spaces at their ends and with single ones inside.
std::string canonical_value(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string signing_key(const Credentials& credentials, std::string_view date,
                        std::string_view region, std::string_view service) {
    const std::string by_date = hmac("AWS4" + credentials.secret_key, date);
    return hmac(hmac(hmac(by_date, region), service), "aws4_request");
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    return hex(text(digest.data(), length));
}

std::string authorization(SignedRequest request, const Credentials& credentials,
                          std::string_view region, std::string_view service,
                          std::string_view time) {
    std::ranges::sort(request.headers);
    std::string names;
    std::string lines;
    for (const auto& [name, value] : request.headers) {
        names += (names.empty() ? "" : ";") + name;
        lines += name + ":" + canonical_value(value) + "\n";
    }
    const std::string canonical = request.method + "\n" + request.path + "\n\n" + lines + "\n" +
                                  names + "\n" + request.payload_sha256;
    const std::string_view date = time.substr(0, 8);
    std::string scope;
    scope.append(date).append("/").append(region).append("/").append(service);
    scope += "/aws4_request";
    std::string to_sign = "AWS4-HMAC-SHA256\n";
    to_sign.append(time).append("\n").append(scope).append("\n").append(sha256_hex(canonical));

    const std::string signature =
        hex(hmac(signing_key(credentials, date, region, service), to_sign));
    return "AWS4-HMAC-SHA256 Credential=" + credentials.access_key + "/" + scope +
           ",SignedHeaders=" + names + ",Signature=" + signature;
}

}  // namespace s3
