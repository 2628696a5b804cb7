// What a function process may say to its Runtime API, and what it is answered.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "json/parse.hpp"
#include "services/lambda/process/connection.hpp"

namespace services::lambda {
namespace {

constexpr std::string_view kPrefix = "/2018-06-01/runtime/";
constexpr std::string_view kAccepted = R"({"status":"OK"})";
/// Read from one connection before others get their turn.
constexpr std::size_t kReadsAtOnce = 16;

constexpr std::string_view kTooLarge =
    "Response payload size exceeded maximum allowed payload size (6291556 bytes).";

/// The error object as the function sent it; where it is none, one that says what there was.
std::string error_object(RuntimeRequest& request, std::string_view fallback) {
    const auto parsed = json::parse(request.body);
    if (parsed && parsed->is_object()) return std::move(request.body);
    const std::string_view type =
        request.error_type.empty() ? fallback : std::string_view(request.error_type);
    return plain_error(type, parsed && parsed->is_string()
                                 ? parsed->as_string()
                                 : "The runtime reported an error without an object.");
}

}  // namespace

std::string next_reply(const Invocation& invocation, const Function& function,
                       base::TimePoint deadline) {
    std::string out;
    out.reserve(512 + invocation.payload.size());
    out += "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: ";
    out += invocation.request_id;
    out += "\r\nLambda-Runtime-Deadline-Ms: ";
    out += std::to_string(base::epoch_ms(deadline));
    out += "\r\nLambda-Runtime-Invoked-Function-Arn: ";
    out += function.arn();
    out += "\r\nLambda-Runtime-Trace-Id: ";
    out += invocation.trace_id;
    if (!invocation.client_context.empty()) {
        out += "\r\nLambda-Runtime-Client-Context: ";
        out += invocation.client_context;
    }
    out += "\r\nContent-Length: ";
    out += std::to_string(invocation.payload.size());
    out += "\r\n\r\n";
    out += invocation.payload;
    return out;
}

std::string json_reply(int status, std::string_view body) {
    std::string out = "HTTP/1.1 ";
    out += status == 202 ? "202 Accepted" : std::to_string(status) + " Error";
    out += "\r\nContent-Type: application/json\r\nContent-Length: ";
    out += std::to_string(body.size());
    out += "\r\n\r\n";
    out += body;
    return out;
}

void Environment::accept() {
    while (true) {
        Descriptor socket(
            ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket) return;
        if (connections_.size() >= base::limits::kLambdaRuntimeConnectionsMax) continue;
        const int one = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        const std::uint64_t id = next_connection_++;
        auto connection = std::make_unique<Connection>();
        connection->watch = loop_.watch(socket.get(), [this, id] {
            flush(id);
            read(id);
        });
        connection->socket = std::move(socket);
        connections_.emplace(id, std::move(connection));
    }
}

void Environment::read(std::uint64_t id) {
    static thread_local std::array<char, 64 * 1024> buffer;
    for (std::size_t i = 0; i < kReadsAtOnce; ++i) {
        const auto found = connections_.find(id);
        if (found == connections_.end()) return;
        Connection& connection = *found->second;
        const ssize_t got = ::recv(connection.socket.get(), buffer.data(), buffer.size(), 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) return drop(id);
        std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
        while (!bytes.empty()) {
            bytes.remove_prefix(connection.reader.feed(bytes));
            if (connection.reader.state() == RequestReader::State::broken) {
                send(id,
                     json_reply(
                         400,
                         R"({"errorType":"BadRequest","errorMessage":"This is not HTTP/1.1."})"));
                return drop(id);
            }
            if (connection.reader.state() == RequestReader::State::body &&
                connection.reader.request().expects_continue &&
                !std::exchange(connection.told_to_continue, true)) {
                send(id, "HTTP/1.1 100 Continue\r\n\r\n");
            }
            if (connection.reader.state() == RequestReader::State::complete) {
                connection.told_to_continue = false;
                serve(id, connection.reader.take());
                if (!connections_.contains(id)) return;
            }
        }
        if (static_cast<std::size_t>(got) < buffer.size()) return;  // The socket is empty.
    }
}

void Environment::serve(std::uint64_t id, RuntimeRequest request) {
    if (!request.keep_alive) connections_.at(id)->close_after = true;
    std::string_view path = request.target;
    if (!path.starts_with(kPrefix)) {
        return send(
            id,
            json_reply(404,
                       R"({"errorType":"NotFound","errorMessage":"There is no such resource."})"));
    }
    path.remove_prefix(kPrefix.size());
    if (request.method == "GET" && path == "invocation/next") return serve_next(id);
    if (request.method == "POST" && path == "init/error")
        return serve_init_error(id, std::move(request));
    constexpr std::string_view kInvocation = "invocation/";
    if (request.method == "POST" && path.starts_with(kInvocation)) {
        const std::size_t slash = path.find('/', kInvocation.size());
        const std::string request_id(path.substr(kInvocation.size(), slash - kInvocation.size()));
        const std::string_view action = slash == std::string_view::npos ? "" : path.substr(slash);
        if (action == "/response" || action == "/error") {
            return serve_answer(id, request_id, action == "/error", std::move(request));
        }
    }
    send(id, json_reply(404,
                        R"({"errorType":"NotFound","errorMessage":"There is no such resource."})"));
}

void Environment::serve_next(std::uint64_t id) {
    if (state_ == State::busy || state_ == State::idle || state_ == State::ending) {
        return send(
            id, json_reply(
                    403, R"({"errorType":"InvalidStateTransition",)"
                         R"("errorMessage":"An invocation is under way or asked for already."})"));
    }
    if (!was_ready_) {
        was_ready_ = true;
        init_duration_ = loop_.now() - began_;
        loop_.cancel(std::exchange(limit_timer_, 0));
    } else if (state_ == State::starting) {
        return;  // Its start has failed; it is about to be killed.
    }
    state_ = State::idle;
    idle_since_ = loop_.now();
    waiting_ = id;
    events_.idle(*this);
}

void Environment::serve_answer(std::uint64_t id, std::string_view request_id, bool is_error,
                               RuntimeRequest request) {
    if (state_ != State::busy || invocation_->request_id != request_id) {
        return send(
            id,
            json_reply(400,
                       R"({"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"})"));
    }
    if (request.is_body_too_large) {
        // Told without the prefix that other process errors have, as AWS does.
        finish(plain_error("Function.ResponseSizeTooLarge", kTooLarge), true);
        return send(
            id, json_reply(
                    413,
                    R"({"errorType":"RequestEntityTooLarge",)"
                    R"("errorMessage":"Exceeded maximum allowed payload size (6291556 bytes)."})"));
    }
    if (is_error) {
        finish(error_object(request, "Runtime.Unknown"), true);
    } else {
        finish(std::move(request.body), false);
    }
    send(id, json_reply(202, kAccepted));
}

void Environment::serve_init_error(std::uint64_t id, RuntimeRequest request) {
    if (was_ready_) {
        return send(id, json_reply(403, R"({"errorType":"InvalidStateTransition",)"
                                        R"("errorMessage":"The runtime has started already."})"));
    }
    send(id, json_reply(202, kAccepted));
    fail_start(
        [error = error_object(request, "Runtime.InitError")](std::string_view) { return error; });
}

void Environment::send(std::uint64_t id, std::string bytes) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    Connection& connection = *found->second;
    const bool is_waiting = !connection.outbox.empty();
    if (is_waiting) {
        connection.outbox += bytes;
    } else {
        connection.outbox = std::move(bytes);
        connection.sent = 0;
        flush(id);
    }
}

