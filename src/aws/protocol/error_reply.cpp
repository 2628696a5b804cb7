// Error documents.
#include "aws/protocol/error_reply.hpp"

#include "json/print.hpp"

namespace aws::protocol {
namespace {

void add_extra(json::ObjectBuilder& document, const json::Value& extra) {
    if (!extra.is_object()) return;
    for (const json::Member& member : extra.members()) document.set(member.key(), member.value);
}

std::string json_document(const Error& error) {
    json::ObjectBuilder document;
    document.set("__type", error.code).set("message", error.message);
    add_extra(document, error.extra);
    return json::print(std::move(document).build());
}

/// Lambda's errors are spelled `message` in some shapes and `Message` in others; clients read
/// either.
std::string rest_json_document(const Error& error) {
    json::ObjectBuilder document;
    document.set("Type", error.http_status >= 500 ? "Service" : "User")
        .set("message", error.message)
        .set("Message", error.message);
    add_extra(document, error.extra);
    return json::print(std::move(document).build());
}

std::string s3_document(const Error& error, const std::string& request_id) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + xml_escape(error.code) +
           "</Code><Message>" + xml_escape(error.message) + "</Message><RequestId>" +
           xml_escape(request_id) + "</RequestId></Error>";
}

std::string query_document(const Error& error, const std::string& request_id) {
    const std::string type = error.http_status >= 500 ? "Receiver" : "Sender";
    return "<?xml version=\"1.0\"?>\n<ErrorResponse><Error><Type>" + type + "</Type><Code>" +
           xml_escape(error.code) + "</Code><Message>" + xml_escape(error.message) +
           "</Message></Error><RequestId>" + xml_escape(request_id) +
           "</RequestId></ErrorResponse>";
}

}  // namespace

std::string xml_escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&apos;"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "&#" + std::to_string(static_cast<int>(c)) + ";";
                } else {
                    out += c;
                }
        }
    }
    return out;
}

HttpReply error_reply(Protocol protocol, const Error& error, const std::string& request_id) {
    HttpReply reply;
    reply.status = error.http_status;
    switch (protocol) {
        case Protocol::json10:
        case Protocol::json11:
            reply.headers.add("Content-Type", protocol == Protocol::json10
                                                  ? "application/x-amz-json-1.0"
                                                  : "application/x-amz-json-1.1");
            reply.headers.add("x-amzn-ErrorType", error.code);
            reply.body = json_document(error);
            break;
        case Protocol::rest_json:
            reply.headers.add("Content-Type", "application/json");
            reply.headers.add("x-amzn-ErrorType", error.code);
            reply.body = rest_json_document(error);
            break;
        case Protocol::rest_xml:
            reply.headers.add("Content-Type", "application/xml");
            reply.headers.add("x-amz-request-id", request_id);
            reply.body = s3_document(error, request_id);
            return reply;
        case Protocol::query:
            reply.headers.add("Content-Type", "text/xml");
            reply.body = query_document(error, request_id);
            break;
    }
    reply.headers.add("x-amzn-RequestId", request_id);
    return reply;
}

}  // namespace aws::protocol
