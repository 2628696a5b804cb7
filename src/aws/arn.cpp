// Reading and writing ARNs.
#include "aws/arn.hpp"

#include <array>
#include <initializer_list>

namespace aws {
namespace {

std::string join(std::initializer_list<std::string_view> parts) {
    std::string text = "arn:aws";
    for (const std::string_view part : parts) {
        text += ':';
        text += part;
    }
    return text;
}

}  // namespace

std::string Arn::text() const {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
}

std::optional<Arn> parse_arn(std::string_view text) {
    std::array<std::string_view, 5> parts;
    for (std::string_view& part : parts) {
        const auto colon = text.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        part = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    // Region and account may be empty (S3, IAM); the others may not.
    if (parts[0] != "arn" || parts[1].empty() || parts[2].empty() || text.empty())
        return std::nullopt;
    return Arn{std::string(parts[1]), std::string(parts[2]), std::string(parts[3]),
               std::string(parts[4]), std::string(text)};
}

std::string state_machine_arn(std::string_view region, std::string_view account,
                              std::string_view name) {
    return join({"states", region, account, "stateMachine", name});
}

std::string activity_arn(std::string_view region, std::string_view account, std::string_view name) {
    return join({"states", region, account, "activity", name});
}

std::string execution_arn(std::string_view region, std::string_view account,
                          std::string_view machine, std::string_view name) {
    return join({"states", region, account, "execution", machine, name});
}

std::string express_arn(std::string_view region, std::string_view account, std::string_view machine,
                        std::string_view name, std::string_view unique) {
    return join({"states", region, account, "express", machine, name, unique});
}

std::string function_arn(std::string_view region, std::string_view account, std::string_view name) {
    return join({"lambda", region, account, "function", name});
}

}  // namespace aws