void Environment::flush(std::uint64_t id) {
    const auto found = connections_.find(id);
    if (found == connections_.end() || found->second->outbox.empty()) return;
    Connection& connection = *found->second;
    while (connection.sent < connection.outbox.size()) {
        const ssize_t put =
            ::send(connection.socket.get(), connection.outbox.data() + connection.sent,
                   connection.outbox.size() - connection.sent, MSG_NOSIGNAL);
        if (put < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN) {
                connection.is_writable_wanted = true;
                return loop_.want_writable(connection.watch, true);
            }
            connection.sent = connection.outbox.size();  // The reader sees the end.
            break;
        }
        connection.sent += static_cast<std::size_t>(put);
    }
    connection.outbox.clear();
    if (std::exchange(connection.is_writable_wanted, false))
        loop_.want_writable(connection.watch, false);
    if (connection.close_after) drop(id);
}

void Environment::drop(std::uint64_t id) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    loop_.unwatch(found->second->watch);
    connections_.erase(found);
    // Nobody is there any more to take the next invocation.
    if (waiting_ == id) {
        waiting_ = 0;
        if (state_ == State::idle) stop();
    }
}

void Environment::drop_all() {
    for (const auto& [id, connection] : connections_) loop_.unwatch(connection->watch);
    connections_.clear();
    waiting_ = 0;
}

}  // namespace services::lambda
