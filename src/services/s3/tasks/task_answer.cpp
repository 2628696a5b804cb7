// From an answer over HTTP to the result that a task gets.
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "aws/protocol/xml.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/tasks/task_operation.hpp"

namespace services::s3 {
namespace {

using aws::Member;
using aws::Type;
using aws::protocol::XmlElement;
using Location = Member::Location;

/// What is larger than a task's result may be needs no end.
constexpr std::size_t kBytesMax = base::limits::kPayloadBytesMax + 1;

/// Time stamps are as Java prints an instant: without a fraction where there is none.
std::string time_text(std::string_view text) {
    const auto time = text.ends_with("GMT") ? parse_http_date(text) : [&] {
        const auto parsed = base::parse_iso8601(text);
        return parsed ? std::optional(*parsed) : std::nullopt;
    }();
    if (!time) return std::string(text);
    const bool is_whole = base::epoch_ms(*time) % 1'000 == 0;
    return is_whole ? base::iso8601_seconds(*time) : base::iso8601_ms(*time);
}

json::Value value_of(std::string_view text, Type type) {
    if (type == Type::boolean) return json::Value::boolean(text == "true");
    if (type == Type::timestamp) return json::Value::string(time_text(text));
    std::int64_t number = 0;
    if (type == Type::integer &&
        std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc()) {
        return json::Value::integer(number);
    }
    return json::Value::string(std::string(text));
}

json::Value structure_of(aws::Shape shape, const XmlElement& element);

std::optional<json::Value> list_of(const Member& member, const XmlElement& parent) {
    std::string_view name = member.wire_name.empty() ? member.name : member.wire_name;
    const XmlElement* place = &parent;
    if (const auto slash = name.find('/'); slash != std::string_view::npos) {
        place = parent.child(name.substr(0, slash));
        if (place == nullptr) return std::nullopt;
        name.remove_prefix(slash + 1);
    }
    std::vector<json::Value> items;
    for (const XmlElement& child : place->children) {
        if (child.name != name) continue;
        items.push_back(member.element == Type::structure ? structure_of(member.shape, child)
                                                          : value_of(child.text, member.element));
    }
    // A list that nothing wraps is not there when it is empty, for SDKs and so for tasks.
    if (items.empty() && place == &parent) return std::nullopt;
    return json::Value::take_array(std::move(items));
}

std::optional<json::Value> child_of(const Member& member, const XmlElement& parent) {
    if (member.type == Type::list) return list_of(member, parent);
    const XmlElement* const child = parent.child(member.name);
    if (child == nullptr) return std::nullopt;
    if (member.type == Type::structure) return structure_of(member.shape, *child);
    return value_of(child->text, member.type);
}

json::Value structure_of(aws::Shape shape, const XmlElement& element) {
    json::ObjectBuilder made;
    for (const Member& member : shape) {
        if (auto value = child_of(member, element)) made.set(member.name, *std::move(value));
    }
    return std::move(made).build();
}

/// The text of bytes that may be none: what is no UTF-8 becomes U+FFFD, as in Java.
std::string as_text(std::string bytes) {
    if (base::is_utf8(bytes)) return bytes;
    std::string text;
    const std::string_view all(bytes);
    for (std::size_t at = 0; at < all.size();) {
        const auto lead = static_cast<unsigned char>(all[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        const std::string_view code = all.substr(at, length);
        const bool is_good = code.size() == length && base::is_utf8(code);
        text += is_good ? code : "\xEF\xBF\xBD";
        at += is_good ? length : 1;
    }
    return text;
}

base::Result<std::string, aws::Error> body_text(const aws::HttpReply& reply) {
    if (const auto* const text = std::get_if<std::string>(&reply.body)) {
        return as_text(text->substr(0, kBytesMax));
    }
    const auto* const file = std::get_if<aws::FileBody>(&reply.body);
    if (file == nullptr) return base::fail(s3_error("InternalError"));
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(file->length, kBytesMax)),
                      '\0');
    for (std::size_t done = 0; done < bytes.size();) {
        const auto count = ::pread(*file->descriptor, bytes.data() + done, bytes.size() - done,
                                   static_cast<off_t>(file->offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return base::fail(s3_error("InternalError"));
        done += static_cast<std::size_t>(count);
    }
    return as_text(std::move(bytes));
}

std::uint64_t body_bytes(const aws::HttpReply& reply) {
    if (reply.content_length) return *reply.content_length;
    if (const auto* const text = std::get_if<std::string>(&reply.body)) return text->size();
    const auto* const file = std::get_if<aws::FileBody>(&reply.body);
    return file == nullptr ? 0 : file->length;
}

std::optional<json::Value> header_of(const Member& member, const aws::HttpReply& reply) {
    if (member.wire_name == "Content-Length") {
        return json::Value::integer(static_cast<std::int64_t>(body_bytes(reply)));
    }
    if (member.type != Type::map) {
        const auto field = reply.headers.find(member.wire_name);
        if (!field) return std::nullopt;
        return value_of(*field, member.type);
    }
    json::ObjectBuilder made;
    for (const auto& [name, value] : reply.headers.all()) {
        if (!name.starts_with(member.wire_name)) continue;
        made.set(name.substr(member.wire_name.size()), as_text(value));
    }
    return std::move(made).build();
}

base::Result<std::optional<json::Value>, aws::Error> payload_of(const Member& member,
                                                                const aws::HttpReply& reply,
                                                                const XmlElement& document) {
    if (member.type == Type::blob) {
        QS_TRY(std::string text, body_text(reply));
        return std::optional(json::Value::string(std::move(text)));
    }
    if (member.type == Type::structure) return std::optional(structure_of(member.shape, document));
    if (document.text.empty()) return std::optional<json::Value>();
    return std::optional(json::Value::string(document.text));
}

bool has_document(const TaskOperation& operation) {
    return std::ranges::any_of(operation.output, [](const Member& member) {
        return member.location == Location::body ||
               (member.location == Location::payload && member.type != Type::blob);
    });
}

}  // namespace

base::Result<json::Value, aws::Error> task_answer(const TaskOperation& operation,
                                                  const aws::HttpReply& reply) {
    XmlElement document;
    if (has_document(operation)) {
        const auto* const text = std::get_if<std::string>(&reply.body);
        auto parsed = aws::protocol::parse_xml(text == nullptr ? std::string_view() : *text);
        if (!parsed) return base::fail(s3_error("InternalError"));
        document = *std::move(parsed);
    }
    json::ObjectBuilder made;
    for (const Member& member : operation.output) {
        std::optional<json::Value> value;
        if (member.location == Location::header) value = header_of(member, reply);
        if (member.location == Location::body) value = child_of(member, document);
        if (member.location == Location::payload) {
            QS_TRY(value, payload_of(member, reply, document));
        }
        if (value) made.set(member.name, *std::move(value));
    }
    return std::move(made).build();
}

}  // namespace services::s3
