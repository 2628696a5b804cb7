// Routing: our own paths first, then AWS's services.
#include "server/router.hpp"

#include "aws/protocol/error_reply.hpp"
#include "aws/protocol/json.hpp"
#include "aws/protocol/query.hpp"
#include "aws/protocol/rest_json.hpp"
#include "aws/recognition.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "server/gate.hpp"

namespace server {
namespace {

using Reply = std::function<void(aws::HttpReply)>;

/// Ids need not be secret: a generator of each thread costs no call into the kernel.
std::string new_request_id() {
    thread_local base::SeededRandom random(base::random_seed());
    return random.uuid();
}

aws::HttpReply redirect(std::string to) {
    aws::HttpReply reply;
    reply.status = 302;
    reply.headers.add("Location", std::move(to));
    return reply;
}

json::Value message(std::string_view text) {
    return json::object({{"message", json::Value::string(text)}});
}

/// Pages with scripts of a bucket's may run under such a name, so nothing but S3 is there for them.
bool is_bucket_host(const aws::HttpRequest& request) {
    return host_name(request.headers.find("host").value_or("")).find(".s3.") != std::string::npos;
}

/// A browser that was pointed at the port, and no S3 client that lists buckets.
bool is_visitor(const aws::HttpRequest& request, const aws::CredentialScope& scope) {
    if (request.method != "GET" || request.target != "/" || !scope.access_key.empty()) return false;
    const auto accept = request.headers.find("accept");
    return accept && accept->find("text/html") != std::string_view::npos;
}

class Router {
public:
    Router(std::shared_ptr<const ServiceTable> services, RouterOptions options,
           std::vector<Route> routes, HealthSource health)
        : services_(std::move(services)),
          options_(std::move(options)),
          routes_(std::move(routes)),
          health_(std::move(health)) {}

    void handle(aws::HttpRequest request, Reply reply) const {
        std::string id = new_request_id();
        if (base::log::is_on(base::log::Level::debug))
            reply = logged(request, id, std::move(reply));
        const bool is_signed = options_.authenticator != nullptr;
        if (const auto passed = check_gate(request, options_.host_names, is_signed); !passed) {
            const auto error = aws::error("AccessDenied", passed.error().message, 403);
            return reply(aws::protocol::error_reply(aws::recognize(request).protocol, error, id));
        }
        const bool is_bucket = is_bucket_host(request);
        if (request.target.starts_with("/_") && !is_bucket) {
            return own_page(std::move(request), reply);
        }
        aws::Recognition found = aws::recognize(request);
        if (is_bucket) found = {.service = "s3", .operation = {}, .scope = found.scope};
        if (is_visitor(request, found.scope)) return reply(redirect("/_console/"));
        if (is_signed && !is_call_of_console(request)) {
            return to_signed_service(std::move(request), found, std::move(id), reply);
        }
        to_service(found,
                   {std::move(request), call_of(found.scope, std::move(id)), std::move(reply)});
    }

private:
    aws::Call call_of(const aws::CredentialScope& scope, std::string id) const {
        aws::Call call;
        call.region = aws::region_of(scope, options_.region);
        call.account = aws::account_of(scope, options_.account);
        call.request_id = std::move(id);
        return call;
    }

    /// A browser says so, and no page can; the gate has refused other sites.
    bool is_call_of_console(const aws::HttpRequest& request) const {
        return request.headers.find("sec-fetch-site") == "same-origin" &&
               options_.authenticator->is_known(request);
    }

    /// The router lives as long as the door, which has answered all requests before it goes.
    void to_signed_service(aws::HttpRequest request, const aws::Recognition& found, std::string id,
                           const Reply& reply) const {
        options_.authenticator->check(
            std::move(request), found,
            [this, found, id, reply](aws::HttpRequest admitted, const aws::CredentialScope& scope) {
                to_service(found, {std::move(admitted), call_of(scope, id), reply});
            },
            [found, id, reply](const aws::Error& error) {
                reply(aws::protocol::error_reply(found.protocol, error, id));
            });
    }

    /// Its name in the service's table, or empty.
    static std::string_view operation_of(const aws::Service* service, const aws::Recognition& found,
                                         const aws::protocol::Exchange& exchange) {
        if (service == nullptr || found.protocol != aws::Protocol::rest_json) {
            return found.operation;
        }
        const aws::Operation* const operation = aws::protocol::find_rest_operation(
            *service, exchange.request.method, exchange.request.path());
        return operation == nullptr ? std::string_view() : operation->name;
    }

