// Functions that encode, decode and digest, and States.UUID.
#include <array>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "json/print.hpp"
#include "query/intrinsics/call.hpp"

namespace query::intrinsics {
namespace {

bool is_too_long(std::string_view text) {
    return text.size() > base::limits::kIntrinsicTextLengthMax &&
           base::utf8_length(text) > base::limits::kIntrinsicTextLengthMax;
}

tl::unexpected<std::string> too_long(std::string_view function) {
    return invalid_arguments(function, "the text may have " +
                                           std::to_string(base::limits::kIntrinsicTextLengthMax) +
                                           " characters at most");
}

/// Bytes that are no UTF-8 become the replacement character, as Java does it.
std::string as_text(std::string bytes) {
    if (base::is_utf8(bytes)) return bytes;
    std::string out;
    std::string_view rest = bytes;
    while (!rest.empty()) {
        std::size_t length = 1;
        while (length <= 4 && length <= rest.size() && !base::is_utf8(rest.substr(0, length))) {
            ++length;
        }
        if (length <= 4 && length <= rest.size()) {
            out += rest.substr(0, length);
            rest.remove_prefix(length);
        } else {
            out += "\uFFFD";
            rest.remove_prefix(1);
        }
    }
    return out;
}

struct Algorithm {
    std::string_view name;
    base::DigestKind kind;
};
constexpr std::array kAlgorithms = {
    Algorithm{"MD5", base::DigestKind::md5},        Algorithm{"SHA-1", base::DigestKind::sha1},
    Algorithm{"SHA-256", base::DigestKind::sha256}, Algorithm{"SHA-384", base::DigestKind::sha384},
    Algorithm{"SHA-512", base::DigestKind::sha512},
};

}  // namespace

Answer base64_encode(const Arguments& arguments) {
    if (!arguments[0].is_string()) {
        return invalid_arguments("States.Base64Encode", "it must be a string");
    }
    if (is_too_long(arguments[0].as_string())) return too_long("States.Base64Encode");
    return json::Value::string(base::base64_encode(arguments[0].as_string()));
}

Answer base64_decode(const Arguments& arguments) {
    if (!arguments[0].is_string()) {
        return invalid_arguments("States.Base64Decode", "it must be a string");
    }
    if (is_too_long(arguments[0].as_string())) return too_long("States.Base64Decode");
    std::string text(arguments[0].as_string());
    // Java's decoder takes a text without its padding too.
    if (text.find('=') == std::string::npos && text.size() % 4 >= 2) {
        text.append(4 - text.size() % 4, '=');
    }
    auto bytes = base::base64_decode(text);
    if (!bytes) return invalid_arguments("States.Base64Decode", "the text is not Base64");
    return json::Value::string(as_text(*std::move(bytes)));
}

Answer hash(const Arguments& arguments) {
    if (!arguments[1].is_string()) {
        return invalid_arguments("States.Hash", "the second one must be a string");
    }
    // What is no string is hashed as its JSON text.
    const std::size_t bytes_max = base::limits::kIntrinsicTextLengthMax * 4;
    if (json::printed_bytes(arguments[0], bytes_max) > bytes_max) return too_long("States.Hash");
    const std::string data = arguments[0].is_string() ? std::string(arguments[0].as_string())
                                                      : json::print(arguments[0]);
    if (is_too_long(data)) return too_long("States.Hash");
    for (const Algorithm& algorithm : kAlgorithms) {
        if (algorithm.name == arguments[1].as_string()) {
            return json::Value::string(base::hex(base::digest(algorithm.kind, data)));
        }
    }
    return invalid_arguments("States.Hash",
                             "the second one must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512");
}

Answer uuid(const Arguments& arguments) {
    return json::Value::string(arguments.random.uuid());
}

}  // namespace query::intrinsics
