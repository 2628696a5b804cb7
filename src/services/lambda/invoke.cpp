// Invoke: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "services/lambda/operations.hpp"

namespace services::lambda {
namespace {

aws::Error too_large(std::size_t limit) {
    return aws::error("RequestTooLargeException",
                      "Request must be smaller than " + std::to_string(limit) +
                          " bytes for the InvokeFunction operation",
                      413);
}

/// The event as it goes to the function. Errors: RequestTooLargeException,
/// InvalidRequestContentException.
base::Result<std::string, aws::Error> read_payload(const json::Value& input, bool is_event) {
    const std::string_view payload = input.find_string("Payload").value_or("");
    const std::size_t limit =
        is_event ? base::limits::kLambdaAsyncPayloadBytesMax : base::limits::kLambdaPayloadBytesMax;
    if (payload.size() > limit) return base::fail(too_large(limit));
    if (payload.empty()) return std::string("{}");
    if (const auto document = json::parse(payload); !document) {
        return base::fail(aws::error(
            "InvalidRequestContentException",
            "Could not parse request body into json: Could not parse payload into json: " +
                document.error().message));
    }
    return std::string(payload);
}

/// The client context as one line of JSON; it becomes a header.
base::Result<std::string, aws::Error> read_client_context(const json::Value& input) {
    const auto encoded = input.find_string("ClientContext");
    if (!encoded) return std::string();
    const auto text = base::base64_decode(*encoded);
    const auto document = text && text->size() <= 3583 ? json::parse(*text) : json::parse("");
    if (!document) {
        return base::fail(aws::error(
            "InvalidRequestContentException",
            "Client context must be a valid Base64-encoded JSON object of up to 3,583 bytes."));
    }
    return json::print(*document);
}

json::Value answer_of(const InvocationResult& result, bool wants_log) {
    json::ObjectBuilder out;
    out.set_integer("StatusCode", 200);
    if (result.is_error) out.set("FunctionError", "Unhandled");
    if (wants_log) out.set("LogResult", base::base64_encode(result.log_tail));
    out.set("Payload", result.payload);
    out.set("ExecutedVersion", "$LATEST");
    return std::move(out).build();
}

}  // namespace

void invoke(Functions& functions, const aws::Call& call, aws::Answer answer) {
    const auto function = functions.find(call);
    if (!function) return answer(base::fail(function.error()));
    const std::string_view type =
        call.input.find_string("InvocationType").value_or("RequestResponse");
    auto payload = read_payload(call.input, type == "Event");
    if (!payload) return answer(base::fail(payload.error()));
    auto context = read_client_context(call.input);
    if (!context) return answer(base::fail(context.error()));
    if (type == "DryRun") return answer(json::object({{"StatusCode", json::Value::integer(204)}}));
    const Function& f = **function;
    if (type == "Event") {
        return functions.async().accept({.id = call.request_id,
                                         .function = {f.account, f.region, f.name},
                                         .payload = *std::move(payload),
                                         .client_context = *std::move(context)},
                                        call.effect, std::move(answer));
    }
    const bool wants_log = call.input.find_string("LogType").value_or("None") == "Tail";
    Invocation invocation{
        .request_id = call.request_id,
        .payload = *std::move(payload),
        .trace_id = "Root=" + call.request_id,
        .client_context = *std::move(context),
        .wants_log_tail = wants_log,
        .done = [answer, wants_log](const InvocationResult& result) {
            if (result.is_refused) {
                return answer(base::fail(
                    aws::error("ServiceException",
                               "The function could not be started: " + result.payload, 500)));
            }
            answer(answer_of(result, wants_log));
        }};
    if (!functions.invoke(*function, std::move(invocation))) {
        answer(base::fail(aws::error("TooManyRequestsException", "Rate Exceeded.", 429)));
    }
}

}  // namespace services::lambda
