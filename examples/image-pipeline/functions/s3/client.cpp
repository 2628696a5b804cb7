// Two operations of S3's REST API: GetObject and PutObject.
#include "s3/client.hpp"

#include <array>
#include <chrono>
#include <ctime>

#include "s3/uri.hpp"

namespace s3 {
namespace {

constexpr std::chrono::seconds kTimeout{25};  // Below the function's own 30 s.
constexpr std::string_view kMetadataPrefix = "x-amz-meta-";

std::string amz_time() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 20> text{};
    std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &utc);
    return text.data();
}

std::string name_of(std::string_view bucket, std::string_view key) {
    return "s3://" + std::string(bucket) + "/" + std::string(key);
}

// What stands between <Code> and </Code> in an answer of S3; empty without one.
std::string error_code(std::string_view body) {
    const auto begin = body.find("<Code>");
    const auto end = body.find("</Code>");
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
    return std::string(body.substr(begin + 6, end - begin - 6));
}

lambda::Failure failure_of(const http::Reply& reply, const std::string& what) {
    const std::string code = error_code(reply.body);
    const std::string status =
        "S3 answered " + std::to_string(reply.status) + (code.empty() ? "" : " " + code);
    if (reply.status == 404) {
        return {std::string(lambda::kObjectNotFound), what + " does not exist (" + status + ")"};
    }
    if (reply.status == 403) {
        return {std::string(lambda::kAccessDenied), status + " for " + what};
    }
    const bool transient = reply.status >= 500 || reply.status == 429 || code == "RequestTimeout";
    return {std::string(transient ? lambda::kTransient : lambda::kStorageError),
            status + " for " + what};
}

lambda::Failure unreachable(const http::Error& error, const std::string& what) {
    return {std::string(lambda::kTransient),
            "S3 cannot be reached for " + what + ": " + error.message};
}

}  // namespace

Settings settings_from(const Environment& environment) {
    const auto first_of = [&](std::initializer_list<const char*> names) -> std::string {
        for (const char* name : names) {
            const char* value = environment(name);
            if (value != nullptr && *value != '\0') return value;
        }
        return {};
    };
    Settings settings;
    settings.endpoint = first_of({"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
    while (settings.endpoint.ends_with('/')) settings.endpoint.pop_back();
    const std::string region = first_of({"AWS_REGION", "AWS_DEFAULT_REGION"});
    if (!region.empty()) settings.region = region;
    Credentials credentials{.access_key = first_of({"AWS_ACCESS_KEY_ID"}),
                            .secret_key = first_of({"AWS_SECRET_ACCESS_KEY"}),
                            .session_token = first_of({"AWS_SESSION_TOKEN"})};
    if (!credentials.access_key.empty() && !credentials.secret_key.empty()) {
        settings.credentials = std::move(credentials);
    }
    return settings;
}

Location locate(const Settings& settings, std::string_view bucket, std::string_view key) {
    const std::string bucket_name = uri_encode(bucket, false);
    const std::string key_path = "/" + uri_encode(key, true);
    if (!settings.endpoint.empty()) {
        const auto scheme_end = settings.endpoint.find("://");
        const bool has_scheme = scheme_end != std::string::npos;
        const std::string scheme = has_scheme ? settings.endpoint.substr(0, scheme_end) : "http";
        const std::string rest =
            has_scheme ? settings.endpoint.substr(scheme_end + 3) : settings.endpoint;
        return {scheme, rest, "/" + bucket_name + key_path};
    }
    const std::string regional = "s3." + settings.region + ".amazonaws.com";
    if (bucket.find('.') != std::string_view::npos) {
        return {"https", regional, "/" + bucket_name + key_path};
    }
    return {"https", bucket_name + "." + regional, key_path};
}

tl::expected<http::Reply, http::Error> Client::send(http::Request request,
                                                    const Location& location) {
    request.url = location.scheme + "://" + location.host + location.path;
    request.timeout = kTimeout;
    if (settings_.credentials) {
        const std::string time = amz_time();
        const std::string payload = sha256_hex(request.body);
        request.headers.emplace_back("x-amz-content-sha256", payload);
        request.headers.emplace_back("x-amz-date", time);
        if (!settings_.credentials->session_token.empty()) {
            request.headers.emplace_back("x-amz-security-token",
                                         settings_.credentials->session_token);
        }
        SignedRequest to_sign{request.method, location.path, request.headers, payload};
        to_sign.headers.emplace_back("host", location.host);
        request.headers.emplace_back("Authorization",
                                     authorization(std::move(to_sign), *settings_.credentials,
                                                   settings_.region, "s3", time));
    }
    return http_.send(request);
}

lambda::Result<Object> Client::get(std::string_view bucket, std::string_view key,
                                   std::size_t bytes_max) {
    const std::string what = name_of(bucket, key);
    auto reply = send({.reply_bytes_max = bytes_max}, locate(settings_, bucket, key));
    if (!reply) {
        if (reply.error().kind == http::Error::Kind::too_large) {
            return lambda::fail(lambda::kImageTooLarge, what + " has more than " +
                                                            std::to_string(bytes_max >> 20U) +
                                                            " MiB, the most that is accepted");
        }
        return tl::unexpected(unreachable(reply.error(), what));
    }
    if (reply->status != 200) return tl::unexpected(failure_of(*reply, what));
    Object object{std::move(reply->body), std::string(reply->header("content-type")), {}};
    for (auto& [name, value] : reply->headers) {
        if (name.starts_with(kMetadataPrefix)) {
            object.metadata.emplace(name.substr(kMetadataPrefix.size()), std::move(value));
        }
    }
    return object;
}

lambda::Result<void> Client::put(std::string_view bucket, std::string_view key,
                                 const Object& object) {
    const std::string what = name_of(bucket, key);
    http::Request request{
        .method = "PUT", .headers = {{"content-type", object.content_type}}, .body = object.bytes};
    for (const auto& [name, value] : object.metadata) {
        request.headers.emplace_back(std::string(kMetadataPrefix) + name, value);
    }
    const auto reply = send(std::move(request), locate(settings_, bucket, key));
    if (!reply) return tl::unexpected(unreachable(reply.error(), what));
    if (reply->status != 200) return tl::unexpected(failure_of(*reply, what));
    return {};
}

}  // namespace s3
