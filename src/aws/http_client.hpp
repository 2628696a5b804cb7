// HTTP as a client: one connection that is kept alive, bodies from and into files piece by piece.
// The door to libcurl; no type of it goes further.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "aws/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace aws {

struct ClientRequest {
    std::string method = "GET";
    std::string target = "/";  ///< Path and query, percent-encoded; sent as it is, `..` included.
    Headers headers = {};
    std::variant<std::string, FileBody> body = {};
};

struct ClientReply {
    int status = 0;
    Headers headers;
    std::string body;  ///< Empty if a sink took it.

    bool is_success() const { return status >= 200 && status < 300; }
};

struct HttpClientOptions {
    std::string endpoint;  ///< "http://127.0.0.1:4566", without a path.
    base::Seconds connect_timeout{5};
    /// A call that moves no byte for so long is given up; 0 waits for ever.
    base::Seconds idle_timeout{30};
    /// When the last call must be over, whatever it moves.
    std::optional<base::Monotonic> deadline = {};
    /// A file of certificates to trust instead of the machine's own; empty: those.
    std::string ca_bundle = {};
    /// Answers instead of the network: tests.
    std::function<base::Result<ClientReply>(const ClientRequest&)> instead = {};
};

/// One call at a time; a client belongs to one thread. Redirects are not followed, and proxies of
/// the environment are not used.
class HttpClient {
public:
    /// Takes the body of a successful answer piece by piece; an error ends the call and is its
    /// result. Bodies of other answers are always collected in `ClientReply::body`.
    using Sink = std::function<base::Result<void>(std::string_view piece)>;

    explicit HttpClient(HttpClientOptions options);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    const std::string& endpoint() const;
    /// Errors: `network` where no answer came (the message names the endpoint), `timeout`, `limit`
    /// for a collected body of more than `kClientReplyBytesMax`.
    base::Result<ClientReply> send(const ClientRequest& request, const Sink& sink = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace aws
