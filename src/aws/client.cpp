// Each service's protocol, and how its errors look on the wire.
#include "aws/client.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include "aws/protocol/xml.hpp"
#include "aws/signature/sigv4.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace aws {
namespace {

/// What lies below /_quickstep/ has no marks of AWS's.
constexpr std::string_view kOwnPages = "quickstep";

struct JsonService {
    std::string_view service;
    std::string_view target_prefix;
    std::string_view content_type;
};
constexpr std::array kJsonServices = {
    JsonService{"states", "AWSStepFunctions", "application/x-amz-json-1.0"},
    JsonService{"dynamodb", "DynamoDB_20120810", "application/x-amz-json-1.0"},
    JsonService{"events", "AWSEvents", "application/x-amz-json-1.1"},
};

/// An operation of Lambda: https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
struct RestOperation {
    std::string_view name;
    std::string_view method;
    std::string_view path;
    std::string_view query_members = {};  ///< Names of members that go there, by blanks.
};
constexpr std::array kLambdaOperations = {
    RestOperation{"CreateFunction", "POST", "/2015-03-31/functions"},
    RestOperation{"DeleteFunction", "DELETE", "/2015-03-31/functions/{FunctionName}"},
    RestOperation{"GetFunction", "GET", "/2015-03-31/functions/{FunctionName}"},
    RestOperation{"ListFunctions", "GET", "/2015-03-31/functions", "Marker MaxItems"},
    RestOperation{"UpdateFunctionCode", "PUT", "/2015-03-31/functions/{FunctionName}/code"},
    RestOperation{"UpdateFunctionConfiguration", "PUT",
                  "/2015-03-31/functions/{FunctionName}/configuration"},
};

std::string member_text(const json::Value& value) {
    return value.is_string() ? std::string(value.as_string()) : json::print(value);
}

ClientRequest json_request(const JsonService& service, std::string_view operation,
                           const json::Value& input) {
    ClientRequest request{.method = "POST", .body = json::print(input)};
    request.headers.add("X-Amz-Target",
                        std::string(service.target_prefix) + "." + std::string(operation));
    request.headers.add("Content-Type", std::string(service.content_type));
    return request;
}

ClientRequest rest_request(const RestOperation& operation, const json::Value& input) {
    ClientRequest request{.method = std::string(operation.method)};
    json::ObjectBuilder body(input);
    std::string path(operation.path);
    if (const auto open = path.find('{'); open != std::string::npos) {
        const auto close = path.find('}', open);
        const std::string name = path.substr(open + 1, close - open - 1);
        const json::Value* const value = input.find(name);
        path.replace(open, close - open + 1,
                     value == nullptr ? "" : base::percent_encode(member_text(*value)));
        body.remove(name);
    }
    char separator = '?';
    for (const auto name : base::split(operation.query_members, ' ')) {
        const json::Value* const value = name.empty() ? nullptr : input.find(name);
        if (value == nullptr) continue;
        path += separator;
        path += std::string(name) + "=" + base::percent_encode(member_text(*value));
        body.remove(name);
        separator = '&';
    }
    request.target = std::move(path);
    if (request.method != "GET" && request.method != "DELETE") {
        request.headers.add("Content-Type", "application/json");
        request.body = json::print(std::move(body).build());
    }
    return request;
}

/// "com.amazonaws.states#StateMachineDoesNotExist:http://..." is StateMachineDoesNotExist.
std::string plain_code(std::string_view text) {
    if (const auto hash = text.find('#'); hash != std::string_view::npos) {
        text.remove_prefix(hash + 1);
    }
    return std::string(text.substr(0, text.find(':')));
}

void read_json_error(const ClientReply& reply, CallFailure& failure) {
    const auto document = json::parse(reply.body);
    if (!document) return;
    for (const std::string_view name : {"__type", "code", "Code"}) {
        if (const auto code = document->find_string(name)) failure.code = plain_code(*code);
    }
    for (const std::string_view name : {"message", "Message"}) {
        if (const auto message = document->find_string(name)) failure.message = *message;
    }
}

/// What AWS and Quickstep put on every answer.
std::string request_id_of(const ClientReply& reply) {
    for (const std::string_view name : {"x-amzn-requestid", "x-amz-request-id"}) {
        if (const auto id = reply.headers.find(name)) return std::string(*id);
    }
    return {};
}

CallFailure foreign_answer(const ClientReply& reply, const std::string& endpoint) {
    return {.code = {},
            .message = endpoint + " answered with HTTP status " + std::to_string(reply.status) +
                       ", but not as AWS or Quickstep does: some other server listens there",
            .request_id = {},
            .http_status = reply.status,
            .kind = base::ErrorKind::network};
}

CallFailure failure_of(const ClientReply& reply) {
    CallFailure failure{
        .code = {}, .message = {}, .request_id = request_id_of(reply), .http_status = reply.status};
    if (const auto type = reply.headers.find("x-amzn-errortype")) failure.code = plain_code(*type);
    if (reply.body.starts_with('<')) {
        if (const auto document = protocol::parse_xml(reply.body)) {
            failure.code = document->text_of("Code");
            failure.message = document->text_of("Message");
        }
    } else {
        read_json_error(reply, failure);
    }
    if (failure.code.empty()) failure.code = reply.status == 404 ? "NotFound" : "HTTP";
    if (failure.message.empty()) {
        failure.message = "the server answered with HTTP status " + std::to_string(reply.status);
    }
    return failure;
}

CallFailure no_answer(const base::Error& error) {
    return {.code = {}, .message = error.message, .request_id = {}, .kind = error.kind};
}

}  // namespace