    void to_service(const aws::Recognition& found, aws::protocol::Exchange exchange) const {
        const aws::Service* service = services_->find(found.service);
        if (options_.meter != nullptr) {
            exchange.reply =
                options_.meter->watch(service, operation_of(service, found, exchange),
                                      exchange.request.method, std::move(exchange.reply));
        }
        if (service != nullptr && service->http)
            return to_http_service(*service, std::move(exchange));
        switch (found.protocol) {
            case aws::Protocol::json10:
            case aws::Protocol::json11:
                if (service == nullptr) break;
                return aws::protocol::serve_json(*service, found.operation, std::move(exchange));
            case aws::Protocol::rest_json:
                if (service == nullptr) break;
                return aws::protocol::serve_rest_json(*service, std::move(exchange));
            case aws::Protocol::query:
                return aws::protocol::refuse_query(found.service, found.operation,
                                                   std::move(exchange));
            case aws::Protocol::rest_xml: break;
        }
        const std::string operation =
            found.operation.empty()
                ? exchange.request.method + " " + std::string(exchange.request.path())
                : found.operation;
        auto error = aws::unknown_operation(found.service, operation);
        if (found.protocol == aws::Protocol::rest_xml) {
            error.code = "NotImplemented";
            error.http_status = 501;
        }
        exchange.reply(aws::protocol::error_reply(found.protocol, error, exchange.call.request_id));
    }

    /// Services that speak HTTP themselves. What they answer under a name of the console is no page
    /// of it.
    static void to_http_service(const aws::Service& service, aws::protocol::Exchange exchange) {
        const bool is_own_origin = is_bucket_host(exchange.request);
        const std::string id = exchange.call.request_id;
        const Reply reply = [send = std::move(exchange.reply), id,
                             is_own_origin](aws::HttpReply answer) {
            if (!answer.headers.find("x-amz-request-id"))
                answer.headers.add("x-amz-request-id", id);
            if (!is_own_origin) {
                answer.headers.set("Content-Security-Policy", "sandbox");
                answer.headers.set("X-Content-Type-Options", "nosniff");
            }
            send(std::move(answer));
        };
        try {
            service.http(std::move(exchange.request), exchange.call, reply);
        } catch (const std::exception& error) {  // base::Bug: this request only.
            base::log::error(
                "router.service_failed",
                {{"service", std::string(service.id)}, {"what", error.what()}, {"request_id", id}});
            reply(aws::protocol::error_reply(service.protocol, aws::internal_failure(), id));
        }
    }

    void own_page(aws::HttpRequest request, const Reply& reply) const {
        const std::string_view path = request.path();
        const bool is_read = request.method == "GET" || request.method == "HEAD";
        if (path == "/_quickstep/health" || path == "/_quickstep/health/ready" ||
            path == "/_quickstep/health/live" || path == "/_localstack/health") {
            if (!is_read) return reply(json_reply(405, message("Health is read with GET.")));
            return reply(health_page(path));
        }
        if (options_.authenticator != nullptr && !options_.authenticator->is_known(request)) {
            aws::HttpReply refusal = json_reply(
                401, message("Sign in with an access key of this server as the name and its secret "
                             "as the password."));
            refusal.headers.add("WWW-Authenticate", "Basic realm=\"Quickstep\", charset=\"UTF-8\"");
            return reply(std::move(refusal));
        }
        if (path == "/_console") return reply(redirect("/_console/"));
        const Route* best = nullptr;
        for (const Route& route : routes_) {
            const bool fits =
                route.prefix.ends_with('/') ? path.starts_with(route.prefix) : path == route.prefix;
            if (fits && (best == nullptr || route.prefix.size() > best->prefix.size()))
                best = &route;
        }
        if (best == nullptr) return reply(json_reply(404, message("There is no such page.")));
        best->handler(std::move(request), reply);
    }

    aws::HttpReply health_page(std::string_view path) const {
        if (path == "/_localstack/health")
            return localstack_health_reply(*services_, options_.version);
        if (path == "/_quickstep/health/live") return json_reply(200, message("alive"));
        const Health health = health_ ? health_() : Health{};
        if (path == "/_quickstep/health") return health_reply(*services_, options_.version, health);
        return json_reply(health.accepts_work ? 200 : 503,
                          message(health.accepts_work ? "ready" : health.status));
    }

    /// Without the query, which may be a presigned signature.
    static Reply logged(const aws::HttpRequest& request, const std::string& id, Reply reply) {
        const auto target = request.headers.find("x-amz-target").value_or("");
        return [reply = std::move(reply), id, method = request.method,
                path = std::string(request.path()), operation = std::string(target),
                peer = request.peer](aws::HttpReply answer) {
            base::log::debug("http.answered", {{"method", method},
                                               {"path", path},
                                               {"operation", operation},
                                               {"status", std::to_string(answer.status)},
                                               {"request_id", id},
                                               {"peer", peer}});
            reply(std::move(answer));
        };
    }

    std::shared_ptr<const ServiceTable> services_;
    RouterOptions options_;
    std::vector<Route> routes_;
    HealthSource health_;
};

}  // namespace

aws::HttpHandler make_router(std::shared_ptr<const ServiceTable> services, RouterOptions options,
                             std::vector<Route> routes, HealthSource health) {
    const auto router = std::make_shared<const Router>(std::move(services), std::move(options),
                                                       std::move(routes), std::move(health));
    return [router](aws::HttpRequest request, Reply reply) {
        router->handle(std::move(request), std::move(reply));
    };
}

}  // namespace server
