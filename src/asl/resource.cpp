// Resource ARNs: arn:partition:service:region:account:rest.
#include "asl/resource.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace asl {

namespace {

using Pattern = TaskTarget::Pattern;

/// None ends another, so their order says nothing.
constexpr std::array<std::pair<std::string_view, Pattern>, 3> kSuffixes = {{
    {".waitForTaskToken", Pattern::wait_for_task_token},
    {".sync:2", Pattern::sync2},
    {".sync", Pattern::sync},
}};

struct ArnParts {
    std::string_view service, region, account, rest;
};

std::optional<ArnParts> split_arn(std::string_view arn) {
    std::array<std::string_view, 5> parts;
    for (std::string_view& part : parts) {
        const std::size_t colon = arn.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        part = arn.substr(0, colon);
        arn.remove_prefix(colon + 1);
    }
    if (parts[0] != "arn" || parts[1].empty() || parts[2].empty() || arn.empty())
        return std::nullopt;
    return ArnParts{parts[2], parts[3], parts[4], arn};
}

bool is_word(std::string_view text) {
    const auto fits = [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

std::optional<TaskTarget> parse_integration(std::string_view rest) {
    TaskTarget target;
    const std::size_t prefix = rest.starts_with("aws-sdk:") ? 8 : 0;
    const std::size_t colon = rest.find(':', prefix);
    if (colon == std::string_view::npos) return std::nullopt;
    target.resource_type = rest.substr(0, colon);
    target.action = rest.substr(colon + 1);
    std::string_view verb = target.action;
    for (const auto& [suffix, pattern] : kSuffixes) {
        if (!verb.ends_with(suffix)) continue;
        target.pattern = pattern;
        verb.remove_suffix(suffix.size());
        break;
    }
    if (!is_word(rest.substr(prefix, colon - prefix)) || !is_word(verb)) return std::nullopt;
    // An SDK call is one request: there is no job to wait for.
    const bool waits_for_job = target.pattern == Pattern::sync || target.pattern == Pattern::sync2;
    if (prefix > 0 && waits_for_job) return std::nullopt;
    // Only nested workflows have a second form.
    if (target.pattern == Pattern::sync2 && target.resource_type != "states") return std::nullopt;
    return target;
}

}  // namespace

std::optional<TaskTarget> parse_resource(std::string_view arn) {
    const auto parts = split_arn(arn);
    if (!parts) return std::nullopt;
    if (parts->service == "lambda") {
        if (!parts->rest.starts_with("function:") || parts->rest.size() == 9) return std::nullopt;
        return TaskTarget{
            .kind = TaskTarget::Kind::lambda_function, .resource_type = "lambda", .action = {}};
    }
    if (parts->service != "states") return std::nullopt;
    if (parts->rest.starts_with("activity:")) {
        if (parts->rest.size() == 9) return std::nullopt;
        return TaskTarget{
            .kind = TaskTarget::Kind::activity, .resource_type = "activity", .action = {}};
    }
    return parse_integration(parts->rest);
}

std::string_view pattern_suffix(TaskTarget::Pattern pattern) {
    for (const auto& [suffix, one] : kSuffixes) {
        if (one == pattern) return suffix;
    }
    return "";
}

}  // namespace asl
