// `arn:aws:states:::aws-sdk:SERVICE:ACTION`: any operation of a service that is here, with the
// SDK's casing of members and names of errors.
// https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"
#include "base/time.hpp"
#include "connectors/casing.hpp"
#include "connectors/outcome.hpp"
#include "json/print.hpp"

namespace connectors {
namespace {

/// A service by its name in `aws-sdk` resources.
struct SdkService {
    std::string_view name;    ///< "sfn"
    std::string_view id;      ///< "states"
    std::string_view client;  ///< The SDK's name of it in errors: "Sfn".
    /// Its API writes members with a small first letter.
    bool has_lower_members;
    /// The errors of its model; any other is the base class, `S3Exception`. Empty: not looked at.
    std::span<const std::string_view> errors = {};
    /// Its SDK tells the extended request id too.
    bool has_extended_id = false;
    /// Its SDK tells how often it tried, in the texts that were last recorded: 2025 for this one,
    /// 2023 for the others.
    bool tells_attempts = false;
};

constexpr std::array<std::string_view, 7> kS3Errors = {
    "AccessDenied",   "BucketAlreadyExists", "BucketAlreadyOwnedByYou",
    "InvalidRequest", "NoSuchBucket",        "NoSuchKey",
    "NoSuchUpload"};

constexpr std::array kServices = {
    SdkService{"dynamodb", "dynamodb", "DynamoDb", false},
    SdkService{"eventbridge", "events", "EventBridge", false},
    SdkService{"lambda", "lambda", "Lambda", false},
    SdkService{"s3", "s3", "S3", false, kS3Errors, true},
    SdkService{"sfn", "states", "Sfn", true, {}, false, true},
};

const SdkService* find_service(std::string_view resource_type) {
    const std::string_view name = resource_type.substr(std::string_view("aws-sdk:").size());
    for (const SdkService& each : kServices) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

json::Value sdk_input(const SdkService& service, const json::Value& parameters) {
    if (!service.has_lower_members) return parameters;
    json::ObjectBuilder input;
    for (const json::Member& member : parameters.members()) {
        const bool is_document = member.key() == "Input" && !member.value.is_string();
        input.set(lower_first(member.key()), is_document
                                                 ? json::Value::string(json::print(member.value))
                                                 : with_lower_names(member.value));
    }
    return std::move(input).build();
}

/// Time stamps are ISO 8601 text in a task's result and epoch seconds on the wire.
json::Value with_time_texts(const json::Value& answer) {
    json::ObjectBuilder made;
    for (const json::Member& member : answer.members()) {
        const bool is_time = member.value.is_number() &&
                             (member.key().ends_with("Date") || member.key().ends_with("Time"));
        if (is_time) {
            const auto ms = static_cast<std::int64_t>(member.value.as_double() * 1000 + 0.5);
            made.set(member.key(), base::iso8601_ms(base::from_epoch_ms(ms)));
        } else {
            made.set(member.key(), member.value);
        }
    }
    return std::move(made).build();
}

engine::Failure failure_of(const SdkService& service, const aws::Error& error,
                           const std::string& request_id) {
    std::string name = error.code;
    if (name == "ValidationException" && service.id == "dynamodb") name = "DynamoDbException";
    const bool is_modelled =
        service.errors.empty() || std::ranges::find(service.errors, name) != service.errors.end();
    if (!is_modelled) name = service.client;
    if (!name.ends_with("Exception")) name += "Exception";
    std::string cause =
        sdk_cause(error, service.client, request_id,
                  service.has_extended_id ? base::base64_encode(request_id) : std::string());
    if (service.tells_attempts) cause += " (SDK Attempt Count: 1)";
    return engine::failure(std::string(service.client) + "." + name, std::move(cause));
}

}  // namespace

void call_aws_sdk(const Tools& tools, runtime::TaskRequest request, Outcome outcome) {
    const SdkService* const service = find_service(request.target.resource_type);
    if (service == nullptr) {
        return outcome(engine::failure(engine::errors::kTaskFailed,
                                       "The service of '" + request.resource +
                                           "' is not here; dynamodb, eventbridge, lambda, s3 and "
                                           "sfn can be called as aws-sdk tasks."));
    }
    aws::Call call = call_of(request, sdk_input(*service, request.parameters));
    const std::string request_id = call.request_id;
    tools.caller.call(service->id, upper_first(action_of(request.target)), std::move(call),
                      [service, request_id, outcome](base::Result<json::Value, aws::Error> answer) {
                          if (!answer) {
                              return outcome(failure_of(*service, answer.error(), request_id));
                          }
                          outcome(with_time_texts(
                              service->has_lower_members ? with_upper_names(*answer) : *answer));
                      });
}

}  // namespace connectors
