// One kept-alive connection to the Runtime API, two exchanges an invocation.
#include "lambda/runtime.hpp"

#include <cstdio>
#include <cstdlib>

#include "http/client.hpp"
#include "lambda/json_text.hpp"

namespace lambda {
namespace {

// Lambda's own limit for the payload of a synchronous call.
constexpr std::size_t kPayloadBytesMax = 6U << 20U;
constexpr std::chrono::seconds kAnswerTimeout{10};

int give_up(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    return 1;
}

http::Request answer(const std::string& invocation, const Result<std::string>& result,
                     std::string& body) {
    http::Request request{.method = "POST", .timeout = kAnswerTimeout};
    if (result) {
        body = *result;
        request.url = invocation + "/response";
        request.headers = {{"Content-Type", "application/json"}};
    } else {
        const Failure& failure = result.error();
        body = JsonObject()
                   .text("errorType", failure.type)
                   .text("errorMessage", failure.message)
                   .str();
        request.url = invocation + "/error";
        request.headers = {{"Content-Type", "application/vnd.aws.lambda.error+json"},
                           {"Lambda-Runtime-Function-Error-Type", failure.type}};
        std::fprintf(stderr, "%s: %s\n", failure.type.c_str(), failure.message.c_str());
    }
    request.body = body;
    return request;
}

}  // namespace

int serve(const Handler& handler) {
    const char* address = std::getenv("AWS_LAMBDA_RUNTIME_API");
    if (address == nullptr || *address == '\0') {
        return give_up(
            "AWS_LAMBDA_RUNTIME_API is not set: this program is a Lambda function and "
            "is started by Lambda or by Quickstep");
    }
    const std::string invocations =
        std::string("http://") + address + "/2018-06-01/runtime/invocation/";
    http::Client client;
    for (;;) {
        // No time-out: a warm function may wait for hours.
        auto next = client.send({.url = invocations + "next", .reply_bytes_max = kPayloadBytesMax});
        if (!next) return give_up("the Runtime API does not answer: " + next.error().message);
        const std::string id(next->header("lambda-runtime-aws-request-id"));
        if (next->status != 200 || id.empty()) {
            return give_up("the Runtime API answered with status " + std::to_string(next->status));
        }
        const Result<std::string> result = handler(next->body);
        std::string body;
        const auto sent = client.send(answer(invocations + id, result, body));
        if (!sent) return give_up("the answer could not be handed in: " + sent.error().message);
        // 4xx means that the time of this invocation is over. The next one may go well.
        if (sent->status >= 500) {
            return give_up("the Runtime API answered with status " + std::to_string(sent->status));
        }
    }
}

}  // namespace lambda
