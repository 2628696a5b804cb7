#include "services/logs/names.hpp"

#include <algorithm>

#include "aws/arn.hpp"
#include "base/text.hpp"
#include "services/logs/errors.hpp"

namespace services::logs {
namespace {

constexpr std::string_view kGroupPrefix = "log-group:";
constexpr std::string_view kToken = "logs ";

bool is_group_name(std::string_view name) {
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-_/#").find(c) != std::string_view::npos;
    });
}

aws::Error breaks_pattern(std::string_view value, std::string_view member,
                          std::string_view pattern) {
    return invalid_parameter("1 validation error detected: Value '" + std::string(value) +
                             "' at '" + std::string(member) +
                             "' failed to satisfy constraint: Member must satisfy regular "
                             "expression pattern: " +
                             std::string(pattern));
}

base::Result<std::string, aws::Error> arn_of_name(const aws::Call& call, std::string_view name,
                                                  std::string_view member) {
    if (!is_group_name(name)) {
        return base::fail(breaks_pattern(name, member, R"([\.\-_/#A-Za-z0-9]+)"));
    }
    return group_arn(call.region, call.account, name);
}

/// Another account's or region's group is none of ours.
base::Result<std::string, aws::Error> checked_arn(std::string_view text) {
    const std::string arn = without_star(text);
    const auto parts = aws::parse_arn(arn);
    if (!parts || parts->service != "logs" || !parts->resource.starts_with(kGroupPrefix) ||
        !is_group_name(std::string_view(parts->resource).substr(kGroupPrefix.size()))) {
        return base::fail(invalid_parameter("Invalid log group ARN: '" + std::string(text) +
                                            "'; it must be arn:aws:logs:REGION:ACCOUNT:"
                                            "log-group:NAME"));
    }
    return arn;
}

}  // namespace

std::string group_arn(std::string_view region, std::string_view account, std::string_view name) {
    return "arn:aws:logs:" + std::string(region) + ":" + std::string(account) + ":" +
           std::string(kGroupPrefix) + std::string(name);
}

std::string without_star(std::string_view arn) {
    if (arn.ends_with(":*")) arn.remove_suffix(2);
    return std::string(arn);
}

base::Result<std::string, aws::Error> requested_group(const aws::Call& call) {
    const auto name = call.input.find_string("logGroupName");
    const auto identifier = call.input.find_string("logGroupIdentifier");
    if (name.has_value() == identifier.has_value()) {
        return base::fail(invalid_parameter(
            "Exactly one of logGroupName and logGroupIdentifier must be specified."));
    }
    if (name) return arn_of_name(call, *name, "logGroupName");
    if (identifier->starts_with("arn:")) return checked_arn(*identifier);
    return arn_of_name(call, *identifier, "logGroupIdentifier");
}

base::Result<std::string, aws::Error> requested_resource(const aws::Call& call) {
    return checked_arn(call.input.find_string("resourceArn").value_or(""));
}

base::Result<std::string, aws::Error> requested_stream(const json::Value& input) {
    const std::string_view name = input.find_string("logStreamName").value_or("");
    if (name.find_first_of(":*") != std::string_view::npos) {
        return base::fail(breaks_pattern(name, "logStreamName", "[^:*]*"));
    }
    return std::string(name);
}

std::optional<std::int64_t> number_of(const json::Value& input, std::string_view member) {
    const json::Value* const value = input.find(member);
    return value == nullptr ? std::nullopt : value->as_integer();
}

bool is_true(const json::Value& input, std::string_view member) {
    const json::Value* const value = input.find(member);
    return value != nullptr && value->is_boolean() && value->as_boolean();
}

std::string encode_token(std::string_view place) {
    return base::base64_encode(std::string(kToken) + std::string(place));
}

base::Result<std::string, aws::Error> decode_token(const json::Value& input) {
    const auto token = input.find_string("nextToken");
    if (!token) return std::string();
    const auto text = base::base64_decode(*token);
    if (!text || !text->starts_with(kToken)) {
        return base::fail(invalid_parameter("The specified nextToken is invalid."));
    }
    return text->substr(kToken.size());
}

}  // namespace services::logs
