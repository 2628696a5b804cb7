// Filter patterns: which log events FilterLogEvents shows.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"

namespace services::logs {

struct JsonCondition;

/// A compiled pattern. Immutable; any thread.
class FilterPattern {
public:
    /// Terms (`ERROR "exit code 1" -DEBUG ?a ?b`) or a JSON pattern (`{ $.type = "Execution*" &&
    /// ($.n > 5 || $.x IS NULL) }`). Errors: `invalid` with what is wrong; so are the patterns of
    /// AWS that are not here: regular expressions and lists of fields (`[ip, user]`).
    static base::Result<FilterPattern> compile(std::string_view text);

    /// Terms must stand in the message, in the same case; where there are only terms with `?`, one
    /// of them. A JSON pattern fits no message that is not JSON.
    bool matches(std::string_view message) const;

private:
    std::vector<std::string> wanted_;
    std::vector<std::string> optional_;
    std::vector<std::string> excluded_;
    std::shared_ptr<const JsonCondition> json_;
};

/// The condition between the braces of a JSON pattern. Errors: `invalid`.
base::Result<std::shared_ptr<const JsonCondition>> compile_json_condition(std::string_view text);
bool fits(const JsonCondition& condition, const json::Value& message);

}  // namespace services::logs
