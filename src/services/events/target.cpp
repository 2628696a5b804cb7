#include "services/events/target.hpp"

#include <array>

#include "aws/arn.hpp"
#include "base/limits.hpp"
#include "base/overloaded.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "services/events/errors.hpp"

namespace services::events {
namespace {

constexpr std::array<std::string_view, 10> kNotThereYet = {
    "KinesisParameters",      "RunCommandParameters",
    "EcsParameters",          "BatchParameters",
    "SqsParameters",          "HttpParameters",
    "RedshiftDataParameters", "SageMakerPipelineParameters",
    "AppSyncParameters",      "DeadLetterConfig"};

const json::Value* find(const json::Value& document, std::string_view member) {
    const json::Value* const value = document.find(member);
    return value == nullptr || value->is_null() ? nullptr : value;
}

base::Result<void, aws::Error> check_arn(const std::string& text) {
    const auto arn = aws::parse_arn(text);
    if (!arn) {
        return base::fail(validation("Parameter " + text +
                                     " is not valid. Reason: Provided Arn is not in correct "
                                     "format."));
    }
    const bool is_machine = arn->service == "states" && arn->resource.starts_with("stateMachine:");
    const bool is_function = arn->service == "lambda" && arn->resource.starts_with("function:");
    if (is_machine || is_function) return {};
    return base::fail(validation("Parameter " + text +
                                 " is not valid. Reason: targets other than state machines and "
                                 "Lambda functions are not supported yet."));
}

base::Result<Target::Input, aws::Error> compile_input(const json::Value& document,
                                                      const std::string& id) {
    const auto constant = document.find_string("Input");
    const auto path = document.find_string("InputPath");
    const json::Value* const transformer = find(document, "InputTransformer");
    if ((constant ? 1 : 0) + (path ? 1 : 0) + (transformer != nullptr ? 1 : 0) > 1) {
        return base::fail(validation(
            "Only one of Input, InputPath, or InputTransformer must be provided for target " + id +
            "."));
    }
    if (constant) {
        if (const auto parsed = json::parse(*constant); !parsed) {
            return base::fail(validation("JSON syntax error in input for target " + id + " : " +
                                         parsed.error().message));
        }
        return std::string(*constant);
    }
    if (path) {
        auto compiled = query::Path::compile(*path);
        if (!compiled) {
            return base::fail(validation("InputPath for target " + id +
                                         " is invalid. Reason: " + compiled.error().message));
        }
        return *std::move(compiled);
    }
    if (transformer == nullptr) return Target::WholeEvent{};
    auto compiled = InputTemplate::compile(find(*transformer, "InputPathsMap"),
                                           transformer->find_string("InputTemplate").value_or(""));
    if (!compiled) {
        return base::fail(validation("Invalid InputTemplate for target " + id + " : " +
                                     compiled.error().message));
    }
    return *std::move(compiled);
}

std::int64_t retry_limit(const json::Value& document, std::string_view member,
                         std::int64_t fallback) {
    const json::Value* const policy = find(document, "RetryPolicy");
    const json::Value* const limit = policy == nullptr ? nullptr : find(*policy, member);
    return limit == nullptr ? fallback : limit->as_integer().value_or(fallback);
}

}  // namespace

base::Result<TargetPtr, aws::Error> compile_target(const json::Value& document) {
    auto target = std::make_shared<Target>();
    target->document = json::compact(document);
    target->id = document.find_string("Id").value_or("");
    target->arn = document.find_string("Arn").value_or("");
    for (const std::string_view member : kNotThereYet) {
        if (find(document, member) == nullptr) continue;
        return base::fail(validation(std::string(member) + " of target " + target->id +
                                     " is not supported yet; leave it out"));
    }
    QS_CHECK(check_arn(target->arn));
    QS_TRY(target->input, compile_input(document, target->id));
    target->retries_max =
        retry_limit(document, "MaximumRetryAttempts", base::limits::kEventRetriesMax);
    target->age_seconds_max =
        retry_limit(document, "MaximumEventAgeInSeconds", base::limits::kEventAgeSecondsMax);
    return TargetPtr(std::move(target));
}

std::string Target::render(const json::Value& event, const TemplateContext& context) const {
    return std::visit(
        base::Overloaded{[&](const WholeEvent&) { return json::print(event); },
                         [&](const std::string& constant) { return constant; },
                         [&](const query::Path& path) {
                             return json::print(value_at(path, event).value_or(json::Value()));
                         },
                         [&](const InputTemplate& input_template) {
                             return input_template.render(event, context);
                         }},
        input);
}

}  // namespace services::events
