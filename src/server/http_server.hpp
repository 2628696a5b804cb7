// The HTTP/1.1 door. The library behind it (Asio) is included in http_server.cpp alone, and none of
// its types comes out; a service sees aws::HttpRequest and gives an aws::HttpReply.
#pragma once
#include <cstddef>
#include <memory>

#include "aws/http.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "server/address.hpp"
#include "server/http_reader.hpp"
#include "server/tls.hpp"

namespace server {

struct HttpOptions {
    /// Threads that read, call the handler and write; 0: one a core. A connection stays with one
    /// thread.
    std::size_t threads = 0;
    HeadLimits head;
    std::size_t connections_max = base::limits::kHttpConnectionsMax;
    /// For a whole request head from its first byte; then 408 and close.
    base::Milliseconds header_timeout = base::Seconds{base::limits::kHttpHeaderSeconds};
    /// For a connection on which nothing is asked or which takes no answer.
    base::Milliseconds idle_timeout = base::Seconds{base::limits::kHttpIdleSeconds};
    /// Senders of bodies may be slow for this long, and after it not below
    /// kHttpBodyBytesPerSecondMin.
    base::Milliseconds body_grace = base::Seconds{base::limits::kHttpBodyGraceSeconds};
    /// How long `stop` waits for requests that run.
    base::Milliseconds drain_timeout = base::Seconds{1};
    /// Connections are encrypted; null: they are plain.
    std::shared_ptr<const TlsContext> tls = nullptr;
    /// For time-outs and the Date field.
    const base::Clock* clock = &base::system_clock();
};

/// Listens until it is stopped or dies. Its functions may be called from any thread but the
/// handler's.
class HttpServer {
public:
    struct State;
    explicit HttpServer(std::unique_ptr<State> state);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Where it listens, with the real port.
    const Address& address() const;
    /// Open connections.
    std::size_t connections() const;
    /// Accepts no more, lets running requests end for at most `drain_timeout`, then closes
    /// everything. Replies that come after it are dropped. A second call does nothing.
    void stop();

private:
    std::unique_ptr<State> state_;
};

/// Serves `handler` on `address`. The handler runs on the I/O threads and must not block; `reply`
/// may be called later and from any thread; a handler that drops it, or throws, answers 500. Bodies
/// are read only when the handler asks for them, piece by piece with backpressure. Errors:
/// `conflict` if the port is in use, naming the process that holds it; `network` for an address
/// this machine does not have.
base::Result<std::unique_ptr<HttpServer>> serve(const Address& address,
                                                const aws::HttpHandler& handler,
                                                HttpOptions options = {});

}  // namespace server
