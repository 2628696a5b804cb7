// restJson1: method and path name the operation; members travel in path, query, headers and body.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
#pragma once
#include "aws/protocol/exchange.hpp"

namespace aws::protocol {

/// Finds the operation by method and path, collects its input from where its members say, runs it,
/// and writes the answer: members of `Operation::output` go to headers, status or payload, the
/// others into a JSON body. A payload is the body itself, a string value that holds its bytes (for
/// Lambda's Invoke: the JSON text); it must be UTF-8. An answer of null, or a status without a
/// body, has none.
void serve_rest_json(const Service& service, Exchange exchange);

/// The operation that a method and path name, or nullptr.
const Operation* find_rest_operation(const Service& service, std::string_view method,
                                     std::string_view path);

}  // namespace aws::protocol
