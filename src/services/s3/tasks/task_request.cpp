// From a task's parameters to the request that an SDK would send for them.
#include <algorithm>

#include "aws/protocol/xml.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "json/print.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/tasks/task_operation.hpp"

namespace services::s3 {
namespace {

using aws::Member;
using aws::Type;
using aws::protocol::XmlWriter;
using Location = Member::Location;

std::string_view wire_name(const Member& member) {
    return member.wire_name.empty() ? member.name : member.wire_name;
}

/// RFC 3339 in a task, or the seconds since 1970.
std::string http_date_of(const json::Value& value) {
    if (value.is_number()) {
        const auto ms = static_cast<std::int64_t>(value.as_double() * 1'000);
        return base::http_date(base::from_epoch_ms(ms));
    }
    const auto time = base::parse_iso8601(value.as_string());
    return time ? base::http_date(*time) : std::string(value.as_string());
}

std::string text_of(const json::Value& value, Type type) {
    if (type == Type::timestamp) return http_date_of(value);
    if (value.is_boolean()) return value.as_boolean() ? "true" : "false";
    if (const auto integer = value.is_number() ? value.as_integer() : std::nullopt) {
        return std::to_string(*integer);
    }
    return value.is_string() ? std::string(value.as_string()) : json::print(value);
}

/// What comes over HTTP cannot hold these either; an answer that repeats them must not begin a
/// header of its own.
bool is_field_text(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && byte != '\t') || byte == 0x7F;
    });
}

bool is_field_name(std::string_view text) {
    static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kMarks.find(c) != std::string_view::npos;
    });
}

void write_structure(XmlWriter& document, aws::Shape shape, const json::Value& value) {
    for (const Member& member : shape) {
        const json::Value* const found = value.find(member.name);
        if (found == nullptr || found->is_null()) continue;
        if (member.type == Type::list) {
            for (const json::Value& item : found->items()) {
                document.open(wire_name(member));
                write_structure(document, member.shape, item);
                document.close();
            }
        } else if (member.type == Type::structure) {
            document.open(wire_name(member));
            write_structure(document, member.shape, *found);
            document.close();
        } else {
            document.text(wire_name(member), text_of(*found, member.type));
        }
    }
}

class RequestMaker {
public:
    explicit RequestMaker(const TaskOperation& operation) : query_(operation.query) {
        request_.method = operation.method;
    }

    base::Result<void, aws::Error> add(const Member& member, const json::Value& value) {
        switch (member.location) {
            case Location::path:
                path_ += "/" + base::percent_encode(value.as_string(), true);
                return {};
            case Location::query:
                query_ += (query_.empty() ? "" : "&") + std::string(member.wire_name) + "=" +
                          base::percent_encode(text_of(value, member.type));
                return {};
            case Location::header: return add_header(member, value);
            case Location::payload: body_ = body_of(member, value); return {};
            case Location::body:
            case Location::status: return {};
        }
        return {};
    }

    aws::HttpRequest finish() && {
        request_.target = (path_.empty() ? "/" : path_) + (query_.empty() ? "" : "?" + query_);
        request_.body = aws::BodyReader::of(std::move(body_));
        return std::move(request_);
    }

    aws::Headers& headers() { return request_.headers; }

private:
    base::Result<void, aws::Error> add_header(const Member& member, const json::Value& value) {
        if (member.type != Type::map) {
            return add_field(member, std::string(member.wire_name), text_of(value, member.type));
        }
        for (const json::Member& entry : value.members()) {
            QS_CHECK(add_field(member, std::string(member.wire_name) + std::string(entry.key()),
                               text_of(entry.value, Type::string)));
        }
        return {};
    }

    base::Result<void, aws::Error> add_field(const Member& member, std::string name,
                                             std::string text) {
        if (!is_field_name(name) || !is_field_text(text)) {
            return base::fail(
                invalid_argument(std::string(member.name) +
                                     " must have names of letters, digits and hyphens, and values "
                                     "without control characters.",
                                 member.name, base::printable(name + ": " + text)));
        }
        request_.headers.add(std::move(name), std::move(text));
        return {};
    }

    static std::string body_of(const Member& member, const json::Value& value) {
        if (member.type != Type::structure) return json::print(value);
        XmlWriter document(member.wire_name);
        write_structure(document, member.shape, value);
        return std::move(document).finish();
    }

    aws::HttpRequest request_;
    std::string path_;
    std::string query_;
    std::string body_;
};

/// What the SDK of AWS's tasks says of a body where nothing is said, as recorded.
void add_defaults(aws::Headers& headers) {
    if (!headers.find("Content-Type")) headers.add("Content-Type", "text/plain; charset=UTF-8");
    const bool has_checksum = std::ranges::any_of(headers.all(), [](const auto& field) {
        return field.first.starts_with("x-amz-checksum-") ||
               field.first == "x-amz-sdk-checksum-algorithm";
    });
    if (!has_checksum) headers.add("x-amz-sdk-checksum-algorithm", "CRC32");
}

}  // namespace

base::Result<aws::HttpRequest, aws::Error> request_of_task(const TaskOperation& operation,
                                                           const json::Value& input) {
    for (const json::Member& given : input.members()) {
        if (std::ranges::find(operation.input, given.key(), &Member::name) !=
            operation.input.end()) {
            continue;
        }
        return base::fail(invalid_argument("The parameter '" + std::string(given.key()) + "' of " +
                                               std::string(operation.name) +
                                               " is not supported in Quickstep.",
                                           given.key(), ""));
    }
    RequestMaker maker(operation);
    for (const Member& member : operation.input) {
        const json::Value* const value = input.find(member.name);
        if (value != nullptr && !value->is_null()) QS_CHECK(maker.add(member, *value));
    }
    if (operation.name == "PutObject") add_defaults(maker.headers());
    return std::move(maker).finish();
}

}  // namespace services::s3
