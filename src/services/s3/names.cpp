// Bucket names, keys and hosts.
#include "services/s3/names.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/errors.hpp"

namespace services::s3 {
namespace {

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Four groups of one to three digits: a name that looks like an address is refused.
bool looks_like_address(std::string_view name) {
    const auto groups = base::split(name, '.');
    return groups.size() == 4 && std::ranges::all_of(groups, [](std::string_view group) {
               return !group.empty() && group.size() <= 3 &&
                      std::ranges::all_of(group, [](char c) { return c >= '0' && c <= '9'; });
           });
}

bool is_bucket_name(std::string_view name) {
    if (name.size() < 3 || name.size() > 63) return false;
    if (!is_lower_or_digit(name.front()) || !is_lower_or_digit(name.back())) return false;
    if (!std::ranges::all_of(name,
                             [](char c) { return is_lower_or_digit(c) || c == '.' || c == '-'; })) {
        return false;
    }
    if (name.find("..") != std::string_view::npos || looks_like_address(name)) return false;
    return !name.starts_with("xn--") && !name.ends_with("-s3alias") && !name.ends_with("--ol-s3");
}

}  // namespace

base::Result<void, aws::Error> check_bucket_name(std::string_view name) {
    if (is_bucket_name(name)) return {};
    return base::fail(with(s3_error("InvalidBucketName"), "BucketName", name));
}

base::Result<void, aws::Error> check_used_bucket_name(std::string_view name) {
    const bool was_allowed =
        name.size() >= 3 && name.size() <= 255 && std::ranges::all_of(name, [](char c) {
            return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
                   c == '_';
        });
    if (was_allowed && !is_bucket_name(name)) return base::fail(no_such_bucket(name));
    return check_bucket_name(name);
}

base::Result<void, aws::Error> check_key(std::string_view key) {
    if (key.size() > base::limits::kS3KeyBytesMax) {
        return base::fail(
            with(with(s3_error("KeyTooLongError"), "Size", std::to_string(key.size())),
                 "MaxSizeAllowed", std::to_string(base::limits::kS3KeyBytesMax)));
    }
    if (key.find('\0') != std::string_view::npos) {
        return base::fail(s3_error("InvalidURI", "An object key may not hold a NUL byte."));
    }
    if (!base::is_utf8(key)) {
        return base::fail(s3_error("InvalidURI", "An object key must be valid UTF-8."));
    }
    return {};
}

std::optional<std::string> bucket_of_host(std::string_view host) {
    if (const auto colon = host.rfind(':'); colon != std::string_view::npos)
        host = host.substr(0, colon);
    const std::string name = base::lower(host);
    constexpr std::string_view kOurs = ".localhost";
    if (!name.ends_with(kOurs)) return std::nullopt;
    std::string_view rest(name);
    rest.remove_suffix(kOurs.size());
    if (rest == "s3" || rest.starts_with("s3.")) return std::nullopt;
    if (rest.ends_with(".s3")) return std::string(rest.substr(0, rest.size() - 3));
    const auto region = rest.rfind('.');
    if (region != std::string_view::npos && rest.substr(0, region).ends_with(".s3")) {
        return std::string(rest.substr(0, region - 3));
    }
    return std::string(rest);
}

}  // namespace services::s3
