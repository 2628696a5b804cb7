// Lambda functions: by `lambda:invoke`, and by their own ARN as Resource.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
#include "base/random.hpp"
#include "base/text.hpp"
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

/// The environment died or was stopped: the function itself said nothing. That is Lambda.Unknown,
/// a time-out of the function's own too, although Lambda's payload names it `Sandbox.Timedout`.
/// https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
bool is_of_the_environment(std::string_view error_type) {
    return error_type.starts_with("Runtime.") || error_type.starts_with("Sandbox.");
}

/// As recorded, the cause of lambda:invoke has lost the blanks that the function's runtime wrote;
/// that of a function called by its own ARN has them.
engine::Failure function_failure(std::string_view payload, asl::TaskTarget::Kind kind) {
    const auto parsed = json::parse(payload);
    const auto type = parsed ? parsed->find_string("errorType") : std::nullopt;
    if (!type || is_of_the_environment(*type)) return unknown_failure(payload);
    const bool is_direct = kind == asl::TaskTarget::Kind::lambda_function;
    return engine::failure(*type, is_direct ? std::string(payload) : json::print(*parsed));
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

/// Only a run whose result is the outcome cannot be asked for again; accepting an event can.
bool is_run(const json::Value& input) {
    return input.find_string("InvocationType").value_or("RequestResponse") == "RequestResponse";
}

/// Runs the function and gives what Invoke answered, or the failure.
void invoke(
    const Tools& tools, const runtime::TaskRequest& request, json::Value input,
    std::function<void(base::Result<json::Value, engine::Failure>, std::string request_id)> done) {
    const bool is_lost = request.recovered && is_run(input);
    aws::Call call = call_of(request, std::move(input));
    std::string request_id = call.request_id;
    if (is_lost) return done(base::fail(lost_in_a_restart()), request_id);
    tools.caller.call(
        "lambda", "Invoke", std::move(call),
        [done, request_id,
         kind = request.target.kind](base::Result<json::Value, aws::Error> answer) {
            if (!answer) {
                return done(base::fail(service_failure(answer.error(), request_id)), request_id);
            }
            if (answer->find("FunctionError") != nullptr) {
                return done(
                    base::fail(function_failure(answer->find_string("Payload").value_or(""), kind)),
                    request_id);
            }
            done(*answer, request_id);
        });
}

/// What the function answered. Bytes that are no JSON come as a text, as recorded.
json::Value payload_of(const json::Value& answer) {
    const std::string_view text = answer.find_string("Payload").value_or("");
    if (text.empty()) return {};
    if (auto payload = json::parse(text)) return *std::move(payload);
    return json::Value::string(base::is_utf8(text) ? std::string(text) : base::printable(text));
}

/// The payload is JSON here, and text in Lambda's API. As recorded: a text that is JSON goes as it
/// is, and null is no payload.
json::Value invoke_input(const json::Value& parameters) {
    json::ObjectBuilder input;
    for (const json::Member& member : parameters.members()) {
        if (member.key() != "Payload") {
            input.set(member.key(), member.value);
            continue;
        }
        if (member.value.is_null()) continue;
        const bool is_json_text =
            member.value.is_string() && json::parse(member.value.as_string()).has_value();
        input.set("Payload",
                  is_json_text ? member.value : json::Value::string(json::print(member.value)));
    }
    // AWS asks for this version by name, which its error texts show. A function's ARN may name
    // another one.
    const std::string_view name = parameters.find_string("FunctionName").value_or("");
    const std::size_t at = name.find(":function:");
    const bool is_qualified =
        at != std::string_view::npos && name.find(':', at + 10) != std::string_view::npos;
    if (parameters.find("Qualifier") == nullptr && !is_qualified) input.set("Qualifier", "$LATEST");
    return std::move(input).build();
}

HeaderList answer_headers(const Tools& tools, const std::string& request_id,
                          const json::Value& answer) {
    const std::size_t length = answer.find_string("Payload").value_or("").size();
    HeaderList headers;
    if (const auto log = answer.find_string("LogResult")) {
        headers.emplace_back("X-Amz-Log-Result", *log);
    }
    if (const auto version = answer.find_string("ExecutedVersion")) {
        headers.emplace_back("X-Amz-Executed-Version", *version);
    }
    headers.emplace_back("x-amzn-Remapped-Content-Length", "0");
    headers.emplace_back("Connection", "keep-alive");
    headers.emplace_back("x-amzn-RequestId", request_id);
    headers.emplace_back("Content-Length", std::to_string(length));
    headers.emplace_back("Date", base::http_date(tools.clock.now()));
    headers.emplace_back("X-Amzn-Trace-Id", "Root=1-" + base::uuid_v4());
    if (length != 0) headers.emplace_back("Content-Type", "application/json");
    return headers;
}

}  // namespace

void invoke_lambda(const Tools& tools, runtime::TaskRequest request, Outcome outcome) {
    if (!request.parameters.is_object()) {
        return outcome(
            engine::failure("States.Runtime", "lambda:invoke wants an object with FunctionName"));
    }
    invoke(tools, request, invoke_input(request.parameters),
           [&tools, outcome](auto answer, const std::string& request_id) {
               if (!answer) return outcome(answer.error());
               const json::Value* const status = answer->find("StatusCode");
               const json::Value code = status != nullptr ? *status : json::Value::integer(200);
               json::ObjectBuilder result;
               for (const std::string_view name : {"ExecutedVersion", "LogResult"}) {
                   if (const json::Value* found = answer->find(name)) result.set(name, *found);
               }
               result.set("Payload", payload_of(*answer));
               const json::Value with = with_sdk_metadata(
                   std::move(result).build(), answer_headers(tools, request_id, *answer),
                   request_id, static_cast<int>(code.as_integer().value_or(200)));
               json::ObjectBuilder whole(with);
               whole.set("StatusCode", code);
               outcome(std::move(whole).build());
           });
}

void call_lambda_function(const Tools& tools, runtime::TaskRequest request, Outcome outcome) {
    json::ObjectBuilder input;
    input.set("FunctionName", request.resource);
    input.set("Payload", json::print(request.parameters));
    invoke(tools, request, std::move(input).build(), [outcome](auto answer, const std::string&) {
        if (!answer) return outcome(answer.error());
        outcome(payload_of(*answer));
    });
}

}  // namespace connectors
