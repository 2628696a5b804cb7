// Percent-encoding as SigV4 demands it (upper-case digits), so that URL and signature agree.
#include "s3/uri.hpp"

namespace s3 {

std::string uri_encode(std::string_view bytes, bool keep_slash) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    constexpr std::string_view kUnreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : bytes) {
        if (kUnreserved.find(c) != std::string_view::npos || (c == '/' && keep_slash)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 0x0FU];
        }
    }
    return out;
}

}  // namespace s3
