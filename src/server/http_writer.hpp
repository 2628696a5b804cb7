// Writing the head of an HTTP/1.1 answer. Pure: a reply in, bytes out.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/http.hpp"

namespace server {

/// The reason phrase of a status code; "Status" for an unknown one.
std::string_view reason_phrase(int status);

/// What the connection knows and the reply does not.
struct HeadFrame {
    std::string_view date;  ///< RFC 9110's form.
    bool is_head_request = false;
    bool is_http_1_0 = false;
    bool keep_alive = true;
};

/// Whether an answer with this status has a body at all.
bool may_have_body(int status);

/// Appends status line and fields. Framing fields of the reply itself are left out, and control
/// characters in values become spaces, so that no value can begin a field of its own. A body of
/// unknown length (StreamBody) is announced as chunked, or ends with the connection under HTTP/1.0.
void write_head(std::string& out, const aws::HttpReply& reply, const HeadFrame& frame);

/// Appends one chunk of a chunked body. Precondition: the piece is not empty.
void write_chunk(std::string& out, std::string_view piece);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace server
