// Optimised integrations of DynamoDB, EventBridge and Step Functions itself: one call, its answer
// with the SDK's metadata, its errors in the form of the SDK for Java, version 1.
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
#include "base/hash.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "connectors/casing.hpp"
#include "connectors/outcome.hpp"
#include "json/print.hpp"

namespace connectors {
namespace {

/// What differs from service to service.
struct Form {
    std::string_view id;            ///< For the Caller.
    std::string_view error_prefix;  ///< "DynamoDB"
    std::string_view service;       ///< In causes: "AmazonDynamoDBv2"
    std::string_view content_type;
    /// An error that the service's model does not know takes this name.
    std::string_view base_error;
};

engine::Failure failure_of(const Form& form, const aws::Error& error,
                           const std::string& request_id) {
    // ValidationException is in no model of these services: their SDKs give it the base class.
    const std::string_view name = error.code == "ValidationException" && !form.base_error.empty()
                                      ? form.base_error
                                      : std::string_view(error.code);
    return engine::failure(std::string(form.error_prefix) + "." + std::string(name),
                           optimised_cause(error, form.service, request_id));
}

/// Calls and hands the answer with its metadata to `finish`.
void run(const Tools& tools, const runtime::TaskRequest& request, const Form& form,
         std::string operation, json::Value input,
         HeaderList (*headers)(std::string request_id, std::string_view body),
         std::function<runtime::TaskOutcome(json::Value)> finish, Outcome outcome) {
    aws::Call call = call_of(request, std::move(input));
    const std::string request_id = call.request_id;
    tools.caller.call(form.id, operation, std::move(call),
                      [&tools, form, request_id, headers, finish,
                       outcome](base::Result<json::Value, aws::Error> answer) {
                          if (!answer) return outcome(failure_of(form, answer.error(), request_id));
                          // The body that the same answer has over HTTP.
                          const std::string body = json::print(*answer);
                          HeaderList list = headers(request_id, body);
                          list.emplace_back("Content-Length", std::to_string(body.size()));
                          list.emplace_back("Date", base::http_date(tools.clock.now()));
                          list.emplace_back("Content-Type", std::string(form.content_type));
                          outcome(finish(with_sdk_metadata(*answer, list, request_id)));
                      });
}

runtime::TaskOutcome as_it_is(json::Value answer) {
    return answer;
}

constexpr Form kDynamoDb{"dynamodb", "DynamoDB", "AmazonDynamoDBv2", "application/x-amz-json-1.0",
                         "AmazonDynamoDBException"};
constexpr Form kEvents{"events", "EventBridge", "AmazonCloudWatchEvents",
                       "application/x-amz-json-1.1", "AmazonEventBridgeException"};
constexpr Form kStates{"states", "StepFunctions", "AWSStepFunctions", "application/x-amz-json-1.0",
                       ""};

HeaderList dynamodb_headers(std::string request_id, std::string_view body) {
    return {{"Server", "Server"},
            {"Connection", "keep-alive"},
            {"x-amzn-RequestId", std::move(request_id)},
            {"x-amz-crc32", aws::body_checksum(body)}};
}
HeaderList events_headers(std::string request_id, std::string_view) {
    return {{"x-amzn-RequestId", std::move(request_id)}};
}
HeaderList states_headers(std::string request_id, std::string_view) {
    return {{"x-amzn-RequestId", std::move(request_id)}, {"connection", "keep-alive"}};
}

/// Details of events are JSON in a task and text in the API, and a task's events name where they
/// came from, in AWS's order.
/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
json::Value events_entry(const json::Value& entry, const runtime::TaskRequest& request) {
    // What is no entry is the service's to refuse.
    if (!entry.is_object()) return entry;
    json::ObjectBuilder made(entry);
    const json::Value* const detail = entry.find("Detail");
    if (detail != nullptr && !detail->is_string()) made.set("Detail", json::print(*detail));
    const json::Value* const given = entry.find("Resources");
    if (given != nullptr && !given->is_array()) return std::move(made).build();
    std::vector<json::Value> resources;
    if (given != nullptr) {
        for (const json::Value& each : given->items()) resources.push_back(each);
    }
    resources.push_back(json::Value::string(request.state_machine_arn));
    resources.push_back(json::Value::string(request.execution.text()));
    made.set("Resources", json::Value::take_array(std::move(resources)));
    return std::move(made).build();
}

json::Value events_input(const runtime::TaskRequest& request) {
    const json::Value& parameters = request.parameters;
    const json::Value* const entries = parameters.find("Entries");
    if (entries == nullptr || !entries->is_array()) return parameters;
    std::vector<json::Value> made;
    for (const json::Value& entry : entries->items()) made.push_back(events_entry(entry, request));
    json::ObjectBuilder input(parameters);
    input.set("Entries", json::Value::array(made));
    return std::move(input).build();
}

runtime::TaskOutcome events_outcome(json::Value answer) {
    const json::Value* const failed = answer.find("FailedEntryCount");
    if (failed == nullptr || failed->as_integer().value_or(0) == 0) return answer;
    json::ObjectBuilder cause;
    cause.set("Entries", *answer.find("Entries"));
    cause.set("FailedEntryCount", *failed);
    return engine::failure("EventBridge.FailedEntry", json::print(std::move(cause).build()));
}

}  // namespace

void call_dynamodb(const Tools& tools, runtime::TaskRequest request, Outcome outcome) {
    run(tools, request, kDynamoDb, upper_first(request.target.action), request.parameters,
        dynamodb_headers, as_it_is, std::move(outcome));
}

void put_events(const Tools& tools, runtime::TaskRequest request, Outcome outcome) {
    run(tools, request, kEvents, "PutEvents", events_input(request), events_headers, events_outcome,
        std::move(outcome));
}

json::Value start_input(const runtime::TaskRequest& request) {
    json::ObjectBuilder input;
    for (const json::Member& member : request.parameters.members()) {
        // The input is JSON in a task and text in the API; without one it is an empty object.
        if (member.key() == "Input" && member.value.is_null()) continue;
        const bool is_document = member.key() == "Input" && !member.value.is_string();
        input.set(lower_first(member.key()),
                  is_document ? json::Value::string(json::print(member.value)) : member.value);
    }
    // Without a name of its own the child is named after the effect, so that a repeated task starts
    // no second.
    if (request.parameters.find("Name") == nullptr) {
        input.set("name", base::SeededRandom(base::xxh3(request.effect.text())).uuid());
    }
    return std::move(input).build();
}

void start_execution(const Tools& tools, runtime::TaskRequest request, Outcome outcome) {
    run(
        tools, request, kStates, "StartExecution", start_input(request), states_headers,
        [](json::Value answer) -> runtime::TaskOutcome {
            json::ObjectBuilder made;
            for (const json::Member& member : answer.members()) {
                made.set(upper_first(member.key()), member.value);
            }
            return std::move(made).build();
        },
        std::move(outcome));
}

}  // namespace connectors
