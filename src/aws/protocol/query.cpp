// The query protocol's refusal.
#include "aws/protocol/query.hpp"

#include "aws/protocol/error_reply.hpp"
#include "base/text.hpp"

namespace aws::protocol {
namespace {

std::string form_value(std::string_view form, std::string_view name) {
    for (const std::string_view pair : base::split(form, '&')) {
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) != name || equals == std::string_view::npos) continue;
        return base::percent_decode(pair.substr(equals + 1), true);
    }
    return {};
}

void refuse(const std::string& service, const std::string& action, const std::string& request_id,
            const Reply& reply) {
    Error error = unknown_operation(service.empty() ? "AWS" : service, action);
    error.code = "InvalidAction";
    reply(error_reply(Protocol::query, error, request_id));
}

}  // namespace

void refuse_query(const std::string& service, const std::string& action, Exchange exchange) {
    if (!action.empty()) {
        return refuse(service, action, exchange.call.request_id, exchange.reply);
    }
    exchange.request.body.read_all(
        base::limits::kJsonRequestBytesMax,
        [service, id = exchange.call.request_id,
         reply = std::move(exchange.reply)](const base::Result<std::string>& body) {
            refuse(service, body ? form_value(*body, "Action") : "", id, reply);
        });
}

}  // namespace aws::protocol
