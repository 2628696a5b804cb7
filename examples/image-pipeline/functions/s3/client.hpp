// Reads and writes objects in S3, or in whatever AWS_ENDPOINT_URL names.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "http/client.hpp"
#include "lambda/failure.hpp"
#include "s3/sigv4.hpp"

namespace s3 {

struct Settings {
    std::string endpoint;  ///< Like http://127.0.0.1:4566, without a slash at the end; empty: AWS.
    std::string region = "us-east-1";
    std::optional<Credentials> credentials{};  ///< Without them requests go unsigned.
};

/// Reads a variable of the environment; a null pointer where it is not set.
using Environment = std::function<const char*(const char* name)>;

/// As the AWS SDKs do: AWS_ENDPOINT_URL_S3, then AWS_ENDPOINT_URL; AWS_REGION, then
/// AWS_DEFAULT_REGION; AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
Settings settings_from(const Environment& environment);

/// Where an object is: scheme and host, and the path as it is signed. Path style at an endpoint of
/// one's own and for bucket names with dots (no certificate fits those), else the bucket is part of
/// the host's name.
struct Location {
    std::string scheme;
    std::string host;
    std::string path;
};
Location locate(const Settings& settings, std::string_view bucket, std::string_view key);

struct Object {
    std::string bytes;
    std::string content_type;
    std::map<std::string, std::string, std::less<>> metadata;  ///< Without x-amz-meta-.
};

/// Not for use by two threads at once. Failures: ObjectNotFound, AccessDenied, ImageTooLarge,
/// StorageError (the request is wrong), TransientError (worth another try).
class Client {
public:
    explicit Client(Settings settings) : settings_(std::move(settings)) {}

    /// An object with its metadata; ImageTooLarge where it has more than `bytes_max` bytes.
    lambda::Result<Object> get(std::string_view bucket, std::string_view key,
                               std::size_t bytes_max);

    /// Writes an object, replacing what is there.
    lambda::Result<void> put(std::string_view bucket, std::string_view key, const Object& object);

private:
    tl::expected<http::Reply, http::Error> send(http::Request request, const Location& location);

    Settings settings_;
    http::Client http_;
};

}  // namespace s3
