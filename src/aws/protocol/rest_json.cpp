// Requests and answers whose members travel in path, query, headers and body.
#include "aws/protocol/rest_json.hpp"

#include <charconv>

#include "aws/protocol/error_reply.hpp"
#include "aws/protocol/path_template.hpp"
#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace aws::protocol {
namespace {

using Location = Member::Location;

/// A text from path, query or header as the value its member wants. What does not fit stays a text,
/// and the check of the input says so.
json::Value value_of(Type type, const std::string& text) {
    if (type == Type::boolean && (text == "true" || text == "false")) {
        return json::Value::boolean(text == "true");
    }
    if (type == Type::integer) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc{} && end == text.data() + text.size())
            return json::Value::integer(number);
    }
    return json::Value::string(text);
}

std::string_view wire_name(const Member& member) {
    return member.wire_name.empty() ? member.name : member.wire_name;
}

/// All values of a query parameter, decoded.
std::vector<std::string> query_values(std::string_view query, std::string_view name) {
    std::vector<std::string> values;
    for (const std::string_view pair : base::split(query, '&')) {
        const auto equals = pair.find('=');
        if (base::percent_decode(pair.substr(0, equals), true) != name) continue;
        values.push_back(equals == std::string_view::npos
                             ? ""
                             : base::percent_decode(pair.substr(equals + 1), true));
    }
    return values;
}

void add_from_query(const Member& member, std::string_view query, json::ObjectBuilder& input) {
    const auto values = query_values(query, wire_name(member));
    if (values.empty()) return;
    if (member.type != Type::list) {
        input.set(member.name, value_of(member.type, values.front()));
        return;
    }
    std::vector<json::Value> items;
    for (const std::string& value : values) items.push_back(value_of(member.element, value));
    input.set(member.name, json::Value::array(items));
}

struct Pending {
    const Service* service = nullptr;
    const Operation* operation = nullptr;
    PathLabels labels;
    std::string query;
    Headers headers;
    Call call;
    Reply reply;

    void fail(const Error& error) const {
        reply(error_reply(Protocol::rest_json, error, call.request_id));
    }
    base::Result<json::Value, Error> read_input(const std::string& body) const;
    base::Result<void, Error> add_body(const std::string& body, json::ObjectBuilder& input) const;
    void succeed(const json::Value& value) const;
};

const Member* payload_of(Shape shape) {
    for (const Member& member : shape) {
        if (member.location == Location::payload) return &member;
    }
    return nullptr;
}

base::Result<void, Error> Pending::add_body(const std::string& body,
                                            json::ObjectBuilder& input) const {
    if (body.empty()) return {};
    if (const Member* payload = payload_of(operation->input)) {
        if (!base::is_utf8(body)) {
            return base::fail(
                error("InvalidRequestContentException",
                      "Could not parse request body into json: it is not valid UTF-8"));
        }
        input.set(payload->name, body);
        return {};
    }
    const auto document = json::parse(body);
    if (!document) return base::fail(malformed_json(document.error()));
    if (!document->is_object()) {
        return base::fail(error("SerializationException", "The body must be a JSON object"));
    }
    input = json::ObjectBuilder(*document);
    // Whoever puts a member of the path into the body means something that AWS ignores.
    for (const Member& member : operation->input) {
        if (member.location != Location::body) input.remove(member.name);
    }
    return {};
}

base::Result<json::Value, Error> Pending::read_input(const std::string& body) const {
    json::ObjectBuilder input;
    QS_CHECK(add_body(body, input));
    for (const Member& member : operation->input) {
        if (member.location == Location::path) {
            for (const auto& [name, value] : labels) {
                if (name == wire_name(member)) input.set(member.name, value_of(member.type, value));
            }
        } else if (member.location == Location::query) {
            add_from_query(member, query, input);
        } else if (member.location == Location::header) {
            if (const auto value = headers.find(wire_name(member))) {
                input.set(member.name, value_of(member.type, std::string(*value)));
            }
        }
    }
    return std::move(input).build();
}

std::string plain_text(const json::Value& value) {
    return value.is_string() ? std::string(value.as_string()) : json::print(value);
}

void Pending::succeed(const json::Value& value) const {
    HttpReply answer;
    answer.status = operation->success_status;
    answer.headers.add("x-amzn-RequestId", call.request_id);
    answer.headers.add("Content-Type", "application/json");
    std::string body;
    if (operation->output.empty()) {
        if (!value.is_null()) body = json::print(value);
    } else {
        json::ObjectBuilder rest(value.is_object() ? value : json::Value::empty_object());
        for (const Member& member : operation->output) {
            rest.remove(member.name);
            const json::Value* found = value.find(member.name);
            if (found == nullptr || found->is_null()) continue;
            if (member.location == Location::status) {
                answer.status = static_cast<int>(found->as_integer().value_or(answer.status));
            } else if (member.location == Location::header) {
                answer.headers.set(wire_name(member), plain_text(*found));
            } else if (member.location == Location::payload) {
                body = plain_text(*found);
            }
        }
        if (payload_of(operation->output) == nullptr) body = json::print(std::move(rest).build());
    }
    if (answer.status != 204) answer.body = std::move(body);
    reply(std::move(answer));
}

void run_with_body(const std::shared_ptr<Pending>& pending, const std::string& body) {
    auto input = pending->read_input(body);
    if (!input) return pending->fail(input.error());
    pending->call.input = *std::move(input);
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

const Operation* find_rest_operation(const Service& service, std::string_view method,
                                     std::string_view path) {
    for (const Operation& operation : service.operations) {
        if (operation.method == method && match_path(operation.path, path)) return &operation;
    }
    return nullptr;
}

void serve_rest_json(const Service& service, Exchange exchange) {
    const auto pending = std::make_shared<Pending>();
    HttpRequest& request = exchange.request;
    pending->service = &service;
    pending->query = request.query();
    pending->call = std::move(exchange.call);
    pending->reply = std::move(exchange.reply);
    for (const Operation& operation : service.operations) {
        if (operation.method != request.method) continue;
        auto labels = match_path(operation.path, request.path());
        if (!labels) continue;
        pending->operation = &operation;
        pending->labels = *std::move(labels);
        break;
    }
    if (pending->operation == nullptr) {
        const std::string wanted = request.method + " " + std::string(request.path());
        return pending->fail(unknown_operation(service.id, wanted));
    }
    pending->headers = std::move(request.headers);
    request.body.read_all(
        pending->operation->body_bytes_max, [pending](base::Result<std::string> body) {
            if (!body) return pending->fail(body_error(body.error(), *pending->operation));
            run_with_body(pending, *body);
        });
}

}  // namespace aws::protocol
