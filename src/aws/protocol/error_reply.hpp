// An error in the form of each protocol, for services and for the router itself.
#pragma once
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "aws/http.hpp"
#include "aws/operation.hpp"

namespace aws::protocol {

/// JSON: `__type` and `message`; REST-JSON: `Type` and `message`; both with `x-amzn-ErrorType`.
/// REST-XML and query: AWS's XML documents. All with the request id.
HttpReply error_reply(Protocol protocol, const Error& error, const std::string& request_id);

/// Text for XML content: the five entities, and references for control characters.
std::string xml_escape(std::string_view text);

}  // namespace aws::protocol
