#include "services/lambda/names.hpp"

#include <algorithm>

#include "aws/arn.hpp"
#include "base/text.hpp"

namespace services::lambda {
namespace {

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

bool is_qualifier(std::string_view text) {
    return text == "$LATEST" || (is_name(text) && text.size() <= 128);
}

}  // namespace

std::string FunctionName::arn() const {
    return aws::function_arn(key.region, key.account, key.name) +
           (qualifier.empty() ? "" : ":" + qualifier);
}

base::Result<FunctionName, aws::Error> read_function_name(const aws::Call& call) {
    const std::string text(call.input.find_string("FunctionName").value_or(""));
    const std::string qualifier(call.input.find_string("Qualifier").value_or(""));
    FunctionName result{.key = {call.account, call.region, {}}, .qualifier = {}};
    std::vector<std::string_view> parts = base::split(text, ':');
    if (parts.size() > 5 && parts[0] == "arn" && parts[2] == "lambda") {
        result.key.region = parts[3];
        parts.erase(parts.begin(), parts.begin() + 4);
    }
    if (parts.size() > 2 && parts[1] == "function") {
        result.key.account = parts[0];
        parts.erase(parts.begin(), parts.begin() + 2);
    } else if (parts.size() > 1 && parts[0] == "function") {
        parts.erase(parts.begin());
    }
    if (parts.empty() || parts.size() > 2 || !is_name(parts[0]) ||
        (parts.size() == 2 && !is_qualifier(parts[1]))) {
        return base::fail(aws::error(
            "ValidationException", "1 validation error detected: Value '" + base::printable(text) +
                                       "' at 'functionName' failed to satisfy constraint: Member "
                                       "must be a function's name of up to 64 "
                                       "letters, digits, hyphens and underscores, or its ARN"));
    }
    result.key.name = parts[0];
    if (parts.size() == 2) result.qualifier = parts[1];
    if (!qualifier.empty()) {
        if (!result.qualifier.empty() && result.qualifier != qualifier) {
            return base::fail(
                aws::error("InvalidParameterValueException",
                           "The derived qualifier from the function name does not match the "
                           "specified qualifier."));
        }
        result.qualifier = qualifier;
    }
    return result;
}

aws::Error function_not_found(const FunctionName& name) {
    json::ObjectBuilder extra;
    extra.set("Type", "User");
    return {"ResourceNotFoundException", "Function not found: " + name.arn(), 404,
            std::move(extra).build()};
}

}  // namespace services::lambda
