#include "aws/signature/sigv4.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace aws::sigv4 {
namespace {

constexpr std::string_view kEnd = "aws4_request";
/// Of nothing.
constexpr std::string_view kEmptyHash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string hex_digest(std::string_view bytes) {
    return base::hex(base::digest(base::DigestKind::sha256, bytes));
}

struct Parameter {
    std::string name;   ///< Decoded.
    std::string value;  ///< Decoded.
};

/// A '+' is a blank, as the services read it.
std::vector<Parameter> parameters_of(std::string_view query) {
    std::vector<Parameter> parameters;
    for (const std::string_view pair : base::split(query, '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        parameters.push_back({base::percent_decode(pair.substr(0, equals), true),
                              base::percent_decode(value, true)});
    }
    return parameters;
}

std::optional<std::string> find(const std::vector<Parameter>& parameters, std::string_view name) {
    for (const Parameter& each : parameters) {
        if (each.name == name) return each.value;
    }
    return {};
}

bool read_scope(std::string_view text, Scope& scope) {
    // From the end: an access key may hold slashes, in principle.
    std::vector<std::string_view> parts = base::split(text, '/');
    if (parts.size() < 5 || parts.back() != kEnd) return false;
    const std::size_t n = parts.size();
    scope.service = parts[n - 2];
    scope.region = parts[n - 3];
    scope.date = parts[n - 4];
    const std::size_t tail =
        kEnd.size() + scope.service.size() + scope.region.size() + scope.date.size() + 4;
    scope.access_key = text.substr(0, text.size() - tail);
    return !scope.access_key.empty() && scope.date.size() == 8;
}

std::vector<std::string> names_of(std::string_view list) {
    std::vector<std::string> names;
    for (const std::string_view name : base::split(list, ';')) names.push_back(base::lower(name));
    return names;
}

bool is_complete(const Signature& signature) {
    return signature.hex.size() == 64 && !signature.signed_headers.empty() &&
           parse_time(signature.time).has_value();
}

base::Result<Signature, Unreadable> read_header(const HttpRequest& request,
                                                std::string_view header) {
    const std::string_view algorithm = header.substr(0, header.find(' '));
    if (algorithm != kAlgorithm) return base::fail(Unreadable::wrong_algorithm);
    Signature signature;
    bool has_scope = false;
    for (std::string_view part : base::split(header.substr(algorithm.size()), ',')) {
        part = base::trim(part);
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) return base::fail(Unreadable::malformed);
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = part.substr(equals + 1);
        // Each once and no others, so that nobody can read another one than was checked.
        if (name == "Credential" && !has_scope) {
            has_scope = read_scope(value, signature.scope);
        } else if (name == "SignedHeaders" && signature.signed_headers.empty()) {
            signature.signed_headers = names_of(value);
        } else if (name == "Signature" && signature.hex.empty()) {
            signature.hex = value;
        } else {
            return base::fail(Unreadable::malformed);
        }
    }
    signature.time = std::string(request.headers.find("x-amz-date").value_or(""));
    if (!has_scope || !is_complete(signature)) return base::fail(Unreadable::malformed);
    return signature;
}

base::Result<Signature, Unreadable> read_query(const std::vector<Parameter>& parameters) {
    if (find(parameters, "X-Amz-Algorithm") != kAlgorithm) {
        return base::fail(Unreadable::wrong_algorithm);
    }
    Signature signature;
    signature.is_presigned = true;
    const bool has_scope =
        read_scope(find(parameters, "X-Amz-Credential").value_or(""), signature.scope);
    signature.time = find(parameters, "X-Amz-Date").value_or("");
    signature.signed_headers = names_of(find(parameters, "X-Amz-SignedHeaders").value_or(""));
    signature.hex = find(parameters, "X-Amz-Signature").value_or("");
    const std::string expires = find(parameters, "X-Amz-Expires").value_or("");
    const auto read =
        std::from_chars(expires.data(), expires.data() + expires.size(), signature.expires_seconds);
    const bool has_expiry = read.ec == std::errc() && read.ptr == expires.data() + expires.size();
    if (!has_scope || !has_expiry || !is_complete(signature)) {
        return base::fail(Unreadable::malformed);
    }
    return signature;
}

/// Without `.` and `..` segments and double slashes.
std::string normalised(std::string_view path) {
    std::vector<std::string_view> kept;
    for (const std::string_view part : base::split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            if (!kept.empty()) kept.pop_back();
        } else {
            kept.push_back(part);
        }
    }
    std::string out;
    for (const std::string_view part : kept) out.append("/").append(part);
    if (out.empty() || path.ends_with('/')) out += '/';
    return out;
}

std::string canonical_path(std::string_view path, bool is_s3) {
    if (path.empty()) return "/";
    if (is_s3) return base::percent_encode(base::percent_decode(path), true);
    return base::percent_encode(normalised(path), true);
}

std::string canonical_query(const HttpRequest& request) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const Parameter& each : parameters_of(request.query())) {
        if (each.name == "X-Amz-Signature") continue;
        pairs.emplace_back(base::percent_encode(each.name), base::percent_encode(each.value));
    }
    std::ranges::sort(pairs);
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out.append(name).append("=").append(value);
    }
    return out;
}

