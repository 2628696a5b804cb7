// Reading addresses, writing answers.
#include "services/s3/request.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/names.hpp"

namespace services::s3 {
namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// AWS refuses a `%` that no two hex digits follow, rather than guess.
bool is_percent_encoded_well(std::string_view text) {
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
        if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return false;
    }
    return true;
}

std::string address_without_port(std::string_view peer) {
    if (peer.starts_with('[')) return std::string(peer.substr(1, peer.find(']') - 1));
    if (std::ranges::count(peer, ':') == 1) peer = peer.substr(0, peer.find(':'));
    return std::string(peer);
}

std::vector<std::pair<std::string, std::string>> read_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string_view piece : base::split(query, '&')) {
        if (piece.empty()) continue;
        const auto equals = piece.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1);
        pairs.emplace_back(base::percent_decode(piece.substr(0, equals), true),
                           base::percent_decode(value, true));
    }
    return pairs;
}

}  // namespace

XmlWriter s3_document(std::string_view root) {
    return XmlWriter(root, "http://s3.amazonaws.com/doc/2006-03-01/");
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
    for (const auto& [key_text, value] : query) {
        if (key_text == name) return value;
    }
    return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view name) const {
    if (const auto field = headers.find(name)) return field;
    if (!name.starts_with("x-amz-")) return std::nullopt;
    for (const auto& [key_text, value] : query) {
        // A decoded value may hold line breaks, which must never reach a header of an answer.
        const bool is_plain = std::ranges::none_of(
            value, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
        if (is_plain && base::equals_ignoring_case(key_text, name)) return value;
    }
    return std::nullopt;
}

base::Result<std::optional<std::uint32_t>, aws::Error> Request::number(
    std::string_view name) const {
    const auto text = parameter(name);
    if (!text) return std::optional<std::uint32_t>();
    std::uint32_t value = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (problem != std::errc() || end != text->data() + text->size() || value > 0x7FFFFFFF) {
        return base::fail(invalid_argument(
            "Provided " + std::string(name) + " not an integer or within integer range", name,
            *text));
    }
    return std::optional(value);
}

base::Result<void, aws::Error> read_request(const aws::HttpRequest& http, Request& into) {
    into.method = http.method;
    into.headers = http.headers;
    into.peer = address_without_port(http.peer);
    std::string_view path = http.path();
    into.resource = path;
    into.query = read_query(http.query());
    if (path.starts_with('/')) path.remove_prefix(1);
    if (!is_percent_encoded_well(path)) return base::fail(s3_error("InvalidURI"));

    if (auto bucket = bucket_of_host(http.headers.find("host").value_or(""))) {
        into.virtual_host = true;
        into.bucket = std::move(*bucket);
        into.key = base::percent_decode(path);
    } else {
        const auto slash = path.find('/');
        into.bucket = base::percent_decode(path.substr(0, slash));
        if (slash != std::string_view::npos)
            into.key = base::percent_decode(path.substr(slash + 1));
    }
    if (!into.bucket.empty()) {
        const bool is_creation = into.method == "PUT" && into.key.empty() && into.query.empty();
        QS_CHECK(is_creation ? check_bucket_name(into.bucket)
                             : check_used_bucket_name(into.bucket));
    } else if (!into.key.empty()) {
        return base::fail(with(s3_error("InvalidBucketName"), "BucketName", ""));
    }
    return check_key(into.key);
}

void Exchange::send(aws::HttpReply reply) {
    reply.headers.set("x-amz-request-id", call.request_id);
    reply.headers.set("x-amz-id-2", base::base64_encode(call.request_id));
    reply.headers.set("X-Content-Type-Options", "nosniff");
    if (!request.virtual_host) reply.headers.set("Content-Security-Policy", "sandbox");
    refuse_ = nullptr;
    if (reply_) std::exchange(reply_, {})(std::move(reply));
}

aws::HttpReply xml_reply(XmlWriter document, aws::HttpReply reply) {
    reply.headers.set("Content-Type", "application/xml");
    reply.body = std::move(document).finish();
    return reply;
}

void Exchange::fail(const aws::Error& error) {
    if (refuse_) {
        reply_ = nullptr;
        return std::exchange(refuse_, {})(error);
    }
    aws::HttpReply reply;
    reply.status = error.http_status;
    // 304 and answers to HEAD have no body; the code goes in no header, as with AWS.
    if (request.method == "HEAD" || error.http_status == 304) return send(std::move(reply));
    XmlWriter document("Error");
    document.text("Code", error.code).text("Message", error.message);
    if (error.extra.is_object()) {
        for (const json::Member& member : error.extra.members()) {
            document.text(member.key(), member.value.as_string());
        }
    }
    document.text("Resource", request.resource);
    document.text("RequestId", call.request_id);
    document.text("HostId", base::base64_encode(call.request_id));
    reply.headers.set("Content-Type", "application/xml");
    reply.body = std::move(document).finish();
    send(std::move(reply));
}

}  // namespace services::s3
