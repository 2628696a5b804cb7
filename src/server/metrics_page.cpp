#include "server/metrics_page.hpp"

#include "server/health.hpp"

namespace server {

aws::HttpHandler make_metrics_page(std::function<std::string()> text) {
    return [text = std::move(text)](const aws::HttpRequest& request,
                                    const std::function<void(aws::HttpReply)>& reply) {
        if (request.method != "GET" && request.method != "HEAD") {
            return reply(json_reply(
                405,
                json::object({{"message", json::Value::string("Metrics are read with GET.")}})));
        }
        aws::HttpReply page;
        page.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        page.headers.add("Cache-Control", "no-store");
        page.body = text();
        reply(std::move(page));
    };
}

}  // namespace server