/// All fields of the name, with their runs of blanks as one.
std::string canonical_value(const HttpRequest& request, std::string_view name) {
    std::string out;
    bool is_first = true;
    for (const auto& [field, value] : request.headers.all()) {
        if (!base::equals_ignoring_case(field, name)) continue;
        if (!is_first) out += ',';
        is_first = false;
        bool was_blank = false;
        for (const char c : base::trim(value)) {
            if (c == ' ' && was_blank) continue;
            was_blank = c == ' ';
            out += c;
        }
    }
    return out;
}

std::string signature_of(std::string_view key, const Signature& signature,
                         std::string_view algorithm, std::string_view rest) {
    std::string text(algorithm);
    text.append("\n").append(signature.time).append("\n").append(signature.scope.text());
    text.append("\n").append(rest);
    return base::hex(base::hmac_sha256(key, text));
}

}  // namespace

std::string Scope::text() const {
    return date + "/" + region + "/" + service + "/" + std::string(kEnd);
}

base::Result<Signature, Unreadable> read_signature(const HttpRequest& request) {
    const auto parameters = parameters_of(request.query());
    if (const auto header = request.headers.find("authorization")) {
        if (find(parameters, "X-Amz-Algorithm")) return base::fail(Unreadable::malformed);
        return read_header(request, *header);
    }
    if (find(parameters, "X-Amz-Algorithm")) return read_query(parameters);
    // Version 2, which AWS does not take for new buckets either.
    if (find(parameters, "AWSAccessKeyId")) return base::fail(Unreadable::wrong_algorithm);
    return base::fail(Unreadable::absent);
}

base::Result<base::TimePoint> parse_time(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') {
        return base::fail(base::invalid("a time must be written as 20261124T101500Z"));
    }
    std::string iso(text.substr(0, 4));
    iso.append("-").append(text.substr(4, 2)).append("-").append(text.substr(6, 5)).append(":");
    iso.append(text.substr(11, 2)).append(":").append(text.substr(13));
    return base::parse_iso8601(iso);
}

std::string format_time(base::TimePoint time) {
    std::string text = base::iso8601_seconds(time);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

std::string canonical_request(const HttpRequest& request, const Signature& signature,
                              std::string_view payload_hash) {
    std::string out = request.method + "\n";
    out += canonical_path(request.path(), signature.scope.service == "s3");
    out += "\n" + canonical_query(request) + "\n";
    std::string names;
    for (const std::string& name : signature.signed_headers) {
        out.append(name).append(":").append(canonical_value(request, name)).append("\n");
        if (!names.empty()) names += ';';
        names += name;
    }
    out.append("\n").append(names).append("\n").append(payload_hash);
    return out;
}

std::string signing_key(std::string_view secret_key, const Scope& scope) {
    std::string key = base::hmac_sha256("AWS4" + std::string(secret_key), scope.date);
    key = base::hmac_sha256(key, scope.region);
    key = base::hmac_sha256(key, scope.service);
    return base::hmac_sha256(key, kEnd);
}

std::string expected_signature(std::string_view key, const HttpRequest& request,
                               const Signature& signature, std::string_view payload_hash) {
    return signature_of(key, signature, kAlgorithm,
                        hex_digest(canonical_request(request, signature, payload_hash)));
}

std::string expected_chunk_signature(std::string_view key, const Signature& signature,
                                     std::string_view before, std::string_view chunk_hash) {
    std::string rest(before);
    rest.append("\n").append(kEmptyHash).append("\n").append(chunk_hash);
    return signature_of(key, signature, "AWS4-HMAC-SHA256-PAYLOAD", rest);
}

std::string expected_trailer_signature(std::string_view key, const Signature& signature,
                                       std::string_view before, std::string_view trailers) {
    return signature_of(key, signature, "AWS4-HMAC-SHA256-TRAILER",
                        std::string(before) + "\n" + hex_digest(trailers));
}

bool is_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i])) ^
                      static_cast<unsigned>(static_cast<unsigned char>(b[i]));
    }
    return difference == 0;
}

void sign(HttpRequest& request, const Scope& scope, std::string_view secret_key,
          base::TimePoint now, std::string_view payload_hash) {
    Signature signature{.scope = scope, .time = format_time(now), .signed_headers = {}, .hex = {}};
    signature.scope.date = signature.time.substr(0, 8);
    request.headers.set("X-Amz-Date", signature.time);
    for (const auto& [name, value] : request.headers.all()) {
        const std::string lower = base::lower(name);
        if (lower == "host" || lower == "content-type" || lower.starts_with("x-amz-")) {
            signature.signed_headers.push_back(lower);
        }
    }
    std::ranges::sort(signature.signed_headers);
    const auto same = std::ranges::unique(signature.signed_headers);
    signature.signed_headers.erase(same.begin(), same.end());
    const std::string hex = expected_signature(signing_key(secret_key, signature.scope), request,
                                               signature, payload_hash);
    std::string names;
    for (const std::string& name : signature.signed_headers) {
        if (!names.empty()) names += ';';
        names += name;
    }
    std::string value(kAlgorithm);
    value.append(" Credential=").append(scope.access_key).append("/");
    value.append(signature.scope.text()).append(", SignedHeaders=").append(names);
    value.append(", Signature=").append(hex);
    request.headers.set("Authorization", std::move(value));
}

}  // namespace aws::sigv4
