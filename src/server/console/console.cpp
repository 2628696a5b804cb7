#include "server/console/console.hpp"

#include <memory>

#include "asl/graph_svg.hpp"
#include "server/console/assets.hpp"
#include "server/console/execution_api.hpp"
#include "server/console/stream.hpp"

namespace server::console {
namespace {

// Everything comes from this binary; nothing inline, nothing from elsewhere.
constexpr const char* kPolicy =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors "
    "'none'; "
    "form-action 'none'";

void add_security(aws::Headers& headers) {
    headers.set("Content-Security-Policy", kPolicy);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    if (!headers.find("Cache-Control")) headers.set("Cache-Control", "no-cache");
}

aws::HttpReply reply_of(int status, std::string type, std::string body) {
    aws::HttpReply reply;
    reply.status = status;
    reply.headers.add("Content-Type", std::move(type));
    reply.body = std::move(body);
    return reply;
}

aws::HttpReply asset(std::string_view path) {
    const Asset* const found = find_asset(path);
    if (found != nullptr) return reply_of(200, std::string(found->type), std::string(found->bytes));
    // Addresses of pages are the page's own business; a file that is not there is not.
    const std::string_view file = path.substr(path.rfind('/') + 1);  // All of it without a slash.
    if (file.find('.') != std::string_view::npos) {
        return reply_of(404, "text/plain; charset=utf-8", "no such file\n");
    }
    const Asset& page = *find_asset("index.html");
    return reply_of(200, std::string(page.type), std::string(page.bytes));
}

}  // namespace

aws::HttpHandler make_console(runtime::Executions& executions) {
    return [&executions, streams = std::make_shared<Streams>(executions)](
               const aws::HttpRequest& request, const std::function<void(aws::HttpReply)>& reply) {
        const auto answer = [&](aws::HttpReply made) {
            add_security(made.headers);
            reply(std::move(made));
        };
        if (request.method != "GET" && request.method != "HEAD") {
            return answer(reply_of(405, "text/plain; charset=utf-8", "only GET is served here\n"));
        }
        std::string_view path = request.path();
        path.remove_prefix(std::string_view("/_console").size());
        while (path.starts_with('/')) path.remove_prefix(1);
        if (!path.starts_with("api/")) {
            // An ARN in a page's address may hold dots and slashes.
            if (path == "graph.css") {
                return answer(
                    reply_of(200, "text/css; charset=utf-8", std::string(asl::graph_stylesheet())));
            }
            return answer(asset(path.starts_with("executions/") ? "" : path));
        }
        path.remove_prefix(4);
        if (path == "stream") return answer(streams->open(request.query()));
        const auto made = execution_api(executions, path, request.query());
        answer(reply_of(made.status, made.type, made.body));
    };
}

}  // namespace server::console
