// Amazon Resource Names: arn:partition:service:region:account:resource.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace aws {

/// The six parts; `resource` is everything behind the fifth colon.
struct Arn {
    std::string partition = "aws";
    std::string service;
    std::string region;
    std::string account;
    std::string resource;

    std::string text() const;
    bool operator==(const Arn&) const = default;
};

/// Nothing if the text is no ARN of six parts that begins with `arn:`.
std::optional<Arn> parse_arn(std::string_view text);

/// arn:aws:states:REGION:ACCOUNT:stateMachine:NAME
std::string state_machine_arn(std::string_view region, std::string_view account,
                              std::string_view name);
/// arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME
std::string execution_arn(std::string_view region, std::string_view account,
                          std::string_view machine, std::string_view name);
/// arn:aws:states:REGION:ACCOUNT:express:MACHINE:NAME:UNIQUE
std::string express_arn(std::string_view region, std::string_view account, std::string_view machine,
                        std::string_view name, std::string_view unique);
/// arn:aws:states:REGION:ACCOUNT:activity:NAME
std::string activity_arn(std::string_view region, std::string_view account, std::string_view name);
/// arn:aws:lambda:REGION:ACCOUNT:function:NAME
std::string function_arn(std::string_view region, std::string_view account, std::string_view name);

}  // namespace aws
