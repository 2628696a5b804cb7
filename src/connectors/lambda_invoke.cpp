// Lambda functions: by `lambda:invoke`, and by their own ARN as Resource.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
#include "base/random.hpp"
#include "base/time.hpp"
#include "connectors/outcome.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace connectors {
namespace {

constexpr std::string_view kService = "AWSLambda";

engine::Failure unknown_failure(std::string_view payload) {
    return engine::failure("Lambda.Unknown",
                           "The cause could not be determined because Lambda did not return an "
                           "error type. Returned payload: " +
                               std::string(payload));
}

/// The environment died or was stopped: the function itself said nothing.
bool is_of_the_environment(std::string_view error_type) {
    return error_type.starts_with("Runtime.") || error_type.starts_with("Sandbox.");
}

engine::Failure function_failure(std::string_view payload) {
    const auto parsed = json::parse(payload);
    const auto type = parsed ? parsed->find_string("errorType") : std::nullopt;
    if (!type || is_of_the_environment(*type)) return unknown_failure(payload);
    return engine::failure(*type, std::string(payload));
}

engine::Failure service_failure(const aws::Error& error, const std::string& request_id) {
    return engine::failure("Lambda." + error.code, optimised_cause(error, kService, request_id));
}

/// Lambda has no memory of effects: whether the function ran before the server died cannot be
/// known.
engine::Failure lost_in_a_restart() {
    return engine::failure("Lambda.SdkClientException",
                           "The server was restarted while the function ran; whether it ended is "
                           "not known. Retry matches this error's name.");
}

/// Runs the function and gives what Invoke answered, or the failure.
void invoke(
    const Tools& tools, const runtime::TaskRequest& request, json::Value input,
    std::function<void(base::Result<json::Value, engine::Failure>, std::string request_id)> done) {
    aws::Call call = call_of(request, std::move(input));
    std::string request_id = call.request_id;
    if (request.recovered) return done(base::fail(lost_in_a_restart()), request_id);
    tools.caller.call(
        "lambda", "Invoke", std::move(call),
        [done, request_id](base::Result<json::Value, aws::Error> answer) {
            if (!answer) {
                return done(base::fail(service_failure(answer.error(), request_id)), request_id);
            }
            if (answer->find("FunctionError") != nullptr) {
                return done(
                    base::fail(function_failure(answer->find_string("Payload").value_or(""))),
                    request_id);
            }
            done(*answer, request_id);
        });
}

base::Result<json::Value, engine::Failure> payload_of(const json::Value& answer) {
    const std::string_view text = answer.find_string("Payload").value_or("");
    if (text.empty()) return json::Value::empty_object();
    auto payload = json::parse(text);
    if (!payload) {
        return base::fail(engine::failure(
            "Lambda.Unknown", "The function returned a payload that is not valid JSON (" +
                                  payload.error().message + ")."));
    }
    return *std::move(payload);
}

json::Value invoke_input(const json::Value& parameters) {
    json::ObjectBuilder input;
    for (const json::Member& member : parameters.members()) {
        // The payload is JSON here, and text in Lambda's API.
        input.set(member.key(), member.key() == "Payload"
                                    ? json::Value::string(json::print(member.value))
                                    : member.value);
    }
    return std::move(input).build();
}

HeaderList answer_headers(const Tools& tools, const std::string& request_id,
                          const std::string& version, std::size_t length) {
    return {{"X-Amz-Executed-Version", version},
            {"x-amzn-Remapped-Content-Length", "0"},
            {"Connection", "keep-alive"},
            {"x-amzn-RequestId", request_id},
            {"Content-Length", std::to_string(length)},
            {"Date", base::http_date(tools.clock.now())},
            {"X-Amzn-Trace-Id", "Root=1-" + base::uuid_v4()},
            {"Content-Type", "application/json"}};
}

}  // namespace

void invoke_lambda(const Tools& tools, runtime::TaskRequest request, Outcome outcome) {
    if (!request.parameters.is_object()) {
        return outcome(
            engine::failure("States.Runtime", "lambda:invoke wants an object with FunctionName"));
    }
    invoke(
        tools, request, invoke_input(request.parameters),
        [&tools, outcome](auto answer, const std::string& request_id) {
            if (!answer) return outcome(answer.error());
            auto payload = payload_of(*answer);
            if (!payload) return outcome(payload.error());
            const std::string version(answer->find_string("ExecutedVersion").value_or("$LATEST"));
            const std::size_t length = answer->find_string("Payload").value_or("").size();
            const json::Value* const status = answer->find("StatusCode");
            json::ObjectBuilder result;
            result.set("ExecutedVersion", version);
            result.set("Payload", *std::move(payload));
            const json::Value with =
                with_sdk_metadata(std::move(result).build(),
                                  answer_headers(tools, request_id, version, length), request_id);
            json::ObjectBuilder whole(with);
            whole.set("StatusCode", status != nullptr ? *status : json::Value::integer(200));
            outcome(std::move(whole).build());
        });
}

void call_lambda_function(const Tools& tools, runtime::TaskRequest request, Outcome outcome) {
    json::ObjectBuilder input;
    input.set("FunctionName", request.resource);
    input.set("Payload", json::print(request.parameters));
    invoke(tools, request, std::move(input).build(), [outcome](auto answer, const std::string&) {
        if (!answer) return outcome(answer.error());
        auto payload = payload_of(*answer);
        if (!payload) return outcome(payload.error());
        outcome(*std::move(payload));
    });
}

}  // namespace connectors