Client::Client(ClientOptions options)
    : http_(std::move(options.http)),
      region_(std::move(options.region)),
      access_key_(std::move(options.access_key)),
      secret_key_(std::move(options.secret_key)),
      clock_(options.clock) {}

void Client::sign(std::string_view service, ClientRequest& request) const {
    // Health is open to all; a secret never goes over the wire.
    if (service == kOwnPages) return;
    const std::string& url = endpoint();
    HttpRequest made{.method = request.method,
                     .target = request.target,
                     .headers = request.headers,
                     .body = {},
                     .peer = {}};
    made.headers.set("Host", url.substr(url.find("://") + 3));
    // A file is not read twice for the sake of its hash; S3 allows that.
    std::string hash(sigv4::kUnsignedPayload);
    if (const auto* const text = std::get_if<std::string>(&request.body)) {
        hash = base::hex(base::digest(base::DigestKind::sha256, *text));
    }
    if (service == "s3") made.headers.set("X-Amz-Content-Sha256", hash);
    sigv4::sign(made, {access_key_, {}, region_, std::string(service)}, secret_key_, clock_->now(),
                hash);
    made.headers.remove("Host");
    request.headers = std::move(made.headers);
}

CallResult<ClientReply> Client::send(std::string_view service, ClientRequest request,
                                     const HttpClient::Sink& sink) {
    sign(service, request);
    auto reply = http_.send(request, sink);
    if (!reply) return base::fail(no_answer(reply.error()));
    if (service != kOwnPages && request_id_of(*reply).empty()) {
        return base::fail(foreign_answer(*reply, endpoint()));
    }
    if (!reply->is_success()) return base::fail(failure_of(*reply));
    return *std::move(reply);
}

CallResult<json::Value> Client::call(std::string_view service, std::string_view operation,
                                     const json::Value& input) {
    ClientRequest request;
    const auto json_service = std::ranges::find(kJsonServices, service, &JsonService::service);
    const auto rest = std::ranges::find(kLambdaOperations, operation, &RestOperation::name);
    if (json_service != kJsonServices.end()) {
        request = json_request(*json_service, operation, input);
    } else if (service == "lambda" && rest != kLambdaOperations.end()) {
        request = rest_request(*rest, input);
    } else {
        return base::fail(CallFailure{
            .code = "UnknownOperationException",
            .message =
                "this client does not know " + std::string(service) + ":" + std::string(operation),
            .request_id = {}});
    }
    QS_TRY(const ClientReply reply, send(service, std::move(request)));
    if (reply.body.empty()) return json::Value::empty_object();
    auto document = json::parse(reply.body);
    if (!document) {
        return base::fail(CallFailure{.code = {},
                                      .message = endpoint() + " answered something that is no JSON",
                                      .request_id = {},
                                      .kind = base::ErrorKind::network});
    }
    return *std::move(document);
}

}  // namespace aws
