// Answer heads and chunks as bytes.
#include "server/http_writer.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace server {
namespace {

struct Reason {
    int status;
    std::string_view phrase;
};
constexpr std::array kReasons = {
    Reason{100, "Continue"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{505, "HTTP Version Not Supported"},
};

void append_number(std::string& out, std::uint64_t number, int base = 10) {
    std::array<char, 24> digits{};
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
    out.append(digits.data(), result.ptr);
}

/// Fields that say how the message is framed are the server's business alone.
bool is_framing(std::string_view name) {
    switch (name.size()) {
        case 10: return base::equals_ignoring_case(name, "connection");
        case 14: return base::equals_ignoring_case(name, "content-length");
        case 17: return base::equals_ignoring_case(name, "transfer-encoding");
        default: return false;
    }
}

void append_value(std::string& out, std::string_view value) {
    const std::size_t start = out.size();
    out += value;
    for (std::size_t i = start; i < out.size(); ++i) {
        const auto byte = static_cast<unsigned char>(out[i]);
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f) out[i] = ' ';
    }
}

/// The length to announce; nothing if it is not known.
std::optional<std::uint64_t> length_of(const aws::HttpReply& reply, bool is_head_request) {
    if (is_head_request && reply.content_length) return reply.content_length;
    if (const auto* text = std::get_if<std::string>(&reply.body)) return text->size();
    if (const auto* file = std::get_if<aws::FileBody>(&reply.body)) return file->length;
    return std::nullopt;
}

}  // namespace

std::string_view reason_phrase(int status) {
    for (const Reason& reason : kReasons) {
        if (reason.status == status) return reason.phrase;
    }
    return "Status";
}

bool may_have_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

void write_head(std::string& out, const aws::HttpReply& reply, const HeadFrame& frame) {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::uint64_t>(reply.status));
    out += ' ';
    out += reason_phrase(reply.status);
    out += "\r\n";
    bool has_date = false;
    for (const auto& [name, value] : reply.headers.all()) {
        if (is_framing(name)) continue;
        has_date = has_date || (name.size() == 4 && base::equals_ignoring_case(name, "date"));
        append_value(out, name);
        out += ": ";
        append_value(out, value);
        out += "\r\n";
    }
    if (!has_date) {
        out += "Date: ";
        out += frame.date;
        out += "\r\n";
    }
    if (may_have_body(reply.status)) {
        if (const auto length = length_of(reply, frame.is_head_request)) {
            out += "Content-Length: ";
            append_number(out, *length);
            out += "\r\n";
        } else if (!frame.is_http_1_0) {
            out += "Transfer-Encoding: chunked\r\n";
        }
    }
    if (!frame.keep_alive) {
        out += "Connection: close\r\n";
    } else if (frame.is_http_1_0) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

void write_chunk(std::string& out, std::string_view piece) {
    append_number(out, piece.size(), 16);
    out += "\r\n";
    out += piece;
    out += "\r\n";
}

}  // namespace server
