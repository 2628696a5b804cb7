// The JSON protocols: body in, body out.
#include "aws/protocol/json.hpp"

#include "aws/protocol/error_reply.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace aws::protocol {
namespace {

/// What is left of an exchange once its body has been asked for.
struct Pending {
    const Service* service = nullptr;
    const Operation* operation = nullptr;
    Call call;
    Reply reply;

    void fail(const Error& error) const {
        send(error_reply(service->protocol, error, call.request_id));
    }

    void succeed(const json::Value& value) const {
        HttpReply answer;
        answer.status = operation->success_status;
        answer.headers.add("x-amzn-RequestId", call.request_id);
        answer.headers.add("Content-Type", service->protocol == Protocol::json10
                                               ? "application/x-amz-json-1.0"
                                               : "application/x-amz-json-1.1");
        answer.body = value.is_null() ? std::string("{}") : json::print(value);
        send(std::move(answer));
    }

    void send(HttpReply answer) const {
        if (service->has_body_checksum) {
            answer.headers.add("x-amz-crc32", body_checksum(std::get<std::string>(answer.body)));
        }
        reply(std::move(answer));
    }
};

void run_with_body(const std::shared_ptr<Pending>& pending, const std::string& body) {
    if (body.empty()) {
        pending->call.input = json::Value::empty_object();
    } else {
        auto input = json::parse(body);
        if (!input) return pending->fail(malformed_json(input.error()));
        pending->call.input = *std::move(input);
    }
    run(*pending->service, *pending->operation, pending->call,
        [pending](base::Result<json::Value, Error> answer) {
            if (answer) {
                pending->succeed(*answer);
            } else {
                pending->fail(answer.error());
            }
        });
}

}  // namespace

void serve_json(const Service& service, std::string_view operation, Exchange exchange) {
    const auto pending = std::make_shared<Pending>();
    pending->service = &service;
    pending->call = std::move(exchange.call);
    pending->reply = std::move(exchange.reply);
    pending->operation = find_operation(service, operation);
    if (pending->operation == nullptr)
        return pending->fail(unknown_operation(service.id, operation));
    exchange.request.body.read_all(
        pending->operation->body_bytes_max, [pending](base::Result<std::string> body) {
            if (!body) return pending->fail(body_error(body.error(), *pending->operation));
            run_with_body(pending, *body);
        });
}

}  // namespace aws::protocol
